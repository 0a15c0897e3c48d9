"""The demo's story: every status has its files, and the same seed tells the same story."""

import pytest
from django.core.management import CommandError, call_command

from grappes.models import (
    Campagne,
    Candidature,
    Courriel,
    EtablissementDeclare,
    EtatCampagne,
    EtatPlace,
    Grappe,
    Place,
    StatutCandidature,
    StatutGrappe,
    Transition,
)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("histoire"),
    pytest.mark.xdist_group("histoire"),
]


def distinct(queryset, champ):
    return set(queryset.order_by().values_list(champ, flat=True).distinct())


def test_story_populates_every_status_over_months():
    assert distinct(Candidature.objects, "statut") == set(StatutCandidature.values)
    assert distinct(Grappe.objects, "statut") == set(StatutGrappe.values)
    assert distinct(Place.objects, "etat") == set(EtatPlace.values)
    assert {campagne.etat for campagne in Campagne.objects.all()} == {
        EtatCampagne.OUVERTE,
        EtatCampagne.CLOSE,
        EtatCampagne.DEPOT_OUVERT,
        EtatCampagne.DEPOT_CLOS,
    }
    region = Candidature.objects.filter(campagne__region="32")
    assert 270 <= region.count() <= 330
    assert 900 <= EtablissementDeclare.objects.count() <= 1100
    assert {"envoye", "prevu", "en_echec"} <= distinct(Courriel.objects, "etat")
    dates = Transition.objects.order_by("le")
    assert (dates.last().le - dates.first().le).days > 300


def test_demo_refuses_a_database_that_is_not_a_demo_s(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("demo")
