"""What contradicts itself: wishes, refusals and places, each as a typed conflict.

Its sentences are for the Collectif's eyes only.
"""

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from grappes.models import Candidature
from grappes.services.regroupement.souhaits import Souhaits, est_en_jeu

Projet = Candidature.Projet


class Genre(StrEnum):
    REFUS = "refus"
    PAIRE = "paire"
    SOUHAIT_REFUSE = "souhait_refuse"
    CONTRADICTION = "contradiction"
    SOUHAITS_CONTRAIRES = "souhaits_contraires"
    LOGICIELS = "logiciels"
    PROJETS = "projets"
    ABSENT = "absent"


@dataclass(frozen=True)
class Conflit:
    """What staff must settle: between which candidatures (keys, names), in which grappe if in one.

    `faits` are the keys that it stands on; `courts` says it on the row of each candidature.
    """

    genre: Genre
    campagne: int
    candidatures: tuple[int, ...]
    noms: tuple[str, ...]
    faits: tuple[int, ...]
    phrase: str
    courts: tuple[str, ...]
    grappe: int | None = None

    @property
    def dossiers(self) -> list[tuple[int, str]]:
        return list(zip(self.candidatures, self.noms, strict=True))

    @property
    def empreinte(self) -> str:
        """SHA-256 of the conflict and of its facts, whatever they are called."""
        faits = f"{self.campagne}:{self.genre}:{self.candidatures}:{self.grappe}:{self.faits}"
        return hashlib.sha256(faits.encode()).hexdigest()

    def court(self, candidature: int) -> str:
        """What its row says; empty when the others' say it."""
        return dict(zip(self.candidatures, self.courts, strict=True)).get(candidature, "")


def toutes(s: Souhaits) -> list[Conflit]:
    """Every conflict, settled or not: those inside a grappe first, then by sentence."""
    conflits = [
        *dans_une_grappe(s),
        *_souhaits_refuses(s),
        *_souhaits_contraires(s),
        *_partenaires_incompatibles(s),
        *_souhaits_sans_candidature(s),
    ]
    uniques = {conflit.empreinte: conflit for conflit in conflits}.values()
    return sorted(uniques, key=lambda c: (c.grappe is None, c.phrase, c.candidatures))


def _conflit(
    s: Souhaits,
    genre: Genre,
    cles: Sequence[int],
    phrase: str,
    *,
    faits: Sequence[int] = (),
    courts: Sequence[str] = (),
    grappe: bool = False,
) -> Conflit:
    dits = dict(zip(cles, courts, strict=False))
    ranges = tuple(sorted(cles))
    return Conflit(
        genre,
        s.candidatures[cles[0]].campagne_id,
        ranges,
        tuple(s.nom(cle) for cle in ranges),
        tuple(faits),
        phrase,
        tuple(dits.get(cle, "") for cle in ranges),
        s.grappes[cles[0]][0] if grappe else None,
    )


def dans_une_grappe(s: Souhaits) -> Iterator[Conflit]:
    """Members of one grappe that refuse each other, or that staff keep apart.

    A grappe without a name is only envisaged.
    """
    yield from _refus_dans_une_grappe(s)
    yield from _paires_interdites(s)


def _refus_dans_une_grappe(s: Souhaits) -> Iterator[Conflit]:
    for cle in s.candidatures:
        for autre in _candidats(s, cle, s.evites(cle)):
            if s.ensemble(cle, autre):
                grappe = s.grappes[cle][1]
                suite = f", mais tous deux sont dans « {grappe} »" if grappe else ""
                phrase = f"{_refuse(s, cle, autre)}{suite}."
                courts = (f"refuse {s.nom(autre)}, de sa grappe", "refusé dans sa grappe")
                paire = (cle, autre)
                yield _conflit(
                    s, Genre.REFUS, paire, phrase, faits=paire, courts=courts, grappe=True
                )


def _refuse(s: Souhaits, cle: int, autre: int) -> str:
    if s.candidatures[autre].organisme_id in s.refus.get(cle, ()):
        return f"{s.nom(cle)} ne veut pas travailler avec {s.nom(autre)}"
    return f"{s.nom(cle)} a refusé une grappe à cause de ses membres, dont {s.nom(autre)}"


def _paires_interdites(s: Souhaits) -> Iterator[Conflit]:
    for premiere, seconde, motif in s.paires:
        connues = premiere in s.candidatures and seconde in s.candidatures
        if connues and est_en_jeu(s.candidatures[premiere]) and s.ensemble(premiere, seconde):
            noms, grappe = f"{s.nom(premiere)} et {s.nom(seconde)}", s.grappes[premiere][1]
            phrase = f"{noms} : le Collectif a interdit cette paire ({motif})."
            if grappe:
                phrase = (
                    f"{noms} sont dans « {grappe} », mais le Collectif a interdit cette paire "
                    f"({motif})."
                )
            yield _conflit(s, Genre.PAIRE, (premiere, seconde), phrase, grappe=True)


def _souhaits_refuses(s: Souhaits) -> Iterator[Conflit]:
    for cle, autre in _souhaites(s):
        paire = (cle, autre)
        if s.evite(autre, cle):
            phrase = f"{s.nom(cle)} souhaite {s.nom(autre)}, qui ne veut pas travailler avec lui."
            courts = (f"souhaite {s.nom(autre)}, qui le refuse", "refuse qui le souhaite")
            yield _conflit(s, Genre.SOUHAIT_REFUSE, paire, phrase, faits=paire, courts=courts)
        if s.candidatures[autre].organisme_id in s.refus.get(cle, ()):
            phrase = f"{s.nom(cle)} cite {s.nom(autre)} à la fois comme souhait et comme refus."
            court = f"souhaite et refuse {s.nom(autre)}"
            yield _conflit(s, Genre.CONTRADICTION, paire, phrase, faits=paire, courts=(court,))


def _souhaits_contraires(s: Souhaits) -> Iterator[Conflit]:
    """Who wishes two that do not want each other."""
    for cle, organismes in s.souhaits.items():
        for une, autre in combinations(_candidats(s, cle, organismes), 2):
            for qui, evite in ((une, autre), (autre, une)):
                if s.evite(qui, evite):
                    phrase = (
                        f"{s.nom(cle)} souhaite {s.nom(qui)} et {s.nom(evite)}, mais "
                        f"{s.nom(qui)} ne veut pas travailler avec {s.nom(evite)}."
                    )
                    trio = (cle, qui, evite)
                    courts = (f"souhaite {s.nom(qui)} et {s.nom(evite)}, qu’il refuse",)
                    yield _conflit(
                        s, Genre.SOUHAITS_CONTRAIRES, trio, phrase, faits=trio, courts=courts
                    )


def _partenaires_incompatibles(s: Souhaits) -> Iterator[Conflit]:
    """Partners whose software or projects cannot meet under the règlement; told once a pair."""
    for paire in sorted({tuple(sorted(paire)) for paire in _souhaites(s)}):
        cle, autre = paire
        reglement = s.reglements.get(s.candidatures[cle].campagne_id)
        if reglement is None or s.ensemble(cle, autre):
            continue
        if reglement.dui_unique and _sans_dui_commun(s, cle, autre):
            yield _sans_logiciel(s, paire)
        projets = [s.projets.get(c, set()) for c in paire]
        if reglement.part_mixte_max is not None and _opposes(*projets):
            phrase = (
                f"{s.nom(cle)} et {s.nom(autre)} se souhaitent, mais l’un acquiert un DUI et "
                "l’autre met le sien en conformité : "
                f"{reglement.part_mixte_max} % au plus du type minoritaire dans une grappe."
            )
            part = (reglement.part_mixte_max,)
            courts = ("partenaire d’un autre projet",) * 2
            yield _conflit(s, Genre.PROJETS, paire, phrase, faits=part, courts=courts)


def _sans_logiciel(s: Souhaits, paire: tuple[int, ...]) -> Conflit:
    duis = [sorted(s.duis[cle].items(), key=lambda dui: dui[1]) for cle in paire]
    logiciels = " ; ".join(
        f"{s.nom(cle)} : {', '.join(nom for _, nom in choix)}"
        for cle, choix in zip(paire, duis, strict=True)
    )
    return _conflit(
        s,
        Genre.LOGICIELS,
        paire,
        f"Partenaires souhaités, sans logiciel accepté en commun ({logiciels}).",
        faits=sorted(dui for choix in duis for dui, _ in choix),
        courts=("partenaire sans logiciel commun",) * 2,
    )


def _sans_dui_commun(s: Souhaits, cle: int, autre: int) -> bool:
    if any(s.candidatures[c].dui_de_la_grappe or not s.duis.get(c) for c in (cle, autre)):
        return False
    return not s.duis[cle].keys() & s.duis[autre].keys()


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
                yield _conflit(s, Genre.ABSENT, (cle,), phrase, faits=(organisme,))


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
