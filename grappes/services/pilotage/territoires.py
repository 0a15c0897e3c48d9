"""What a manager may see: the lines of their départements, and nothing else."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from grappes.models import (
    Campagne,
    Candidature,
    Departement,
    Etablissement,
    EtablissementDeclare,
    Grappe,
    Place,
    StatutCandidature,
    StatutGrappe,
    User,
)


@dataclass(frozen=True)
class Territoire:
    """A set of départements; `codes` is None for the Collectif, which sees everything."""

    codes: frozenset[str] | None
    nom: str

    def campagnes(self) -> QuerySet[Campagne]:
        """Those of the regions that the territory touches, newest first."""
        campagnes = Campagne.objects.order_by("-annee", "region__nom")
        if self.codes is None:
            return campagnes
        regions = Departement.objects.filter(pk__in=self.codes).values("region")
        return campagnes.filter(region__in=regions)

    def lignes(self, campagne: Campagne) -> QuerySet[Any]:
        """The declared ESMS of submitted files that stand in the territory.

        `EtablissementDeclare` rows with a `departement_id`: the establishment's; a number
        unknown to the register follows its OG.
        """
        lignes = (
            EtablissementDeclare.objects.filter(candidature__campagne=campagne, retenue=True)
            .exclude(candidature__statut=StatutCandidature.BROUILLON)
            .annotate(
                departement_id=Coalesce(
                    "etablissement__departement", "candidature__organisme__departement"
                )
            )
        )
        return lignes if self.codes is None else lignes.filter(departement_id__in=self.codes)

    def candidatures(self, campagne: Campagne) -> QuerySet[Candidature]:
        """The submitted files with at least one line in the territory."""
        return Candidature.objects.filter(pk__in=self.lignes(campagne).values("candidature"))

    def grappes(self, campagne: Campagne) -> QuerySet[Grappe]:
        """The living grappes with at least one live member that has a line in the territory."""
        grappes = Grappe.objects.filter(campagne=campagne).exclude(statut=StatutGrappe.DISSOUTE)
        if self.codes is None:
            return grappes
        vues = self.lignes(campagne).values("candidature")
        membres = Place.objects.vivantes().filter(candidature__in=vues)
        return grappes.filter(pk__in=membres.values("grappe"))

    def departements(self, campagne: Campagne) -> QuerySet[Departement]:
        """Those of the campagne's region, and those elsewhere that have lines."""
        ailleurs = self.lignes(campagne).values("departement_id")
        departements = Departement.objects.filter(Q(region=campagne.region_id) | Q(pk__in=ailleurs))
        return departements if self.codes is None else departements.filter(pk__in=self.codes)

    def referentiel(self, campagne: Campagne) -> QuerySet[Etablissement]:
        """The open ESMS of the register that could apply: the region's, in the territory."""
        regionaux = Etablissement.objects.ouverts().medico_sociaux()
        regionaux = regionaux.filter(departement__region=campagne.region_id)
        return regionaux if self.codes is None else regionaux.filter(departement__in=self.codes)


def territoire_de(user: User) -> Territoire | None:
    """The territory of an account: all for who examines, its own for a manager, else None."""
    if user.is_staff and user.has_perm("grappes.view_candidature"):
        return Territoire(None, "toutes les régions")
    departements = list(Departement.objects.filter(gestionnaires__user=user))
    if not departements:
        return None
    return Territoire(frozenset(d.pk for d in departements), ", ".join(d.nom for d in departements))
