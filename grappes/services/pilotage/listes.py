"""The lists behind the manager's figures: only the territory's lines, whatever is asked.

`QuerySet[Any]` stands for rows with annotations, which their models do not declare.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    Max,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
)

from grappes.models import (
    Campagne,
    Candidature,
    Departement,
    EtablissementDeclare,
    EtatPlace,
    Grappe,
    Place,
)
from grappes.services.pilotage.territoires import Territoire

# The value of a filter for what has no département, or no sector, in the register.
INCONNU = "inconnu"


@dataclass(frozen=True)
class Filtres:
    """What narrows a list; all narrow together. `place` and `declare` are "oui", "non" or ""."""

    statut: str = ""
    departement: str = ""
    secteur: str = ""
    verdict: str = ""
    place: str = ""
    declare: str = ""
    grappe: Grappe | None = None


def lignes_filtrees(campagne: Campagne, territoire: Territoire, filtres: Filtres) -> QuerySet[Any]:
    """The declared ESMS; `placee` says that they hold a place which their OG accepted."""
    acceptees = Place.objects.vivantes().filter(etat=EtatPlace.ACCEPTEE)
    lignes = territoire.lignes(campagne).annotate(
        placee=Exists(acceptees.filter(candidature=OuterRef("candidature")))
    )
    if filtres.statut:
        lignes = lignes.filter(candidature__statut=filtres.statut)
    if filtres.departement:
        lignes = lignes.filter(_est("departement_id", filtres.departement))
    if filtres.secteur:
        lignes = lignes.filter(_est("etablissement__categorie__secteur", filtres.secteur))
    if filtres.verdict:
        lignes = lignes.filter(verdict=filtres.verdict)
    if filtres.place:
        lignes = lignes.filter(placee=filtres.place == "oui")
    if filtres.grappe:
        places = Place.objects.vivantes().filter(grappe=filtres.grappe)
        lignes = lignes.filter(candidature__in=places.values("candidature"))
    return lignes


def _est(champ: str, valeur: str) -> Q:
    return Q(**{f"{champ}__isnull": True}) if valeur == INCONNU else Q(**{champ: valeur})


def candidatures(campagne: Campagne, territoire: Territoire, filtres: Filtres) -> QuerySet[Any]:
    """The candidatures behind a figure, each with `lignes_vues`: those of its lines that match."""
    lignes = lignes_filtrees(campagne, territoire, filtres)
    return (
        Candidature.objects.filter(pk__in=lignes.values("candidature"))
        .select_related("organisme")
        .prefetch_related(Prefetch("lignes", _avec_lieu(lignes), to_attr="lignes_vues"))
        .annotate(depuis=Max("transitions__le"))
        .order_by("organisme__recherche", "pk")
    )


def etablissements(campagne: Campagne, territoire: Territoire, filtres: Filtres) -> QuerySet[Any]:
    """The declared ESMS behind a figure."""
    lignes = _avec_lieu(lignes_filtrees(campagne, territoire, filtres))
    return lignes.select_related("etablissement__categorie__secteur").order_by(
        "candidature__organisme__recherche", "nom", "pk"
    )


def _avec_lieu(lignes: QuerySet[Any]) -> QuerySet[Any]:
    return lignes.select_related(
        "etablissement__departement", "candidature__organisme__departement"
    )


def referentiel(campagne: Campagne, territoire: Territoire, filtres: Filtres) -> QuerySet[Any]:
    """The ESMS of the register that could apply; `declare` says that a submitted file has them."""
    # Read once and hashed: a correlated EXISTS is run for each of the region's ESMS.
    declares = territoire.lignes(campagne).filter(etablissement__isnull=False)
    etablissements = territoire.referentiel(campagne).annotate(
        declare=ExpressionWrapper(Q(pk__in=declares.values("etablissement")), BooleanField())
    )
    if filtres.departement:
        etablissements = etablissements.filter(_est("departement", filtres.departement))
    if filtres.secteur:
        etablissements = etablissements.filter(_est("categorie__secteur", filtres.secteur))
    if filtres.declare:
        etablissements = etablissements.filter(declare=filtres.declare == "oui")
    return etablissements.select_related("organisme", "departement", "categorie__secteur").order_by(
        "departement", "recherche", "pk"
    )


def departement_de(ligne: EtablissementDeclare) -> Departement | None:
    """The establishment's; a number unknown to the register follows its OG."""
    if ligne.etablissement and ligne.etablissement.departement:
        return ligne.etablissement.departement
    organisme = ligne.candidature.organisme
    return organisme.departement if organisme else None


def departements_de(lignes: Iterable[EtablissementDeclare]) -> str:
    """The codes of the départements of these lines: « 02, 59 »."""
    return ", ".join(sorted({d.pk for ligne in lignes if (d := departement_de(ligne))}))


def eligibles_de(lignes: Iterable[EtablissementDeclare]) -> list[EtablissementDeclare]:
    return [ligne for ligne in lignes if ligne.verdict == EtablissementDeclare.Verdict.ELIGIBLE]
