"""The fictitious register itself, drawn from a seed: same seed, same register."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import TypeVar

from grappes.finess.fictif.lieux import CORSE_ET_OUTRE_MER, HAUTS_DE_FRANCE, VOISINAGE, Lieu
from grappes.finess.fictif.noms import (
    CATEGORIES,
    HORS_CHAMP,
    STATUTS,
    CategorieFictive,
    nom_d_etablissement,
    nom_d_organisme,
)
from grappes.finess.numero import cle, luhn

Chose = TypeVar("Chose")

# ESMS per organisme: lowest, highest, share in thousandths. Computed from the FINESS of
# 8 January 2021 (16,676 organismes).
TAILLES = (
    (1, 1, 690),
    (2, 2, 134),
    (3, 4, 80),
    (5, 7, 41),
    (8, 14, 29),
    (15, 29, 16),
    (30, 49, 6),
    (50, 70, 4),
)
# Share of each sector among ESMS, in thousandths (same source).
SECTEURS = {
    "domicile": 250,
    "personnes-agees": 240,
    "handicap-adultes": 190,
    "handicap-enfants": 120,
    "enfance": 70,
    "ahi": 60,
    "pds": 24,
    "autres": 46,
}
# A large organisme keeps mostly to its own sector and département.
FIDELITE_SECTEUR = 0.75
FIDELITE_DEPARTEMENT = 0.8


@dataclass(frozen=True)
class EtablissementFictif:
    """One establishment; `siret` may be empty, as for 14 % of the real ones."""

    finess: str
    nom: str
    categorie: CategorieFictive
    lieu: Lieu
    latitude: float
    longitude: float
    siret: str
    telephone: str
    annee: int


@dataclass(frozen=True)
class OrganismeFictif:
    """One legal entity and its establishments."""

    finess: str
    nom: str
    statut: str
    siren: str
    lieu: Lieu
    secteur: str
    telephone: str
    etablissements: tuple[EtablissementFictif, ...]


@dataclass(frozen=True)
class RegistreFictif:
    """The whole register, organismes in the order that they were drawn."""

    organismes: tuple[OrganismeFictif, ...]

    @property
    def etablissements(self) -> Iterator[tuple[OrganismeFictif, EtablissementFictif]]:
        """Yield every establishment with its organisme."""
        for organisme in self.organismes:
            for etablissement in organisme.etablissements:
                yield organisme, etablissement


def generer(graine: int = 1, organismes: int = 400, outre_mer: bool = False) -> RegistreFictif:
    """Draw a register of Hauts-de-France with this many organismes.

    Sizes follow the real distribution exactly, not by chance, so that even a small register has
    its few large ones. One in six of those of five ESMS or more may span other regions.
    `outre_mer` adds one organisme in twenty in Corsica and overseas.
    """
    tirage = _Tirage(Random(graine))
    tailles = _tailles(tirage.hasard, organismes)
    lieux = [HAUTS_DE_FRANCE] * organismes
    if outre_mer:
        lieux += [CORSE_ET_OUTRE_MER] * max(2, organismes // 20)
        tailles += [1 + rang % 4 for rang in range(len(lieux) - organismes)]
    return RegistreFictif(tuple(map(tirage.organisme, tailles, lieux)))


def _tailles(hasard: Random, organismes: int) -> list[int]:
    """Deal the sizes by their shares, what rounding leaves to the smallest, then shuffle."""
    tailles = [
        hasard.randint(basse, haute)
        for basse, haute, part in TAILLES
        for _ in range(round(organismes * part / 1000))
    ][:organismes]
    tailles += [1] * (organismes - len(tailles))
    hasard.shuffle(tailles)
    return tailles


class _Tirage:
    """Draws one thing after another, never the same number or organisme's name twice."""

    def __init__(self, hasard: Random) -> None:
        self.hasard = hasard
        self.rangs: Counter[str] = Counter()
        self.noms: Counter[str] = Counter()

    def organisme(self, taille: int, lieux: list[Lieu]) -> OrganismeFictif:
        lieu = self._lieu(lieux)
        secteur = self._secteur()
        forme, statut, _ = self._selon(STATUTS, [poids for *_, poids in STATUTS])
        siren = self._siren()
        voisins = VOISINAGE if taille >= 5 and self.hasard.random() < 1 / 6 else []
        etablissements = [
            self._etablissement(secteur, siren, self._voisin(lieu, lieux, voisins, rang))
            for rang in range(taille)
        ]
        if secteur == "handicap-adultes" and taille >= 3:
            etablissements.append(self._batir(HORS_CHAMP, siren, lieu))
        return OrganismeFictif(
            self._finess(lieu),
            self._nom(forme),
            statut,
            siren,
            lieu,
            secteur,
            self._telephone(),
            tuple(etablissements),
        )

    def _etablissement(self, secteur: str, siren: str, lieu: Lieu) -> EtablissementFictif:
        if self.hasard.random() > FIDELITE_SECTEUR:
            secteur = self._secteur()
        categories = CATEGORIES[secteur]
        return self._batir(self._selon(categories, [c.poids for c in categories]), siren, lieu)

    def _batir(self, categorie: CategorieFictive, siren: str, lieu: Lieu) -> EtablissementFictif:
        hasard = self.hasard
        return EtablissementFictif(
            self._finess(lieu),
            nom_d_etablissement(hasard, categorie.mot),
            categorie,
            lieu,
            round(lieu.latitude + hasard.uniform(-0.03, 0.03), 5),
            round(lieu.longitude + hasard.uniform(-0.04, 0.04), 5),
            "" if hasard.random() < 0.14 else self._siret(siren),
            self._telephone(),
            hasard.randint(1965, 2024),
        )

    def _voisin(self, siege: Lieu, lieux: list[Lieu], voisins: list[Lieu], rang: int) -> Lieu:
        """The first establishment stands at the seat, the others mostly not far."""
        if rang == 0:
            return siege
        if voisins and self.hasard.random() < 0.3:
            return self._lieu(voisins)
        if self.hasard.random() < FIDELITE_DEPARTEMENT:
            return self._lieu([lieu for lieu in lieux if lieu.departement == siege.departement])
        return self._lieu(lieux)

    def _lieu(self, lieux: list[Lieu]) -> Lieu:
        return self._selon(lieux, [lieu.poids for lieu in lieux])

    def _secteur(self) -> str:
        return self._selon(list(SECTEURS), list(SECTEURS.values()))

    def _selon(self, choses: list[Chose], poids: list[int]) -> Chose:
        return self.hasard.choices(choses, poids)[0]

    def _nom(self, forme: str) -> str:
        """A name drawn again takes a number, as the register's own namesakes do."""
        nom = nom_d_organisme(self.hasard, forme)
        self.noms[nom] += 1
        return nom if self.noms[nom] == 1 else f"{nom} {self.noms[nom]}"

    def _rang(self, suite: str) -> int:
        self.rangs[suite] += 1
        return self.rangs[suite]

    def _finess(self, lieu: Lieu) -> str:
        debut = f"{lieu.prefixe}9"
        rang = str(self._rang(debut)).zfill(8 - len(debut))
        return f"{debut}{rang}{cle(debut + rang)}"

    def _siren(self) -> str:
        return _completer(f"999{self._rang('siren'):05}")

    def _siret(self, siren: str) -> str:
        return _completer(f"{siren}{self._rang(siren):04}")

    def _telephone(self) -> str:
        return f"035301{self.hasard.randrange(10_000):04}"


def _completer(debut: str) -> str:
    """Add the check digit of a SIREN or a SIRET."""
    return next(debut + chiffre for chiffre in "0123456789" if luhn(debut + chiffre))
