"""Writing answers: the one door through which their content changes, and their history."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Prefetch, Q, QuerySet

from faq.dates import moment
from faq.difference import Genre, Morceau, comparer
from faq.models import Question, Revision, Vote
from faq.services.variables import inconnues

# A field of Revision, and that of Question which it keeps.
CONTENU = {
    "intitule": "question",
    "reponse": "reponse",
    "formulations": "formulations",
    "source": "source",
    "source_url": "source_url",
    "rubrique": "rubrique",
}
LIGNES = ("reponse", "formulations")
# What the form of the staff writes besides, which makes no revision.
REGLAGES = (
    "slug", "ordre", "etat", "publiee_a_partir_de", "responsable_id", "relue_le", "a_relire_le",
    "depend_de_l_instruction",
)  # fmt: skip
# How many reasons of a useless answer are shown beside a revision.
REPROCHES = 20


class QuestionChangee(Exception):
    """Someone wrote meanwhile; its text is a French sentence for the staff."""


@dataclass(frozen=True)
class Refus:
    """A question that may not be published, and the French sentences that say why."""

    question: Question
    phrase: str


@dataclass(frozen=True)
class Difference:
    """What a revision changed in one field."""

    libelle: str
    morceaux: list[Morceau]


@transaction.atomic
def enregistrer(question: Question, *, auteur: Any, motif: str = "", depuis: str = "") -> Revision:
    """Save a question, new or not; a change of its content becomes a revision.

    Returns the revision that readers now see. `auteur` is None when the application writes;
    `depuis` is the `lecture` that the author started from. Raises QuestionChangee.
    """
    if depuis:
        confirmer(Question.objects.select_for_update().get(pk=question.pk), depuis)
    for champ in LIGNES:
        # A browser sends a text back with other line ends: that is not a change.
        setattr(question, champ, "\n".join(getattr(question, champ).splitlines()))
    # Saved first: this holds the row, so that the numbers of two writers follow each other.
    _sauver(question)
    return _reviser(question, auteur, motif)


def _sauver(question: Question) -> None:
    """Reasons to review come by `relecture` alone: one may have come since the row was read."""
    if question._state.adding:
        question.save()
    else:
        champs = {champ.name for champ in Question._meta.concrete_fields}
        question.save(update_fields=champs - {"id", "motif_relecture"})


@transaction.atomic
def publier(cles: Iterable[int], *, auteur: Any) -> tuple[list[Question], list[Refus]]:
    """Publish these questions: those that are, and those that may not be, as they were.

    A draft made from a question asked holds what the asker and the mail said: it is checked here.
    """
    publiees, refusees = [], []
    for question in Question.objects.select_for_update().filter(pk__in=cles).order_by("pk"):
        question.etat = Question.Etat.PUBLIEE
        try:
            verifier(question)
        except ValidationError as erreur:
            refusees.append(Refus(question, " ".join(erreur.messages)))
        else:
            enregistrer(question, auteur=auteur)
            publiees.append(question)
    return publiees, refusees


def verifier(question: Question) -> None:
    """What the model and the facts reproach to a question. Raises ValidationError."""
    question.full_clean()
    if fautes := inconnues(question.reponse):
        raise ValidationError(fautes)


@transaction.atomic
def revision_courante(question: Question) -> Revision:
    """The revision that readers see; made now when the text was written past the door."""
    tenue = Question.objects.select_for_update().select_related("rubrique").get(pk=question.pk)
    return _reviser(tenue, None, "")


def _reviser(question: Question, auteur: Any, motif: str) -> Revision:
    """The last revision, or a new one when the content is no longer its own."""
    derniere = question.revisions.select_related("rubrique").first()
    contenu = _contenu(question)
    if derniere and all(getattr(derniere, champ) == lu for champ, lu in contenu.items()):
        return derniere
    return Revision.objects.create(
        question=question,
        numero=derniere.numero + 1 if derniere else 1,
        auteur=auteur,
        motif=motif,
        **contenu,
    )


@transaction.atomic
def restaurer(revision: Revision, *, auteur: Any) -> Revision:
    """Write the content of an old revision anew, as a new one.

    Raises ValidationError when it may not stand today: another question has these words, a fact
    that it names is gone.
    """
    question = Question.objects.select_for_update().get(pk=revision.question_id)
    for champ, nom in CONTENU.items():
        # Its rubrique may be gone: the question stays in the present one.
        if (ancien := getattr(revision, champ)) is not None:
            setattr(question, nom, ancien)
    verifier(question)
    return enregistrer(question, auteur=auteur, motif=f"Retour à la révision {revision.numero}.")


def lecture(question: Question) -> str:
    """What a page shows of a question, in one word: its last revision, and a stamp of the rest."""
    derniere = question.revisions.first()
    reglages = json.dumps([str(getattr(question, champ)) for champ in REGLAGES])
    empreinte = hashlib.sha256(reglages.encode()).hexdigest()[:16]
    return f"{derniere.numero if derniere else 0}.{empreinte}"


def confirmer(question: Question, lue: str) -> None:
    """Check that a question still reads as when a member of staff opened it (`lecture`).

    Raises QuestionChangee, which says who wrote meanwhile, what and when.
    """
    if lecture(question) == lue:
        return
    derniere = question.revisions.select_related("auteur").first()
    if derniere and str(derniere.numero) != lue.partition(".")[0]:
        acte, ou = f"{signature(derniere)} a écrit la révision {derniere.numero}", "les révisions"
        acte += f" le {moment(derniere.le)}"
    else:
        acte, ou = _dernier_acte(question), "l’historique"
    raise QuestionChangee(
        f"{acte}, pendant que vous modifiiez cette question (état actuel : "
        f"{question.get_etat_display().lower()}). Votre saisie est gardée ci-dessous : lisez "
        f"{ou}, puis enregistrez de nouveau si elle doit l’emporter."
    )


def _dernier_acte(question: Question) -> str:
    """Who did what in the admin, when it is the last that happened to this question."""
    actes = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Question),
        object_id=str(question.pk),
        action_time__gte=question.modifie_le,
    )
    if acte := actes.select_related("user").first():
        faits = acte.get_change_message().rstrip(".")
        return f"{acte.user} : « {faits} » le {moment(acte.action_time)}"
    return "Les réglages ont changé"


def historique(question: Question) -> QuerySet[Revision]:
    """The revisions of a question, the last first, with their votes and the last `reproches`."""
    reproches = Vote.objects.filter(utile=False).exclude(raison="")[:REPROCHES]
    return (
        question.revisions.select_related("auteur", "rubrique")
        .annotate(
            utiles=Count("votes", filter=Q(votes__utile=True)),
            inutiles=Count("votes", filter=Q(votes__utile=False)),
        )
        # The order of the model is lost where votes are counted.
        .order_by("-numero")
        .prefetch_related(Prefetch("votes", reproches, to_attr="reproches"))
    )


def avec_differences(revisions: list[Revision]) -> list[tuple[Revision, list[Difference]]]:
    """Revisions in a row, the last first, each with what it changed in the one before it."""
    if not revisions:
        return []
    plus_ancienne = revisions[-1]
    avant = (
        Revision.objects.filter(question=plus_ancienne.question_id, numero__lt=plus_ancienne.numero)
        .select_related("rubrique")
        .first()
    )
    precedentes = [*revisions[1:], avant]
    return [
        (revision, differences(revision, precedente))
        for revision, precedente in zip(revisions, precedentes, strict=True)
    ]


def differences(revision: Revision, precedente: Revision | None) -> list[Difference]:
    """What this revision changed, field by field; all that it says when it is the first."""
    lues = []
    for champ in Revision._meta.concrete_fields:
        if champ.name in CONTENU and (morceaux := _comparer(revision, precedente, champ.name)):
            lues.append(Difference(str(champ.verbose_name), morceaux))
    return lues


def _comparer(revision: Revision, precedente: Revision | None, champ: str) -> list[Morceau]:
    apres = _texte(getattr(revision, champ))
    if precedente is None:
        return [Morceau(Genre.EGAL, apres)] if apres else []
    avant = _texte(getattr(precedente, champ))
    return comparer(avant, apres) if avant != apres else []


def signature(revision: Revision) -> str:
    """Who wrote it, for the staff."""
    return str(revision.auteur) if revision.auteur else "L’application"


def _contenu(question: Question) -> dict[str, Any]:
    return {champ: getattr(question, nom) for champ, nom in CONTENU.items()}


def _texte(valeur: Any) -> str:
    return "" if valeur is None else str(valeur)
