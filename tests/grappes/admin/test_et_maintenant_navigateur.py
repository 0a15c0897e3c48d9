"""« Et maintenant ? » and the conflicts in a real browser: axe, policy, width, keyboard."""

import pytest
from playwright.sync_api import expect

from grappes.models import Grappe, Place
from grappes.services.regroupement import places
from grappes.workflow import CANDIDATE
from tests import factories
from tests.browser import defauts, entrer
from tests.grappes.services.groupables import PARIS, eligible

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(page):
    """Claire, signed in."""
    entrer(page, factories.make_staff(username="claire"))
    page.problemes.clear()
    return page


@pytest.fixture
def grappe():
    """One member of three refused; two could replace it, and another grappe could take it in."""
    campagne = factories.make_campagne()
    grappe = factories.make_proposee(campagne=campagne, membres=3, nom="Vallée de la Lys")
    factories.make_proposee(campagne=campagne, membres=3, nom="Flandre intérieure")
    place = Place.objects.select_related("grappe", "candidature").get(grappe=grappe, role="membre")
    places.repondre(
        place, "refuser", auteur=CANDIDATE, motif_refus="calendrier", precision="Pas avant juin"
    )
    campagne.reglements.update(seuil_esms=5)
    proche, _ = eligible(campagne), eligible(campagne, ou=PARIS)
    proche.partenaires.add(place.candidature.organisme)
    place.candidature.refus.add(proche.organisme)
    return grappe


def test_pages_are_accessible_fit_and_break_no_policy(page, grappe):
    trouves = {}
    for adresse in (
        f"/admin/grappes/grappe/{grappe.pk}/et-maintenant/",
        f"/admin/grappes/grappe/{grappe.pk}/change/",
        "/admin/grappes/arbitrage/",
        "/admin/",
    ):
        assert page.goto(adresse).status == 200, adresse
        page.eval_on_selector_all("details", "tous => tous.forEach(un => un.open = true)")
        if defaut := defauts(page):
            trouves[adresse] = defaut
    assert trouves == {}


def test_refused_decision_keeps_the_page_accessible(page, grappe):
    page.goto(f"/admin/grappes/grappe/{grappe.pk}/et-maintenant/")
    page.get_by_role("button", name="Garder la grappe").click()
    page.get_by_text("Indiquez pourquoi vous gardez").wait_for()
    page.get_by_role("button", name="Fusionner").click()
    page.get_by_text("Choisissez la grappe qui accueille les membres.").wait_for()
    assert defauts(page) == []


def test_member_is_replaced_from_the_home_by_keyboard(page, grappe):
    page.goto("/admin/")
    page.get_by_role("link", name="Et maintenant").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Vallée de la Lys").press("Enter")
    page.get_by_role("link", name="Et maintenant").press("Enter")
    page.get_by_role("button", name="Proposer la place").first.press("Enter")
    expect(page.get_by_text("en est prévenu")).to_be_visible()
    assert Grappe.objects.get(pk=grappe.pk).places.vivantes().count() == 3
    page.goto("/admin/")
    expect(page.get_by_role("link", name="Et maintenant")).to_have_count(0)


def test_members_join_another_grappe_by_keyboard(page, grappe):
    page.goto(f"/admin/grappes/grappe/{grappe.pk}/et-maintenant/")
    page.get_by_role("radio", name="Flandre intérieure").press("Space")
    page.get_by_role("button", name="Fusionner").press("Enter")
    expect(page.get_by_text("a rejoint")).to_be_visible()
    assert Grappe.objects.get(nom="Flandre intérieure").places.vivantes().count() == 5


def test_conflict_is_settled(page, grappe):
    page.goto("/admin/grappes/arbitrage/")
    page.get_by_text("Régler", exact=False).last.click()
    page.get_by_label("Ce qui est décidé").fill("Vu avec les deux")
    page.get_by_role("button", name="Noter la décision").click()
    expect(page.get_by_text("0 conflit à régler")).to_be_visible()
    expect(page.get_by_text("Vu avec les deux")).to_be_visible()
