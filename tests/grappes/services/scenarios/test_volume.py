"""300 candidatures as in the field: what is read stays bounded, what is shown stays readable."""

import pytest
from django.urls import reverse

from grappes.models import Place, Scenario
from grappes.services import travaux
from grappes.services.enonce.probleme import poser
from grappes.services.scenarios import demandes
from grappes.services.scenarios.application import appliquer
from grappes.services.scenarios.lecture import lire
from grappes.services.scenarios.suites import orphelins
from tests import factories
from tests.grappes.services.region import peupler

pytestmark = pytest.mark.django_db


@pytest.fixture
def campagne(db):
    campagne = factories.make_campagne(reglement=False)
    factories.make_reglement(campagne, seuil_esms=15, plafond_esms=50, part_mixte_max=20)
    peupler(campagne, 300)
    factories.analyser()
    return campagne


def test_region_is_posed_solved_shown_and_applied_in_bounded_queries(
    campagne, staff, client, django_assert_num_queries, django_assert_max_num_queries
):
    with django_assert_num_queries(11):
        poser(campagne)
    demande = demandes.demander(campagne, nom="Région", rayon_km=80, duree=3, par=staff)
    travaux.mener()
    scenario = Scenario.objects.get(pk=demande.pk)
    client.force_login(staff)
    page = reverse("admin:grappes_scenario_page", args=[campagne.pk, scenario.pk])

    with django_assert_max_num_queries(28):
        html = client.get(page).content.decode()
    with django_assert_max_num_queries(60):
        appliquer(scenario, par=staff)

    lu = lire(scenario)
    assert html.count('<details class="bloc envisagee') == len(lu.envisagees) > 10
    assert [e.fautes for e in lu.envisagees if e.fautes] == []
    assert Place.objects.vivantes().count() == 300 - len(orphelins(lu))
    assert Place.objects.filter(role=Place.Role.PORTEUR).count() == len(lu.envisagees)
