"""Grappes as the rules read them, and when each may file."""

from django.db.models import Prefetch, QuerySet

from grappes.models import EtablissementDeclare, FenetreDepot, Grappe, Place
from grappes.regles.grappe import composer, route


def avec_membres() -> QuerySet[Grappe]:
    """Grappes with all that the rules read, in a bounded number of queries.

    Foreign keys are joined, not prefetched: Django prefetches them by a condition of one OR per
    row, which SQLite refuses beyond a thousand.
    """
    lignes = EtablissementDeclare.objects.select_related(
        "etablissement__departement", "etablissement__categorie"
    )
    membres = Place.objects.select_related("candidature__organisme").prefetch_related(
        "candidature__dui_acceptes", Prefetch("candidature__lignes", lignes)
    )
    return Grappe.objects.select_related("campagne__instruction", "dui").prefetch_related(
        "campagne__reglements__departements_reduits", Prefetch("places", membres)
    )


def fenetre_de_depot(pk: int) -> FenetreDepot | None:
    """When this grappe may file: the window of the route that the published règlement gives."""
    return fenetre_de(avec_membres().get(pk=pk))


def fenetre_de(grappe: Grappe) -> FenetreDepot | None:
    """The same for a grappe of `avec_membres`, already read."""
    instruction, reglement = grappe.campagne.instruction_publiee, grappe.campagne.reglement
    if instruction is None or reglement is None:
        return None
    return instruction.fenetres.filter(route=route(composer(grappe, reglement), reglement)).first()
