"""What a manager may see: the lines of their départements, and nothing else."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from grappes.models import (
    Campagne,
    Candidature,
    Departement,
    EtablissementDeclare,
    Grappe,
    Place,
    StatutCandidature,
    User,
)


@dataclass(frozen=True)
class Territoire:
    """A set of départements; `codes` is None for the Collectif, which sees everything."""

    codes: frozenset[str] | None
    nom: str

    def campagnes(self) -> QuerySet[Campagne]:
        """Those of the regions that the territory touches, newest first."""
        campagnes = Campagne.objects.order_by("-annee", "region")
        if self.codes is None:
            return campagnes
        return campagnes.filter(region__departements__in=self.codes).distinct()

    def lignes(self, campagne: Campagne) -> QuerySet[EtablissementDeclare]:
        """The declared ESMS of submitted files that stand in the territory.

        `departement_id` is the establishment's; a number unknown to the register follows its OG.
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
        """The grappes with at least one live member that has a line in the territory."""
        membres = Place.objects.vivantes().filter(
            grappe=OuterRef("pk"), candidature__in=self.candidatures(campagne)
        )
        return Grappe.objects.filter(Exists(membres), campagne=campagne)

    def departements(self, campagne: Campagne) -> QuerySet[Departement]:
        """Those of the campagne's region, and of the territory."""
        departements = Departement.objects.filter(region=campagne.region_id)
        return departements if self.codes is None else departements.filter(pk__in=self.codes)


def territoire_de(user: User) -> Territoire | None:
    """The territory of an account: all for staff, its own for a manager, None for others."""
    if user.is_staff:
        return Territoire(None, "toutes les régions")
    gestionnaire = getattr(user, "gestionnaire", None)
    if gestionnaire is None:
        return None
    departements = list(gestionnaire.departements.all())
    return Territoire(frozenset(d.pk for d in departements), ", ".join(d.nom for d in departements))
