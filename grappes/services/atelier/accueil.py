"""The workshops that are open, for the admin's home."""

from dataclasses import dataclass

from django.db.models import Count, Q

from grappes.models import (
    Campagne,
    Candidature,
    EtatCampagne,
    Place,
    StatutCandidature,
    StatutGrappe,
)

# Grappes are formed from the first candidature until the last filing.
FERMES = (EtatCampagne.A_VENIR, EtatCampagne.DEPOT_CLOS)


@dataclass(frozen=True)
class Atelier:
    campagne: Campagne
    libres: int
    grappes: int


def ateliers() -> list[Atelier]:
    """One per campagne that may still form grappes, the latest first; four queries."""
    campagnes = Campagne.objects.select_related("instruction").prefetch_related(
        "instruction__fenetres"
    )
    vivantes = campagnes.annotate(
        formees=Count("grappes", filter=~Q(grappes__statut=StatutGrappe.DISSOUTE))
    )
    ouvertes = [campagne for campagne in vivantes if campagne.etat not in FERMES]
    libres = dict(
        Candidature.objects.filter(campagne__in=ouvertes, statut=StatutCandidature.AU_VIVIER)
        .exclude(pk__in=Place.objects.vivantes().values("candidature"))
        .order_by()
        .values_list("campagne")
        .annotate(Count("pk"))
    )
    return [Atelier(c, libres.get(c.pk, 0), c.formees) for c in ouvertes]
