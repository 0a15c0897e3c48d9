"""Readers of the official extracts: establishments (with or without positions), legal entities.

Columns: data.gouv.fr, FINESS, `etalab-cs1100502` and `cs1100507` (establishments; 507 adds its
`geolocalisation` lines after all structures), `etalab-cs1100501` (legal entities).
Spreadsheet damage is mended where the truth can be proved (lost zeros, dates) and said; what is
lost (a SIRET shown as 2,601E+13) is left out and said. A fault refuses the whole file.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from stdnum.fr import siren, siret

from grappes.finess.coordonnees import PROJECTIONS, nom_projection
from grappes.finess.extrait import Constats, Extrait, lire_date
from grappes.finess.numero import cle_valide, luhn

# What a spreadsheet makes of a long number.
NOTATION_SCIENTIFIQUE = re.compile(r"[0-9](?:[.,][0-9]+)?[eE]\+?[0-9]+")
ZERO_PERDU = "Zéro initial perdu par un tableur, rétabli ({})"
NUMERO_PERDU = "{} écrit en notation scientifique par un tableur, laissé de côté"
NUMERO_ILLISIBLE = "{} illisible, laissé de côté"
NUMERO_FAUX = "{} dont la clé est fausse, gardé tel quel"
DATE_TABLEUR = "Date écrite en jour/mois/année par un tableur, relue"
DATE_ILLISIBLE = "Date illisible, laissée vide"
POSITION_ILLISIBLE = "Position illisible ou hors de sa projection, laissée de côté"
DEPARTEMENT_ABSENT = "Département absent ou illisible, laissé vide"
CATEGORIE_ABSENTE = "Catégorie absente ou illisible, laissée vide"


# Named tuples rather than frozen dataclasses: as immutable, built four times faster (the extract
# has 100,000 lines), and fit to be the parameters of an SQL statement as they stand.
class EtablissementLu(NamedTuple):
    """One establishment (ET). Empty text where the extract is silent or damaged."""

    finess_geographique: str
    finess_juridique: str
    raison_sociale: str
    autre_nom: str  # the shorter of the register's two names, for searching
    adresse: str
    code_postal: str
    commune: str
    departement: str  # as the extract writes it: 9A for Guadeloupe
    libelle_departement: str
    telephone: str
    categorie: str
    libelle_categorie: str
    siret: str
    ouvert_le: date | None
    mis_a_jour_le: date | None


class EntiteLue(NamedTuple):
    """One legal entity (EJ). Empty text where the extract is silent or damaged."""

    finess_juridique: str
    raison_sociale: str
    autre_nom: str
    adresse: str
    code_postal: str
    commune: str
    departement: str
    libelle_departement: str
    telephone: str
    statut_juridique: str
    siren: str


class PositionLue(NamedTuple):
    """The position of an establishment, in degrees, WGS84."""

    finess_geographique: str
    latitude: float
    longitude: float


LigneLue = EtablissementLu | EntiteLue | PositionLue


class Lecture:
    """Read one extract once: iterate for its rows, then look at `date_extrait` and `constats`.

    Rows stop at the first fault; the rest is still read for its faults, and `ExtraitRefuse` is
    raised at the end. Whoever writes the rows does so in a transaction.
    """

    def __init__(self, chemin: Path) -> None:
        self.extrait = Extrait(chemin)
        self.constats = Constats()
        self._deja_lus: dict[str, int] = {}
        # Organismes come back with each establishment, establishments with their position.
        self._valides: set[str] = set()

    @property
    def date_extrait(self) -> date | None:
        return self.extrait.date

    @property
    def total_lignes(self) -> int:
        return self.extrait.total_lignes

    def __iter__(self) -> Iterator[LigneLue]:
        for ligne, champs in self.extrait.lignes():
            lue = self._lire(ligne, champs)
            if lue is not None and not self.extrait.total_erreurs:
                yield lue
        if not self._deja_lus and not self.extrait.total_erreurs:
            self.extrait.signaler(0, "Le fichier ne contient aucune structure.")
        self.extrait.conclure()

    def _lire(self, ligne: int, champs: list[str]) -> LigneLue | None:
        """Read one record, or note why not."""
        nature = champs[0].strip()
        if nature not in NATURES:
            self.extrait.signaler(ligne, f"« {nature[:40]} » n’ouvre aucune ligne connue")
            return None
        nombre, lire = NATURES[nature]
        if len(champs) != nombre and not _ramener(champs, nombre):
            conseil = " (guillemet mal fermé ?)" if any("\n" in champ for champ in champs) else ""
            self.extrait.signaler(
                ligne, f"{len(champs)} champs au lieu de {nombre} pour « {nature} »{conseil}"
            )
            return None
        return lire(self, ligne, list(map(str.strip, champs)))

    def _lire_etablissement(self, ligne: int, c: list[str]) -> EtablissementLu | None:
        geographique = self._finess(c[1], ligne, "FINESS géographique")
        juridique = self._finess(c[2], ligne, "FINESS juridique")
        if geographique is None or juridique is None or self._en_double(geographique, ligne):
            return None
        return EtablissementLu(
            geographique,
            juridique,
            *_noms(c[3], c[4]),
            " ".join(filter(None, (*c[7:11], c[11])))[:255],
            *couper_acheminement(c[15]),
            self._departement(c[13], ligne),
            c[14][:80],
            self._telephone(c[16], ligne),
            self._categorie(c[18], ligne),
            c[19][:200],
            self._siret(c[22], ligne),
            self._date(c[28], ligne),
            self._date(c[30], ligne),
        )

    def _lire_entite(self, ligne: int, c: list[str]) -> EntiteLue | None:
        juridique = self._finess(c[1], ligne, "FINESS juridique")
        if juridique is None or self._en_double(juridique, ligne):
            return None
        return EntiteLue(
            juridique,
            *_noms(c[2], c[3]),
            " ".join(filter(None, (*c[5:9], c[10])))[:255],
            *couper_acheminement(c[12]),
            self._departement(c[13], ligne),
            c[14][:80],
            self._telephone(c[15], ligne),
            c[17][:120],
            self._siren(c[20], ligne),
        )

    def _lire_position(self, ligne: int, c: list[str]) -> PositionLue | None:
        geographique = self._finess(c[1], ligne, "FINESS géographique")
        if geographique is None or not (c[2] or c[3]):
            return None
        try:
            x, y = float(c[2].replace(",", ".")), float(c[3].replace(",", "."))
            projection = PROJECTIONS[nom_projection(c[4], geographique) or ""]
            position = projection.vers_position(x, y)
        except (ValueError, ArithmeticError, KeyError):
            position = None
        if position is None or not projection.couvre(position):
            self.constats.noter(POSITION_ILLISIBLE, ligne)
            return None
        return PositionLue(geographique, *position)

    def _finess(self, texte: str, ligne: int, nom: str) -> str | None:
        """Return the number, its lost zero given back; note a fault and return None if wrong."""
        if texte in self._valides or cle_valide(texte):
            self._valides.add(texte)
            return texte
        if _est_decimal(texte) and len(texte) == 8 and cle_valide(f"0{texte}"):
            self.constats.noter(ZERO_PERDU.format(nom), ligne)
            return f"0{texte}"
        if NOTATION_SCIENTIFIQUE.fullmatch(texte):
            faute = "abîmé par un tableur : reprenez l’extrait officiel sans l’ouvrir dans Excel"
        else:
            faute = "clé de contrôle fausse ou forme inconnue"
        self.extrait.signaler(ligne, f"{nom} « {texte[:20]} » : {faute}")
        return None

    def _en_double(self, numero: str, ligne: int) -> bool:
        premiere = self._deja_lus.setdefault(numero, ligne)
        if premiere != ligne:
            self.extrait.signaler(ligne, f"le numéro {numero} figure déjà ligne {premiere}")
        return premiere != ligne

    def _departement(self, texte: str, ligne: int) -> str:
        if len(texte) == 1:
            self.constats.noter(ZERO_PERDU.format("département"), ligne)
            return f"0{texte}"
        if not 2 <= len(texte) <= 3:
            self.constats.noter(DEPARTEMENT_ABSENT, ligne)
            return ""
        return texte.upper()

    def _categorie(self, texte: str, ligne: int) -> str:
        if not 3 <= len(texte) <= 4:
            self.constats.noter(CATEGORIE_ABSENTE, ligne)
            return ""
        return texte

    def _siret(self, texte: str, ligne: int) -> str:
        if not texte or (len(texte) == 14 and _est_decimal(texte) and luhn(texte)):
            return texte
        return self._secourir(texte, ligne, "SIRET", 14, siret.is_valid)

    def _siren(self, texte: str, ligne: int) -> str:
        if not texte or (len(texte) == 9 and _est_decimal(texte) and luhn(texte)):
            return texte
        return self._secourir(texte, ligne, "SIREN", 9, siren.is_valid)

    def _secourir(
        self, texte: str, ligne: int, nom: str, longueur: int, est_valide: Callable[[str], bool]
    ) -> str:
        """Mend a number that fails the plain check; empty if nothing can be kept of it."""
        if est_valide(texte):  # La Poste's own rule
            return texte
        if len(texte) == longueur - 1 and est_valide(f"0{texte}"):
            self.constats.noter(ZERO_PERDU.format(nom), ligne)
            return f"0{texte}"
        if len(texte) == longueur and _est_decimal(texte):
            self.constats.noter(NUMERO_FAUX.format(nom), ligne)
            return texte
        abime = NOTATION_SCIENTIFIQUE.fullmatch(texte)
        self.constats.noter((NUMERO_PERDU if abime else NUMERO_ILLISIBLE).format(nom), ligne)
        return ""

    def _telephone(self, texte: str, ligne: int) -> str:
        if len(texte) == 9 and _est_decimal(texte):
            self.constats.noter(ZERO_PERDU.format("téléphone"), ligne)
            return f"0{texte}"
        return texte[:20]

    def _date(self, texte: str, ligne: int) -> date | None:
        if not texte:
            return None
        lue = lire_date(texte)
        if lue is None:
            self.constats.noter(DATE_ILLISIBLE, ligne)
        elif "/" in texte:
            self.constats.noter(DATE_TABLEUR, ligne)
        return lue


NATURES: dict[str, tuple[int, Callable[[Lecture, int, list[str]], LigneLue | None]]] = {
    "structureet": (32, Lecture._lire_etablissement),
    "structureej": (23, Lecture._lire_entite),
    "geolocalisation": (6, Lecture._lire_position),
}


def _ramener(champs: list[str], nombre: int) -> bool:
    """Drop the empty fields that a spreadsheet adds on the right; tell if the count is right."""
    if any(champ.strip() for champ in champs[nombre:]):
        return False
    del champs[nombre:]
    return len(champs) == nombre


def _est_decimal(texte: str) -> bool:
    """Tell whether these are ASCII digits only: `isdecimal` alone takes those of every script."""
    return texte.isdecimal() and texte.isascii()


def _noms(court: str, long: str) -> tuple[str, str]:
    """The fuller of the two names first (the short one is cut at 38 characters), then the other
    if it says something else."""
    if len(court) > len(long):
        court, long = long, court
    return long[:255], "" if long.startswith(court) else court[:255]


@lru_cache(maxsize=10_000)  # towns come back thousands of times
def couper_acheminement(texte: str) -> tuple[str, str]:
    """Cut "59000 LILLE CEDEX 9" into the postal code and the town without its CEDEX."""
    code_postal, _, reste = texte.partition(" ")
    if not (len(code_postal) == 5 and _est_decimal(code_postal)):
        code_postal, reste = "", texte
    return code_postal, reste.partition(" CEDEX")[0].strip()[:80]
