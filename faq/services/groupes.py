"""Questions that ask the same: seen together, answered together, each asker told once."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from faq import ports
from faq.discretion import masquer
from faq.models import Question, QuestionPosee
from faq.recherche import index
from faq.search import Match, SearchIndex
from faq.search.grouping import group
from faq.services.questions import (
    DejaRepondue,
    creer_entree,
    devancement,
    garder_la_reponse,
)
from faq.texte import completer, en_texte

# Those that have waited longest; the others come as these are answered.
LIMITE = 500
PROCHES = 3
# An answer is offered to a whole group when it stands as near as this to the best one.
NETTE = 0.6
# A key of more digits than a database holds names no row.
CHIFFRES = 19
# A longer text is a letter, not a wording that somebody else would type.
FORMULATION = 200


@dataclass(frozen=True)
class Demande:
    """One question as asked, and who stands behind it when that is known."""

    posee: QuestionPosee
    contexte: ports.Contexte | None


@dataclass(frozen=True)
class Groupe:
    """Questions that ask the same, the most typical first.

    `reponses` are the entries that answer it as the search judges, `proches` the nearest anyway.
    """

    demandes: list[Demande]
    reponses: list[Match]
    proches: list[Match]

    @property
    def typique(self) -> QuestionPosee:
        return self.demandes[0].posee

    @property
    def cles(self) -> str:
        """The keys of its questions as an address carries them: « 3-8-21 »."""
        return "-".join(str(demande.posee.pk) for demande in self.demandes)


@dataclass(frozen=True)
class Envoi:
    """What became of an answer: who has it now, and which questions had one already."""

    repondues: list[QuestionPosee]
    devancees: list[QuestionPosee]
    courriels: int


def en_attente() -> list[Groupe]:
    """The questions without answer, by groups, the largest first."""
    attendues = QuestionPosee.objects.sans_reponse().select_related("question")
    posees = list(attendues.order_by("posee_le", "pk")[:LIMITE])
    demandes, faq = situer(posees), index()
    groupes = group([posee.texte for posee in posees], faq)
    return [_groupe([demandes[rang] for rang in rangs], faq) for rangs in groupes]


def _groupe(demandes: list[Demande], faq: SearchIndex) -> Groupe:
    texte = demandes[0].posee.texte
    trouvees = faq.search(texte, PROCHES)
    nettes = [match for match in trouvees if match.score >= NETTE * trouvees[0].score]
    return Groupe(demandes, nettes, faq.nearest(texte, PROCHES))


def relire(cles: str) -> Groupe | None:
    """The group that an address names (« 3-8-21 »), in its order, with what was answered since."""
    lues = [int(cle) for cle in cles.split("-") if cle.isdecimal() and len(cle) < CHIFFRES]
    rangs = {cle: rang for rang, cle in enumerate(lues[:LIMITE])}
    trouvees = QuestionPosee.objects.filter(pk__in=rangs)
    posees = list(trouvees.select_related("question", "repondue_par"))
    if not posees:
        return None
    return _groupe(situer(sorted(posees, key=lambda posee: rangs[posee.pk])), index())


def situer(posees: list[QuestionPosee]) -> list[Demande]:
    """Each question with who stands behind it, asked for all at once."""
    contextes = ports.situer({posee.origine for posee in posees if posee.origine})
    return [Demande(posee, contextes.get(posee.origine)) for posee in posees]


def formulations_proposees(posees: Iterable[QuestionPosee]) -> list[str]:
    """Each text once, without what tells who asked it: staff read them again before publishing."""
    lues = {}
    for posee in posees:
        propre = " ".join(masquer(_sans_nom(posee)).split())
        if len(propre) <= FORMULATION:
            lues.setdefault(propre.casefold(), propre)
    return list(lues.values())


def _sans_nom(posee: QuestionPosee) -> str:
    noms = {mot.casefold() for mot in posee.nom.split() if len(mot) > 2}
    mots = posee.texte.split()
    return " ".join("…" if mot.strip(",.;:!?()").casefold() in noms else mot for mot in mots)


@transaction.atomic
def repondre_a_tous(
    posees: Iterable[QuestionPosee], *, reponse: str, par: Any, entree: Question | None = None
) -> Envoi:
    """Give one answer to these questions, and one mail to each person who asked.

    Raises DejaRepondue when all of them were answered first, ValueError on an empty answer, and
    ports.PortAbsent; then nothing is kept.
    """
    repondues, devancees, ecrits = [], [], set()
    # Always in the same order: two answers at once wait for each other, never in a circle.
    for posee in sorted(posees, key=lambda posee: posee.pk):
        if not garder_la_reponse(posee, reponse=reponse, par=par, entree=entree):
            devancees.append(posee)
            continue
        repondues.append(posee)
        if posee.courriel.casefold() not in ecrits:
            ports.ecrire_au_demandeur(posee)
            ecrits.add(posee.courriel.casefold())
    if devancees and not repondues:
        raise DejaRepondue(devancement(devancees[0]))
    return Envoi(repondues, devancees, len(ecrits))


def envoyer_une_entree(posees: Iterable[QuestionPosee], entree: Question, *, par: Any) -> Envoi:
    """Answer with a published entry: its text as it reads today, and its page."""
    return repondre_a_tous(posees, reponse=texte_a_envoyer(entree), par=par, entree=entree)


@transaction.atomic
def publier(posees: Iterable[QuestionPosee], entree: Question, *, par: Any) -> Envoi:
    """Create this entry of the FAQ for these questions.

    Published, it is mailed to who asked; a draft keeps them until `prevenir`, but for those that
    follow another. Raises as `repondre_a_tous` does, and then there is no entry either.
    """
    liste = list(posees)
    creer_entree(entree, auteur=par)
    if entree.etat == Question.Etat.PUBLIEE:
        return envoyer_une_entree(liste, entree, par=par)
    choisies = QuestionPosee.objects.filter(pk__in=[posee.pk for posee in liste])
    choisies.sans_reponse().filter(question=None).update(question=entree)
    devancees = list(choisies.exclude(question=entree).select_related("question", "repondue_par"))
    if len(devancees) == len(liste):
        raise DejaRepondue(devancement(devancees[0]))
    return Envoi([], devancees, 0)


def a_prevenir() -> QuerySet[Question]:
    """The published entries whose askers were not told yet, with their number as `attendent`."""
    attendent = Count("posees", filter=Q(posees__repondue_le=None))
    entrees = Question.objects.publiees().annotate(attendent=attendent).filter(attendent__gt=0)
    return entrees.order_by("-attendent", "question")


def prevenir(entree: Question, *, par: Any) -> Envoi:
    """Mail a published entry to those whose question led to it and who wait. Nobody twice."""
    return envoyer_une_entree(entree.posees.sans_reponse(), entree, par=par)


def texte_a_envoyer(entree: Question) -> str:
    """The answer of an entry as plain text, its facts filled with those of today."""
    return en_texte(completer(entree.reponse, ports.valeurs()))
