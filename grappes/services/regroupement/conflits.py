"""Wishes, refusals and places that contradict each other: told to staff, never to a candidate.

A conflict is what its sentence says. Settled, it stays so until the facts, and so the sentence,
change.
"""

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import combinations

from django.db import IntegrityError, transaction
from django.utils import formats, timezone

from grappes.erreurs import ErreurMetier, TransitionConcurrente
from grappes.models import Arbitrage, Campagne, Candidature, Grappe, User
from grappes.services.regroupement.souhaits import (
    Souhaits,
    campagnes_en_cours,
    est_en_jeu,
    lire,
)

Projet = Candidature.Projet


@dataclass(frozen=True)
class Conflit:
    """What staff must settle: between which candidatures (keys, names), in which grappe if in one.

    The sentence is for the Collectif's eyes only.
    """

    campagne: int
    candidatures: tuple[int, ...]
    noms: tuple[str, ...]
    phrase: str
    grappe: int | None = None

    @property
    def dossiers(self) -> list[tuple[int, str]]:
        return list(zip(self.candidatures, self.noms, strict=True))

    @property
    def empreinte(self) -> str:
        """SHA-256 of the conflict and of its facts."""
        faits = f"{self.campagne}:{self.candidatures}:{self.phrase}"
        return hashlib.sha256(faits.encode()).hexdigest()


def a_regler(campagnes: Collection[Campagne] | None = None) -> list[Conflit]:
    """Those that nobody settled, in grappes first; of the campagnes in progress by default."""
    lesquelles = campagnes_en_cours() if campagnes is None else campagnes
    conflits = lister(lire(lesquelles))
    regles = set(
        Arbitrage.objects.filter(campagne__in=lesquelles).values_list("empreinte", flat=True)
    )
    return [conflit for conflit in conflits if conflit.empreinte not in regles]


def de_candidature(candidature: Candidature) -> list[Conflit]:
    conflits = a_regler([candidature.campagne])
    return [conflit for conflit in conflits if candidature.pk in conflit.candidatures]


def de_grappe(grappe: Grappe) -> list[Conflit]:
    """Those between its members, then those of a member with somebody else."""
    membres = set(grappe.places.vivantes().values_list("candidature", flat=True))
    conflits = a_regler([grappe.campagne])
    return [c for c in conflits if c.grappe == grappe.pk or membres & set(c.candidatures)]


@transaction.atomic
def regler(empreinte: str, *, par: User, motif: str) -> Arbitrage:
    """Note how staff settled a conflict that exists now. Raises `TransitionConcurrente`."""
    if not motif.strip():
        raise ErreurMetier("Indiquez ce qui est décidé : cela reste au Collectif.")
    conflit = next((c for c in a_regler() if c.empreinte == empreinte), None)
    if conflit is None:
        raise TransitionConcurrente(_deja_regle(empreinte))
    try:
        with transaction.atomic():
            return Arbitrage.objects.create(
                campagne_id=conflit.campagne,
                empreinte=empreinte,
                phrase=conflit.phrase,
                motif=motif.strip(),
                par=par,
            )
    except IntegrityError:
        raise TransitionConcurrente(_deja_regle(empreinte)) from None


def _deja_regle(empreinte: str) -> str:
    arbitrage = Arbitrage.objects.filter(empreinte=empreinte).select_related("par").first()
    if arbitrage is None:
        return "Ce conflit n’existe plus : les souhaits ou les places ont changé."
    le = formats.date_format(timezone.localtime(arbitrage.le), "j F Y à H:i")
    return f"{arbitrage.par} a déjà réglé ce conflit le {le} : « {arbitrage.motif} »."


def lister(souhaits: Souhaits) -> list[Conflit]:
    """Every conflict, settled or not: those inside a grappe first, then by sentence."""
    conflits = [
        *_refus_dans_une_grappe(souhaits),
        *_paires_interdites(souhaits),
        *_souhaits_refuses(souhaits),
        *_souhaits_contraires(souhaits),
        *_partenaires_incompatibles(souhaits),
        *_souhaits_sans_candidature(souhaits),
    ]
    return sorted(set(conflits), key=lambda c: (c.grappe is None, c.phrase, c.candidatures))


def _conflit(s: Souhaits, cles: tuple[int, ...], phrase: str, *, grappe: bool = False) -> Conflit:
    return Conflit(
        s.candidatures[cles[0]].campagne_id,
        tuple(sorted(cles)),
        tuple(s.nom(cle) for cle in sorted(cles)),
        phrase,
        s.grappes[cles[0]][0] if grappe else None,
    )


def _refus_dans_une_grappe(s: Souhaits) -> Iterator[Conflit]:
    for cle, organismes in s.refus.items():
        for autre in _candidats(s, cle, organismes):
            if s.ensemble(cle, autre):
                phrase = (
                    f"{s.nom(cle)} ne veut pas travailler avec {s.nom(autre)}, mais tous deux "
                    f"sont dans « {s.grappes[cle][1]} »."
                )
                yield _conflit(s, (cle, autre), phrase, grappe=True)


def _paires_interdites(s: Souhaits) -> Iterator[Conflit]:
    for premiere, seconde, motif in s.paires:
        connues = premiere in s.candidatures and seconde in s.candidatures
        if connues and est_en_jeu(s.candidatures[premiere]) and s.ensemble(premiere, seconde):
            phrase = (
                f"{s.nom(premiere)} et {s.nom(seconde)} sont dans « {s.grappes[premiere][1]} », "
                f"mais le Collectif a interdit cette paire ({motif})."
            )
            yield _conflit(s, (premiere, seconde), phrase, grappe=True)


def _souhaits_refuses(s: Souhaits) -> Iterator[Conflit]:
    for cle, autre in _souhaites(s):
        if s.candidatures[cle].organisme_id in s.refus.get(autre, ()):
            phrase = f"{s.nom(cle)} souhaite {s.nom(autre)}, qui ne veut pas travailler avec lui."
            yield _conflit(s, (cle, autre), phrase)
        if s.candidatures[autre].organisme_id in s.refus.get(cle, ()):
            phrase = f"{s.nom(cle)} cite {s.nom(autre)} à la fois comme souhait et comme refus."
            yield _conflit(s, (cle, autre), phrase)


def _souhaits_contraires(s: Souhaits) -> Iterator[Conflit]:
    """Who wishes two that do not want each other."""
    for cle, organismes in s.souhaits.items():
        for une, autre in combinations(_candidats(s, cle, organismes), 2):
            for qui, evite in ((une, autre), (autre, une)):
                if s.candidatures[evite].organisme_id in s.refus.get(qui, ()):
                    phrase = (
                        f"{s.nom(cle)} souhaite {s.nom(qui)} et {s.nom(evite)}, mais "
                        f"{s.nom(qui)} ne veut pas travailler avec {s.nom(evite)}."
                    )
                    yield _conflit(s, (cle, une, autre), phrase)


def _partenaires_incompatibles(s: Souhaits) -> Iterator[Conflit]:
    """Partners whose software or projects cannot meet under the règlement; told once a pair."""
    for paire in sorted({tuple(sorted(paire)) for paire in _souhaites(s)}):
        cle, autre = paire
        reglement = s.reglements.get(s.candidatures[cle].campagne_id)
        if reglement is None or s.ensemble(cle, autre):
            continue
        if reglement.dui_unique and _sans_dui_commun(s, cle, autre):
            logiciels = " ; ".join(f"{s.nom(c)} : {', '.join(sorted(s.duis[c]))}" for c in paire)
            phrase = f"Partenaires souhaités, sans logiciel accepté en commun ({logiciels})."
            yield _conflit(s, (cle, autre), phrase)
        projets = [s.projets.get(c, set()) for c in paire]
        if reglement.part_mixte_max is not None and _opposes(*projets):
            phrase = (
                f"{s.nom(cle)} et {s.nom(autre)} se souhaitent, mais l’un acquiert un DUI et "
                "l’autre met le sien en conformité : "
                f"{reglement.part_mixte_max} % au plus du type minoritaire dans une grappe."
            )
            yield _conflit(s, (cle, autre), phrase)


def _sans_dui_commun(s: Souhaits, cle: int, autre: int) -> bool:
    if any(s.candidatures[c].dui_de_la_grappe or not s.duis.get(c) for c in (cle, autre)):
        return False
    return not s.duis[cle] & s.duis[autre]


def _opposes(uns: set[str], autres: set[str]) -> bool:
    return {frozenset(uns), frozenset(autres)} == {
        frozenset({Projet.ACQUISITION.value}),
        frozenset({Projet.MISE_EN_CONFORMITE.value}),
    }


def _souhaits_sans_candidature(s: Souhaits) -> Iterator[Conflit]:
    for cle, organismes in s.souhaits.items():
        if not est_en_jeu(s.candidatures[cle]):
            continue
        for organisme in sorted(organismes):
            if not s.de(cle, organisme):
                phrase = f"{s.nom(cle)} souhaite {s.organismes[organisme]}, qui n’est pas candidat."
                yield _conflit(s, (cle,), phrase)


def _souhaites(s: Souhaits) -> Iterator[tuple[int, int]]:
    """Each wish that meets a candidature, unless both already are in one grappe."""
    for cle, organismes in s.souhaits.items():
        for autre in _candidats(s, cle, organismes):
            if not s.ensemble(cle, autre):
                yield cle, autre


def _candidats(s: Souhaits, cle: int, organismes: Collection[int]) -> list[int]:
    """The candidatures of these organismes that may still change, this one aside."""
    if not est_en_jeu(s.candidatures[cle]):
        return []
    trouves = (autre for organisme in sorted(organismes) for autre in s.de(cle, organisme))
    return [autre for autre in trouves if autre != cle and est_en_jeu(s.candidatures[autre])]
