"""« Proposer » in a real browser: asked, watched to its end, read, applied; axe on every page."""

import threading

import pytest
from django.db import connections
from playwright.sync_api import expect

from grappes.admin import scenarios as pages
from grappes.models import Place, Scenario
from grappes.services import travaux
from grappes.services.regroupement import places
from grappes.services.scenarios import demandes
from grappes.services.scenarios.lecture import lire
from tests import factories
from tests.browser import defauts, entrer, suivre
from tests.grappes.services.groupables import PARIS, eligible

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def campagne_garnie():
    campagne = factories.make_campagne()
    grappe = factories.make_grappe(membres=0, campagne=campagne)
    places.ajouter(grappe, eligible(campagne, esms=3))
    Place.objects.update(epinglee_le=factories.timezone.now(), epinglee_par=factories.make_staff())
    for _ in range(3):
        eligible(campagne, portage="oui")
    eligible(campagne, esms=1, ou=PARIS)
    return campagne


@pytest.fixture
def page(page):
    entrer(page, factories.make_staff(username="claire"))
    return page


def mener_et_fermer():
    """A connection that a thread leaves open would keep PostgreSQL from dropping the base."""
    try:
        travaux.mener()
    finally:
        connections.close_all()


def test_proposal_from_the_form_to_the_grappes(page, campagne_garnie):
    page.goto(f"/admin/grappes/campagne/{campagne_garnie.pk}/atelier/scenarios/nouveau/")
    page.get_by_text("Choisir des candidatures").click()
    page.get_by_text("1 place promise").click()
    assert defauts(page) == []
    page.get_by_label("Nom :").fill("À cinquante kilomètres")
    page.get_by_label("Distance maximale").fill("50")
    page.get_by_label("Durée maximale").fill("2")
    suivre(page, page.get_by_role("button", name="Proposer", exact=True))
    expect(page.get_by_text("Calcul demandé.")).to_be_visible()
    assert defauts(page) == []

    travaux.mener()
    expect(page.get_by_role("heading", name="Grappes envisagées")).to_be_visible(timeout=8_000)
    assert defauts(page) == []
    page.get_by_role("button", name="Appliquer tout le scénario").click()

    expect(page.get_by_text("Tout ce scénario est appliqué.")).to_be_visible()
    assert Place.objects.vivantes().count() == 4
    assert defauts(page) == []


def test_search_of_the_form_keeps_what_is_ticked(page, campagne_garnie):
    cochee, cherchee = campagne_garnie.candidatures.order_by("pk")[1:3]
    page.goto(f"/admin/grappes/campagne/{campagne_garnie.pk}/atelier/scenarios/nouveau/")
    page.get_by_text("Choisir des candidatures").click()
    page.get_by_role("checkbox", name=str(cochee.organisme)).check()

    page.get_by_label("Organisme, commune, FINESS ou contact").press_sequentially(cherchee.numero)

    expect(page.locator("#choix li")).to_have_count(2)
    expect(page.get_by_role("checkbox", name=str(cochee.organisme))).to_be_checked()
    assert page.problemes == []


def test_run_is_watched_then_stopped_and_keeps_what_it_found(page, campagne_garnie):
    scenario = demandes.demander(campagne_garnie, nom="Long", duree=60, par=factories.make_staff())
    for n in range(30):
        eligible(campagne_garnie, esms=1 + n % 2, duis=("Logiciel A", f"Logiciel {n % 4}"))
    worker = threading.Thread(target=mener_et_fermer)
    page.goto(f"/admin/grappes/campagne/{campagne_garnie.pk}/atelier/scenarios/{scenario.pk}/")
    worker.start()
    expect(page.get_by_text("ESMS placés")).to_be_visible(timeout=8_000)
    assert defauts(page) == []

    page.get_by_role("button", name="Arrêter").click()

    expect(page.get_by_text("le meilleur plan trouvé est gardé").first).to_be_visible()
    worker.join(timeout=10)
    page.reload()
    expect(page.get_by_role("heading", name="Grappes envisagées")).to_be_visible()
    assert Scenario.objects.get().esms_places > 0


def test_every_page_of_a_scenario_is_accessible_and_fits(page, campagne_garnie):
    scenario = demandes.demander(
        campagne_garnie, nom="Nord", rayon_km=50, duree=1, par=factories.make_staff()
    )
    travaux.mener()
    racine = f"/admin/grappes/campagne/{campagne_garnie.pk}/atelier/scenarios/"
    trouves = {}
    orpheline, membre = campagne_garnie.candidatures.last(), scenario.membres.last()
    for chemin in (
        "",
        f"{scenario.pk}/",
        f"{scenario.pk}/comparaison/",
        f"{scenario.pk}/candidatures/{orpheline.pk}/",
        f"{scenario.pk}/candidatures/{membre.candidature_id}/",
    ):
        assert page.goto(racine + chemin).status == 200
        if defaut := defauts(page):
            trouves[chemin] = defaut
    assert trouves == {}


def test_conflict_is_confirmed_in_a_grappe_that_is_unfolded(page, campagne_garnie, monkeypatch):
    monkeypatch.setattr(pages, "DEPLIEES", 0)
    scenario = demandes.demander(campagne_garnie, nom="Large", duree=2, par=factories.make_staff())
    travaux.mener()
    envisagee = lire(Scenario.objects.get(pk=scenario.pk)).envisagees[-1]
    une, autre = [membre.candidature for membre in envisagee.membres][:2]
    une.refus.add(autre.organisme)
    page.goto(f"/admin/grappes/campagne/{campagne_garnie.pk}/atelier/scenarios/{scenario.pk}/")
    page.locator(f"#envisagee-{envisagee.ligne.pk} summary").click()
    expect(page.get_by_role("button", name="Appliquer cette grappe")).to_be_visible()
    assert defauts(page) == []

    page.get_by_label("Je les réunis malgré tout.").last.check()
    suivre(page, page.get_by_role("button", name="Appliquer cette grappe"))

    expect(page.get_by_text("C’est appliqué")).to_be_visible()
