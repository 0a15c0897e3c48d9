"""A large scenario comes by pieces; another draw is asked from its page."""

import pytest

from grappes.admin import scenarios as pages
from grappes.models import Scenario
from grappes.services import travaux
from grappes.services.scenarios import demandes
from tests.grappes.admin.test_scenarios import adresse
from tests.grappes.services.groupables import eligible


@pytest.fixture
def scenario(campagne, staff):
    """Two OGs in a new grappe."""
    for _ in range(2):
        eligible(campagne)
    demande = demandes.demander(campagne, nom="Nord", rayon_km=50, duree=1, par=staff)
    travaux.mener()
    return Scenario.objects.get(pk=demande.pk)


def test_grappe_of_a_large_scenario_comes_as_it_is_unfolded(
    admin_page, campagne, scenario, monkeypatch
):
    monkeypatch.setattr(pages, "DEPLIEES", 0)
    (ligne,) = scenario.grappes.all()
    corps = adresse("envisagee", campagne, scenario.pk, ligne.pk)

    plie = admin_page.get(adresse("page", campagne, scenario.pk)).content.decode()
    deplie = admin_page.get(corps).content.decode()

    assert corps in plie
    assert "Appliquer cette grappe" not in plie
    assert "Appliquer cette grappe" in deplie
    assert admin_page.get(adresse("envisagee", campagne, scenario.pk, 0)).status_code == 404


def test_who_moves_is_told_by_pages(admin_page, campagne, scenario, monkeypatch):
    monkeypatch.setattr(pages, "TRAJETS", 1)

    page = admin_page.get(adresse("comparaison", campagne, scenario.pk), {"page": 2})

    assert len(page.context["trajets"]) == 1
    assert "Page 2 sur 2" in page.content.decode()


def test_another_draw_asks_for_the_same_wishes_from_another_seed(admin_page, campagne, scenario):
    admin_page.post(adresse("tirer", campagne, scenario.pk))

    autre = Scenario.objects.exclude(pk=scenario.pk).get()
    assert (autre.graine, autre.rayon_km) == (scenario.graine + 1, scenario.rayon_km)
    assert autre.nom == f"{scenario.nom} (tirage 2)"


def test_name_of_a_scenario_is_not_given_twice(campagne, staff):
    premier, deuxieme = (demandes.demander(campagne, nom="", par=staff) for _ in range(2))
    demandes.arreter(premier)
    demandes.supprimer(premier)

    assert demandes.demander(campagne, nom="", par=staff).nom == "Scénario 3"
    assert deuxieme.nom == "Scénario 2"
