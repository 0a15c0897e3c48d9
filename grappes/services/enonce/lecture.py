"""What the optimiser must know of a campagne, read in a bounded number of queries.

Nothing is prefetched by lists of keys: each table is read once, by the same sub-query.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Avg, Model, QuerySet

from grappes.models import (
    Campagne,
    Candidature,
    Dui,
    Etablissement,
    EtablissementDeclare,
    EtatPlace,
    PaireInterdite,
    Place,
    Reglement,
)
from grappes.models.statuts import CANDIDATURES_PLACABLES
from grappes.services.regroupement.souhaits import refuses_avec

CENTRE_DE_LA_FRANCE = (46.6, 2.4)

Point = tuple[float, float]


@dataclass
class Profil:
    """One candidature's eligible ESMS, counted: places, départements, sectors, projects."""

    esms: int = 0
    points: list[Point] = field(default_factory=list)
    departements: Counter[str] = field(default_factory=Counter)
    secteurs: Counter[str] = field(default_factory=Counter)
    projets: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Donnees:
    """The rows of a campagne, by primary key of candidature.

    `reduits` are the codes of the départements that have the reduced threshold.
    """

    reduits: frozenset[str]
    candidatures: dict[int, Candidature]
    profils: Mapping[int, Profil]
    duis: dict[int, str]
    acceptes: Mapping[int, set[int]]
    souhaits: Mapping[int, set[int]]
    refus: Mapping[int, set[int]]
    places: dict[int, Place]  # live ones
    refusees: list[Place]
    collegues: Mapping[int, set[int]]
    paires: list[tuple[int, int]]

    def nom(self, cle: int) -> str:
        return str(self.candidatures[cle].organisme)

    def refusantes(self, motif: str) -> dict[int, set[int | None]]:
        """Who refused a grappe for this reason, and the software of these grappes."""
        refus: dict[int, set[int | None]] = defaultdict(set)
        for place in self.refusees:
            if place.motif_refus == motif:
                refus[place.candidature_id].add(place.grappe.dui_id)
        return refus

    def points(self) -> dict[int, Point]:
        """Where each candidature is: the mean of its eligible ESMS, or of its département."""
        connus = {cle: _milieu(p.points) for cle, p in self.profils.items() if p.points}
        inconnus = {cle: p for cle, p in self.profils.items() if cle not in connus}
        departements = _milieux({premier(p.departements) for p in inconnus.values()} - {""})
        defaut = _milieu(list(connus.values())) if connus else CENTRE_DE_LA_FRANCE
        return connus | {
            cle: departements.get(premier(p.departements), defaut) for cle, p in inconnus.items()
        }


def lire(campagne: Campagne, reglement: Reglement) -> Donnees:
    """Read the campagne: a dozen queries, whatever its size."""
    libres = Candidature.objects.filter(campagne=campagne, statut__in=CANDIDATURES_PLACABLES)
    candidatures = {c.pk: c for c in libres.select_related("organisme").order_by("pk")}
    for candidature in candidatures.values():
        candidature.campagne = campagne
    places = _vivantes(libres, candidatures)
    refusees = list(
        Place.objects.filter(candidature__in=libres, etat=EtatPlace.REFUSEE)
        .exclude(motif_refus="")
        .select_related("grappe")
        .order_by("pk")
    )
    return Donnees(
        reduits=frozenset(reglement.departements_reduits.values_list("pk", flat=True)),
        candidatures=candidatures,
        profils=_profils(libres),
        duis=dict(Dui.objects.values_list("pk", "nom")),
        acceptes=_liens(Candidature.dui_acceptes.through, libres, "dui_id"),
        souhaits=_declares(Candidature.partenaires.through, libres, candidatures),
        refus=_declares(Candidature.refus.through, libres, candidatures),
        places=places,
        refusees=refusees,
        collegues=_collegues(refusees),
        paires=list(
            PaireInterdite.objects.filter(campagne=campagne)
            .order_by("pk")
            .values_list("premiere", "seconde")
        ),
    )


def _vivantes(
    libres: QuerySet[Candidature], candidatures: Mapping[int, Candidature]
) -> dict[int, Place]:
    vivantes = Place.objects.vivantes().filter(candidature__in=libres)
    places = {p.candidature_id: p for p in vivantes.select_related("grappe__dui").order_by("pk")}
    for cle, place in places.items():
        place.candidature = candidatures[cle]
    return places


def _profils(libres: QuerySet[Candidature]) -> Mapping[int, Profil]:
    """Doubtful and excluded lines count for nothing here."""
    profils: dict[int, Profil] = defaultdict(Profil)
    lignes = EtablissementDeclare.objects.filter(
        candidature__in=libres, retenue=True, verdict=EtablissementDeclare.Verdict.ELIGIBLE
    ).values_list(
        "candidature",
        "type_projet",
        "etablissement__latitude",
        "etablissement__longitude",
        "etablissement__departement",
        "etablissement__categorie__secteur",
    )
    for cle, projet, latitude, longitude, departement, secteur in lignes.order_by("pk"):
        profil = profils[cle]
        profil.esms += 1
        profil.projets.update([projet])
        profil.departements.update([departement or ""])
        profil.secteurs.update([secteur or ""])
        if latitude is not None and longitude is not None:
            profil.points.append((latitude, longitude))
    return profils


def _liens(table: type[Model], libres: QuerySet[Candidature], autre: str) -> Mapping[int, set[int]]:
    """The rows of a many-to-many table, as sets."""
    liens: dict[int, set[int]] = defaultdict(set)
    lues = table._default_manager.filter(candidature__in=libres)
    for cle, valeur in lues.values_list("candidature_id", autre):
        liens[cle].add(valeur)
    return liens


def _declares(
    table: type[Model], libres: QuerySet[Candidature], candidatures: Mapping[int, Candidature]
) -> Mapping[int, set[int]]:
    """The organismes that a candidature names, as the candidatures that they have here."""
    par_organisme: dict[int, set[int]] = defaultdict(set)
    for candidature in candidatures.values():
        if candidature.organisme_id:
            par_organisme[candidature.organisme_id].add(candidature.pk)
    noms = _liens(table, libres, "organismegestionnaire_id")
    return {
        cle: {autre for organisme in cites for autre in par_organisme.get(organisme, ())} - {cle}
        for cle, cites in noms.items()
    }


def _collegues(refusees: Iterable[Place]) -> Mapping[int, set[int]]:
    """By refused place: the candidatures that it refused with its grappe."""
    pour_ses_membres = [p for p in refusees if p.motif_refus == Place.MotifRefus.PARTENAIRES]
    return {place.pk: autres for place, autres in refuses_avec(pour_ses_membres).items()}


def _milieu(points: list[Point]) -> Point:
    return (sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points))


def _milieux(departements: set[str]) -> dict[str, Point]:
    """The middle of départements, from the register."""
    if not departements:
        return {}
    situes = Etablissement.objects.filter(departement__in=departements, latitude__isnull=False)
    return {
        ligne["departement"]: (ligne["nord"], ligne["est"])
        for ligne in situes.values("departement")
        .annotate(nord=Avg("latitude"), est=Avg("longitude"))
        .order_by("departement")
        if ligne["est"] is not None
    }


def premier(nombres: Counter[str]) -> str:
    """The most frequent; of equals, the first in the alphabet."""
    return min(nombres, key=lambda nom: (-nombres[nom], nom), default="")
