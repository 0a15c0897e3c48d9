"""The outlines of the départements, and how degrees become points of a drawing.

Drawn from Natural Earth (public domain, see `referentiels/README.md`), simplified: for a map that
places organisations of a region, not for measuring.
"""

import csv
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from grappes.services.registre.referentiels import DOSSIER

Position = tuple[float, float]  # longitude, latitude, in degrees
Anneau = tuple[Position, ...]

LARGEUR = 1_000
HAUTEUR_MAX = 1_100
MARGE = 24


@cache
def contours() -> dict[str, tuple[Anneau, ...]]:
    """The rings of each département, by its code."""
    with (DOSSIER / "contours.csv").open(encoding="utf-8", newline="") as fichier:
        return {
            ligne["departement"]: tuple(map(_anneau, ligne["contour"].split("/")))
            for ligne in csv.DictReader(fichier, delimiter=";")
        }


def _anneau(texte: str) -> Anneau:
    points = (point.split(",") for point in texte.split())
    return tuple((float(longitude), float(latitude)) for longitude, latitude in points)


def milieu(departement: str) -> Position | None:
    """The middle of the largest ring of a département, where its name is written."""
    anneaux = contours().get(departement)
    if not anneaux:
        return None
    return _barycentre(max(anneaux, key=lambda anneau: abs(_aire(anneau))))


def _aire(anneau: Anneau) -> float:
    suivants = (*anneau[1:], anneau[0])
    return sum(x * v - u * y for (x, y), (u, v) in zip(anneau, suivants, strict=True)) / 2


def _barycentre(anneau: Anneau) -> Position:
    aire, somme_x, somme_y = _aire(anneau), 0.0, 0.0
    for (x, y), (u, v) in zip(anneau, (*anneau[1:], anneau[0]), strict=True):
        produit = x * v - u * y
        somme_x, somme_y = somme_x + (x + u) * produit, somme_y + (y + v) * produit
    return somme_x / (6 * aire), somme_y / (6 * aire)


@dataclass(frozen=True)
class Cadrage:
    """A plate carrée drawn true at the middle latitude: fair over a region, Corsica or an island.

    A drawing is `LARGEUR` units wide, less when the territory is tall.
    """

    ouest: float
    nord: float
    echelle: float  # units of the drawing per degree of latitude
    cosinus: float
    largeur: int
    hauteur: int

    @classmethod
    def de(cls, positions: Iterable[Position]) -> "Cadrage":
        """Frame these positions, with a margin; mainland France when there is none."""
        lues = list(positions) or [(-5.0, 42.0), (8.5, 51.0)]
        longitudes, latitudes = [x for x, _ in lues], [y for _, y in lues]
        nord, sud, ouest, est = max(latitudes), min(latitudes), min(longitudes), max(longitudes)
        cosinus = math.cos(math.radians((nord + sud) / 2))
        # A single point still deserves some land around it: a tenth of a degree.
        large, haut = max((est - ouest) * cosinus, 0.1), max(nord - sud, 0.1)
        echelle = min((LARGEUR - 2 * MARGE) / large, (HAUTEUR_MAX - 2 * MARGE) / haut)
        return cls(
            ouest,
            nord,
            echelle,
            cosinus,
            round(large * echelle) + 2 * MARGE,
            round(haut * echelle) + 2 * MARGE,
        )

    def placer(self, position: Position) -> tuple[int, int]:
        """Where a position is drawn, in units of the drawing, from its upper left corner."""
        longitude, latitude = position
        x = MARGE + (longitude - self.ouest) * self.cosinus * self.echelle
        return round(x), round(MARGE + (self.nord - latitude) * self.echelle)

    def tracer(self, anneaux: Iterable[Anneau]) -> str:
        """The SVG path of these rings."""
        return "".join(
            "M" + "L".join(f"{x} {y}" for x, y in map(self.placer, anneau)) + "Z"
            for anneau in anneaux
        )
