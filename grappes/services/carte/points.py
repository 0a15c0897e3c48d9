"""The dots of the map: one candidature each, where its establishments are."""

import math
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Avg, Count, Q

from grappes.models import Campagne, Candidature, EtablissementDeclare, StatutCandidature
from grappes.services.carte.contours import Cadrage, Position, milieu

# Largest number of ESMS of each size of dot.
TAILLES = (1, 3, 7, 14)
# Dots closer than this many units are spread in a spiral, whose step this is.
MAILLE, PAS = 8, 7.0
# From this many dots on they shrink, down to a half: a crowd stays legible.
FOULE = 400
NOM_MAX = 40
ANGLE_D_OR = math.pi * (3 - math.sqrt(5))


@dataclass
class Point:
    """One candidature: where it is drawn, its size from 0 to 4, and what its label says."""

    candidature: int
    nom: str
    esms: int
    departement: str | None
    position: Position
    x: int = 0
    y: int = 0

    @property
    def taille(self) -> int:
        return sum(self.esms > borne for borne in TAILLES)

    @property
    def titre(self) -> str:
        nom = self.nom if len(self.nom) <= NOM_MAX else f"{self.nom[: NOM_MAX - 1]}…"
        return f"{nom}, {self.esms} ESMS"


def echelle(nombre: int) -> float:
    """How large dots are drawn when there are so many."""
    return min(1.0, max(0.5, math.sqrt(FOULE / max(nombre, 1))))


def lire(campagne: Campagne, places: set[int], region: set[str]) -> tuple[dict[int, Point], int]:
    """Those who have a place or wait for one, by candidature, and how many have no position.

    Without any position in the register, the middle of the organisme's département stands for it,
    if it is one of the region's.
    """
    positions = _positions(campagne)
    points: dict[int, Point] = {}
    perdus = 0
    lues = Candidature.objects.filter(campagne=campagne).order_by("pk")
    for cle, statut, nom, code in lues.values_list(
        "pk", "statut", "organisme__raison_sociale", "organisme__departement"
    ):
        if cle not in places and statut != StatutCandidature.AU_VIVIER:
            continue
        position, esms = positions.get(cle, (None, 0))
        position = position or (milieu(code) if code in region else None)
        if position is None:
            perdus += 1
            continue
        points[cle] = Point(cle, nom, esms, code, position)
    return points, perdus


def _positions(campagne: Campagne) -> dict[int, tuple[Position | None, int]]:
    """The middle of the establishments of each candidature in the region, and its eligible ESMS.

    Doubtful lines show where it is but count for nothing yet, as on every gauge; excluded ones do
    neither; those of other regions do not pull the dot out of the map.
    """
    dans_la_region = Q(etablissement__departement__region=campagne.region_id)
    lignes = (
        EtablissementDeclare.objects.filter(candidature__campagne=campagne, retenue=True)
        .exclude(verdict=EtablissementDeclare.Verdict.EXCLU)
        .order_by()
        .values("candidature")
        .annotate(
            longitude=Avg("etablissement__longitude", filter=dans_la_region),
            latitude=Avg("etablissement__latitude", filter=dans_la_region),
            esms=Count("pk", filter=Q(verdict=EtablissementDeclare.Verdict.ELIGIBLE)),
        )
        .values_list("candidature", "longitude", "latitude", "esms")
    )
    return {
        cle: (None if longitude is None or latitude is None else (longitude, latitude), esms)
        for cle, longitude, latitude, esms in lignes
    }


def disposer(points: Collection[Point], cadrage: Cadrage) -> None:
    """Place each dot; those of one town are spread around it, the largest in the middle."""
    pas = PAS * echelle(len(points))
    rangs: Counter[tuple[int, int]] = Counter()
    for point in sorted(points, key=lambda p: (-p.esms, p.candidature)):
        x, y = cadrage.placer(point.position)
        maille = x // MAILLE, y // MAILLE
        rayon, angle = pas * math.sqrt(rangs[maille]), rangs[maille] * ANGLE_D_OR
        point.x, point.y = round(x + rayon * math.cos(angle)), round(y + rayon * math.sin(angle))
        rangs[maille] += 1
