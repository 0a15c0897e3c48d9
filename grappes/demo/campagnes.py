"""The campagnes of the demo, with their règlements and their instructions."""

from django.utils import timezone

from grappes.demo.temps import Horloge
from grappes.models import (
    Campagne,
    Categorie,
    Departement,
    FenetreDepot,
    Instruction,
    Region,
    Reglement,
    Route,
)
from grappes.services import travaux
from grappes.services.campagnes import instruction
from grappes.workflow import Auteur

# The values of the 2024 and 2025 instructions; here they are data like any other.
REGLES = {
    "seuil_esms": 15,
    "seuil_reduit": 8,
    "seuil_national": 50,
    "part_mixte_max": 30,
    "petit_og_moins_de": 15,
}
# The reduced threshold belongs to Corsica and overseas.
REGIONS_REDUITES = ("94", "01", "02", "03", "04", "06")


def ouvrir(horloge: Horloge, region: str, annees: int, jours: tuple[int, int]) -> Campagne:
    """Create a campagne and its provisional règlement; `jours` are its first and last days."""
    ouverture, cloture = (horloge.jour(jour) for jour in jours)
    with horloge.au(jours[0] - 10):
        territoire = Region.objects.get(pk=region)
        annee = horloge.aujourd_hui.year + annees
        campagne = Campagne.objects.create(
            nom=f"ESMS Numérique {annee}, {territoire}",
            region=territoire,
            annee=annee,
            ouvre_le=ouverture,
            ferme_le=cloture,
        )
        _reglement(campagne, "Règles de l’instruction précédente", en_vigueur=True)
    return campagne


def _reglement(campagne: Campagne, texte: str, *, en_vigueur: bool) -> Reglement:
    reglement = Reglement.objects.create(
        campagne=campagne,
        version=campagne.reglements.count() + 1,
        texte_source=texte,
        en_vigueur_le=timezone.now() if en_vigueur else None,
        **REGLES,
    )
    reglement.departements_reduits.set(Departement.objects.filter(region__in=REGIONS_REDUITES))
    reglement.categories.set(Categorie.objects.filter(l312_1=True))
    return reglement


def publier(
    horloge: Horloge, campagne: Campagne, claire: Auteur, jour: int, fenetre: tuple[int, int]
) -> None:
    """Publish the instruction of a campagne that day, with one window for every route."""
    with horloge.au(jour):
        texte = Instruction.objects.create(
            campagne=campagne,
            reference=f"Instruction n° DNS/DGCS/CNSA/{campagne.annee}/40 (fictive)",
            signee_le=horloge.jour(jour),
            url="https://bulletins-officiels.social.gouv.fr/",
            reglement=_reglement(campagne, f"Instruction {campagne.annee}/40", en_vigueur=False),
        )
        for route in Route:
            FenetreDepot.objects.create(
                instruction=texte,
                route=route,
                ouvre_le=horloge.jour(fenetre[0]),
                ferme_le=horloge.jour(fenetre[1]),
            )
        instruction.demander_publication(texte, par=claire.user)
        travaux.mener()
