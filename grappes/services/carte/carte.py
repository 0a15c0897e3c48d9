"""The map of a campagne: grappes, their lines to the porteur, orphans; of today or of a scenario.

Data for an SVG drawn by a template: no tile, no script. Each candidature is a dot at the middle of
its establishments, the larger the more ESMS it brings.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from grappes.models import (
    Campagne,
    Departement,
    Grappe,
    GrappeEnvisagee,
    MembreEnvisage,
    Place,
    Scenario,
    StatutGrappe,
)
from grappes.services.carte.contours import Anneau, Cadrage, contours, milieu
from grappes.services.carte.points import Point, disposer, echelle, lire
from grappes.services.carte.symboles import FORMES, symboles

# Seven hues and five shapes: 35 grappes differ by both; each also bears its number.
TEINTES = 7
# Above, names would weigh more than the drawing.
NOMS_MAX = 1_500


@dataclass
class Groupe:
    """A grappe, or one envisaged: its dots, the one of its porteur, the lines to it."""

    numero: int
    nom: str
    grappe: int | None
    statut: str
    points: list[Point] = field(default_factory=list)
    porteur: Point | None = None

    @property
    def teinte(self) -> int:
        return (self.numero - 1) % TEINTES

    @property
    def forme(self) -> str:
        """The initial of its shape, with which the symbols' names begin."""
        return FORMES[(self.numero - 1) % len(FORMES)][0]

    @property
    def esms(self) -> int:
        return sum(point.esms for point in self.points)

    @property
    def centre(self) -> tuple[int, int]:
        """The porteur; without one, the middle of the members."""
        if self.porteur:
            return self.porteur.x, self.porteur.y
        nombre = len(self.points)
        return sum(p.x for p in self.points) // nombre, sum(p.y for p in self.points) // nombre

    @property
    def autres(self) -> list[Point]:
        return [point for point in self.points if point is not self.porteur]

    @property
    def liens(self) -> str:
        """One SVG path: a line from each member to the centre."""
        x, y = self.centre
        return "".join(f"M{p.x} {p.y}L{x} {y}" for p in self.points if (p.x, p.y) != (x, y))

    @property
    def departements(self) -> str:
        return ", ".join(sorted({p.departement for p in self.points if p.departement}))

    @property
    def etendue(self) -> str:
        """What a screen reader says of it."""
        nombre = len(self.points)
        porteur = self.porteur.nom if self.porteur else "à choisir"
        return f"{self.nom} : {nombre} OG, {self.esms} ESMS, porteur {porteur}"


@dataclass(frozen=True)
class Terre:
    """A département of the region, with how many organisations are there and in no grappe."""

    code: str
    nom: str
    trace: str
    x: int
    y: int
    orphelins: int
    orphelins_esms: int


@dataclass(frozen=True)
class Carte:
    """All that the template draws. `sans_position` counts who could not be placed."""

    campagne: Campagne
    departement: str | None
    cadrage: Cadrage
    terres: list[Terre]
    groupes: list[Groupe]
    orphelins: list[Point]
    sans_position: int

    @property
    def symboles(self) -> list[tuple[str, str]]:
        return symboles(echelle(self.nombre))

    @property
    def nombre(self) -> int:
        """How many dots are drawn."""
        return len(self.orphelins) + sum(len(groupe.points) for groupe in self.groupes)

    @property
    def dense(self) -> bool:
        return echelle(self.nombre) < 1

    @property
    def nomme_tous(self) -> bool:
        """Whether those without a grappe bear their name: in a crowd, a closer look gives it."""
        return self.nombre <= NOMS_MAX

    @property
    def vu_de_pres(self) -> str:
        """The name of the only département that is shown, if any."""
        return next((terre.nom for terre in self.terres if terre.code == self.departement), "")

    @property
    def orphelins_esms(self) -> int:
        return sum(point.esms for point in self.orphelins)


def carte(campagne: Campagne, departement: str | None = None) -> Carte:
    """Today's grappes of a campagne, or of one of its départements seen from closer."""
    return _dessiner(campagne, _grappes(campagne), departement)


def carte_de_scenario(scenario: Scenario, departement: str | None = None) -> Carte:
    """The grappes as a scenario would make them; those that it leaves alone stay as they are."""
    return _dessiner(scenario.campagne, _envisagees(scenario), departement)


@dataclass
class _Reunion:
    """A grappe before it is drawn: its members by candidature, and its porteur among them."""

    nom: str
    grappe: int | None
    statut: str
    membres: list[int] = field(default_factory=list)
    porteur: int | None = None


def _grappes(campagne: Campagne) -> list[_Reunion]:
    reunions = {
        grappe.pk: _Reunion(grappe.nom, grappe.pk, grappe.get_statut_display())
        for grappe in Grappe.objects.filter(campagne=campagne)
        .exclude(statut=StatutGrappe.DISSOUTE)
        .order_by("pk")
    }
    places = Place.objects.vivantes().filter(grappe__campagne=campagne).order_by("pk")
    for grappe, candidature, role in places.values_list("grappe", "candidature", "role"):
        reunions[grappe].membres.append(candidature)
        if role == Place.Role.PORTEUR:
            reunions[grappe].porteur = candidature
    return list(reunions.values())


def _envisagees(scenario: Scenario) -> list[_Reunion]:
    membres = defaultdict(list)
    rangees = MembreEnvisage.objects.filter(scenario=scenario).order_by("pk")
    for envisagee, candidature in rangees.values_list("envisagee", "candidature"):
        membres[envisagee].append(candidature)
    envisagees = GrappeEnvisagee.objects.filter(scenario=scenario).select_related("grappe")
    actuelles = {reunion.grappe: reunion for reunion in _grappes(scenario.campagne)}
    prevues = [
        _Reunion(
            str(envisagee),
            envisagee.grappe_id,
            _sort(actuelles.get(envisagee.grappe_id), membres[envisagee.pk]),
            membres[envisagee.pk],
            envisagee.porteur_id,
        )
        for envisagee in envisagees
    ]
    reprises = {prevue.grappe for prevue in prevues}
    deplaces = {cle for prevue in prevues for cle in prevue.membres}
    autres = [reunion for cle, reunion in actuelles.items() if cle not in reprises]
    for autre in autres:
        autre.membres = [cle for cle in autre.membres if cle not in deplaces]
    return prevues + autres


def _sort(actuelle: _Reunion | None, membres: list[int]) -> str:
    """What becomes of a grappe in a scenario."""
    if actuelle is None:
        return "Nouvelle"
    return "Inchangée" if set(actuelle.membres) == set(membres) else "Modifiée"


def _dessiner(campagne: Campagne, reunions: list[_Reunion], departement: str | None) -> Carte:
    departements = list(Departement.objects.filter(region=campagne.region_id).order_by("code"))
    codes = {d.code for d in departements}
    if departement not in codes:
        departement = None
    places = {cle for reunion in reunions for cle in reunion.membres}
    points, perdus = lire(campagne, places, codes)
    if departement:
        points = _de_pres(points, reunions, departement)
    anneaux = [a for code in ([departement] if departement else codes) for a in _anneaux(code)]
    sommets = [sommet for anneau in anneaux for sommet in anneau]
    cadrage = Cadrage.de(sommets or [point.position for point in points.values()])
    disposer(list(points.values()), cadrage)
    groupes = _groupes(reunions, points)
    orphelins = [point for cle, point in points.items() if cle not in places]
    return Carte(
        campagne,
        departement,
        cadrage,
        _terres(departements, cadrage, orphelins),
        groupes,
        orphelins,
        perdus,
    )


def _de_pres(
    points: dict[int, Point], reunions: list[_Reunion], departement: str
) -> dict[int, Point]:
    """Who is in the département, and whoever shares a grappe with one of them."""
    vus = {cle for cle, point in points.items() if point.departement == departement}
    vus |= {cle for r in reunions if vus.intersection(r.membres) for cle in r.membres}
    return {cle: point for cle, point in points.items() if cle in vus}


def _anneaux(code: str) -> tuple[Anneau, ...]:
    return contours().get(code, ())


def _groupes(reunions: list[_Reunion], points: Mapping[int, Point]) -> list[Groupe]:
    groupes = []
    for numero, reunion in enumerate(reunions, start=1):
        groupe = Groupe(numero, reunion.nom, reunion.grappe, reunion.statut)
        groupe.points = [points[cle] for cle in reunion.membres if cle in points]
        groupe.porteur = points.get(reunion.porteur) if reunion.porteur else None
        if groupe.points:
            groupes.append(groupe)
    return groupes


def _terres(
    departements: list[Departement], cadrage: Cadrage, orphelins: list[Point]
) -> list[Terre]:
    nombres = Counter(point.departement for point in orphelins)
    esms: Counter[str | None] = Counter()
    for point in orphelins:
        esms[point.departement] += point.esms
    terres = []
    for departement in departements:
        code = departement.code
        x, y = cadrage.placer(milieu(code) or (cadrage.ouest, cadrage.nord))
        trace = cadrage.tracer(_anneaux(code))
        terres.append(Terre(code, departement.nom, trace, x, y, nombres[code], esms[code]))
    return terres
