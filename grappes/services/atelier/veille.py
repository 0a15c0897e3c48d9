"""What changed on the board since a page last looked: two staff at work see each other."""

import datetime
import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils import timezone

from grappes.francais import il_y_a
from grappes.models import (
    Campagne,
    Candidature,
    Geste,
    Grappe,
    Place,
    StatutCandidature,
    StatutGrappe,
    Transition,
    User,
)

# A transaction may be seen long after the moment that it wrote: a whole region takes seconds.
RETARD = datetime.timedelta(seconds=30)
MONTRES = 6


@dataclass(frozen=True)
class Regard:
    """What a page holds: since when, its last geste, its cards (pk of grappe → empreinte).

    `connues`: the grappes that it knows of, drawn or left out by its filter; `lignes`: the rows of
    the vivier that it shows.
    """

    depuis: datetime.datetime
    dernier: int
    empreintes: Mapping[int, str]
    connues: Set[int]
    lignes: Set[int] = frozenset()


@dataclass(frozen=True)
class Trace:
    """One geste, as the journal tells it."""

    cle: int
    par: str
    dit: str
    quand: str


@dataclass(frozen=True)
class Changements:
    """`cartes` must be drawn again, `disparues` taken off; rows that left the vivier, or came."""

    cartes: set[int] = field(default_factory=set)
    nouvelles: set[int] = field(default_factory=set)
    disparues: set[int] = field(default_factory=set)
    parties: set[int] = field(default_factory=set)
    arrivees: set[int] = field(default_factory=set)
    phrases: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        rangs = self.parties or self.arrivees
        return bool(self.cartes or self.disparues or rangs or self.phrases)

    @property
    def redessinees(self) -> int:
        """How many cards of the page change."""
        return len(self.cartes) + len(self.disparues)


def changements(campagne: Campagne, regard: Regard, *, pour: User) -> Changements:
    """Compare what the page holds with what is; `phrases` tell what others did."""
    actuelles = empreintes(campagne)
    nouvelles = actuelles.keys() - regard.connues
    touchees = _touchees(campagne, regard.depuis - RETARD)
    libres = _libres(campagne, touchees | regard.lignes)
    return Changements(
        cartes=nouvelles
        | {cle for cle, e in regard.empreintes.items() if actuelles.get(cle, e) != e},
        nouvelles=nouvelles,
        disparues=regard.empreintes.keys() - actuelles.keys(),
        parties=set(regard.lignes - libres),
        arrivees=libres - regard.lignes,
        phrases=[
            f"{g.par} : {_dit(g)}, {il_y_a(_quand(g))}." for g in _gestes(campagne, regard, pour)
        ],
    )


def _touchees(campagne: Campagne, depuis: datetime.datetime) -> set[int]:
    places = Place.objects.filter(grappe__campagne=campagne).filter(
        Q(creee_le__gt=depuis) | Q(liberee_le__gt=depuis)
    )
    passages = Transition.objects.filter(candidature__campagne=campagne, le__gt=depuis)
    return {
        *places.values_list("candidature", flat=True),
        *passages.values_list("candidature", flat=True),
    }


def _gestes(campagne: Campagne, regard: Regard, pour: User) -> Iterable[Geste]:
    recents = Geste.objects.filter(campagne=campagne).exclude(par=pour)
    return (
        recents.filter(Q(pk__gt=regard.dernier) | Q(annule_le__gt=regard.depuis))
        .select_related("par")
        .order_by("pk")
    )


def derniers(campagne: Campagne) -> list[Trace]:
    """The latest gestes of all, for the journal."""
    gestes = campagne.gestes.select_related("par").order_by("-pk")[:MONTRES]
    return [Trace(geste.pk, str(geste.par), _dit(geste), il_y_a(_quand(geste))) for geste in gestes]


def _dit(geste: Geste) -> str:
    dit = f"{geste.libelle} (malgré un conflit)" if geste.malgre else geste.libelle
    return f"{dit} (annulé)" if geste.annule_le else dit


def _quand(geste: Geste) -> datetime.datetime:
    return geste.annule_le or geste.le


def empreintes(campagne: Campagne) -> dict[int, str]:
    """What each card shows, in eight characters: it changes when the card must be drawn again."""
    places: dict[int, list[Place]] = defaultdict(list)
    for place in Place.objects.vivantes().filter(grappe__campagne=campagne).order_by("pk"):
        places[place.grappe_id].append(place)
    grappes = Grappe.objects.filter(campagne=campagne).exclude(statut=StatutGrappe.DISSOUTE)
    return {grappe.pk: empreinte(grappe, places[grappe.pk]) for grappe in grappes}


def empreinte(grappe: Grappe, places: Iterable[Place]) -> str:
    vu = (
        grappe.nom, grappe.statut, grappe.dui_id, grappe.gelee_le, grappe.reponse_avant_le,
        [(p.pk, p.etat, p.role, p.epinglee_le) for p in places],
    )  # fmt: skip
    return f"{zlib.crc32(repr(vu).encode()):08x}"


def _libres(campagne: Campagne, parmi: Iterable[int]) -> set[int]:
    """Those that are in the vivier now."""
    miennes = Candidature.objects.filter(
        campagne=campagne, pk__in=parmi, statut=StatutCandidature.AU_VIVIER
    )
    occupees = Place.objects.vivantes().values("candidature")
    return set(miennes.exclude(pk__in=occupees).values_list("pk", flat=True))


def maintenant() -> str:
    """The moment of a look, as a page keeps it."""
    return timezone.now().isoformat()
