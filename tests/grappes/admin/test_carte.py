"""The page of the map: of today, linked with the workshop, and of a scenario."""

import pytest
from django.urls import reverse

from grappes.services import travaux
from grappes.services.scenarios import demandes
from tests.grappes.services.groupables import eligible


def adresse(nom, campagne, *cles):
    return reverse(f"admin:grappes_{nom}", args=[campagne.pk, *cles])


@pytest.fixture
def scenario(campagne, staff):
    eligible(campagne), eligible(campagne)
    demande = demandes.demander(campagne, nom="Nord", duree=1, par=staff)
    travaux.mener()
    return demande


def test_board_and_map_lead_to_each_other(admin_page, campagne):
    carte, atelier = adresse("atelier_carte", campagne), adresse("atelier", campagne)

    assert f'href="{carte}"' in admin_page.get(atelier).text
    assert f'href="{atelier}"' in admin_page.get(carte).text


def test_map_shows_the_grappes_as_the_scenario_would_make_them(admin_page, campagne, scenario):
    carte = adresse("scenario_carte", campagne, scenario.pk)
    resultat = adresse("scenario_page", campagne, scenario.pk)

    assert f'href="{carte}"' in admin_page.get(resultat).text
    page = admin_page.get(carte)
    assert [g.nom for g in page.context["carte"].groupes] == ["Nouvelle grappe 1"]
    assert f'href="{resultat}"' in page.text


def test_scenario_without_a_result_has_no_map(admin_page, campagne, staff):
    demande = demandes.demander(campagne, nom="", duree=1, par=staff)

    assert admin_page.get(adresse("scenario_carte", campagne, demande.pk)).status_code == 404
