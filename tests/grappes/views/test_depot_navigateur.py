"""The intake in a real browser: nothing typed is lost, and every step is accessible."""

import pytest

from grappes.models import Candidature, StatutCandidature
from tests import factories
from tests.browser import debord, ouvrir, refus, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOUVELLE = "/candidatures/nouvelle/"


@pytest.fixture
def registre(transactional_db):
    factories.make_campagne()
    factories.make_dui()
    return factories.make_organisme(3, raison_sociale="Association des Bleuets")


def entrer(page):
    """From the first page to the establishments."""
    page.goto(NOUVELLE)
    page.fill("#id_prenom", "Amadou")
    page.fill("#id_nom", "Diallo")
    page.fill("#id_courriel", "a.diallo@ehpad.example")
    page.click("text=Commencer")
    page.fill("#id_q", "bleuets")
    page.click("text=Chercher")
    page.locator(".trouvailles button").click()
    page.wait_for_url("**/etablissements/")


def controler(page, etat):
    """No axe violation, nothing wider than the screen."""
    assert (etat, violations(page), debord(page)) == (etat, [], 0)


def nombres(page):
    return page.locator(".ligne-nombre input")


def test_a_director_walks_from_the_first_page_to_the_receipt(page, registre):
    page.goto(NOUVELLE)
    page.click("text=Commencer")
    controler(page, "first page with errors")
    entrer(page)
    page.select_option("#id_communes-type_projet", "acquisition")
    page.click("text=Appliquer à tous")
    for champ in nombres(page).all():
        champ.fill("quarante")
    page.click("text=Enregistrer et continuer")
    controler(page, "establishments with errors")
    for champ in nombres(page).all():
        champ.fill("40")
    page.click("text=Enregistrer et continuer")
    page.wait_for_url("**/projet/")
    controler(page, "project")
    page.check("#id_dui_acceptes_0")
    page.check("#id_portage_2")
    page.click("text=Enregistrer et continuer")
    page.wait_for_url("**/besoins/")
    page.fill("#id_suppleant_prenom", "Nora")
    page.click("text=Enregistrer et continuer")
    controler(page, "second contact with errors")
    page.fill("#id_suppleant_prenom", "")
    page.click("text=Enregistrer et continuer")
    page.wait_for_url("**/verification/")
    controler(page, "review")
    page.check("#id_notice")
    page.dblclick("text=Déposer ma candidature")
    page.wait_for_url("**/deposee/")
    controler(page, "receipt")

    candidature = Candidature.objects.get()
    assert candidature.statut == StatutCandidature.RECUE
    assert page.inner_text(".numero") == candidature.numero
    assert refus(page) == []


def test_the_form_works_without_javascript(chromium, live_server, registre):
    page = ouvrir(chromium, live_server.url, java_script_enabled=False)
    entrer(page)
    nombres(page).first.fill("12")
    page.select_option("#id_communes-type_projet", "acquisition")
    page.click("text=Appliquer à tous")

    assert nombres(page).first.input_value() == "12"
    lignes = Candidature.objects.get().lignes
    assert lignes.filter(type_projet="acquisition").count() == 3
    page.close()


def test_what_is_typed_survives_the_enter_key_a_closed_page_and_the_back_button(
    chromium, live_server, registre
):
    page = ouvrir(chromium, live_server.url)
    entrer(page)
    nombres(page).nth(0).fill("31")
    nombres(page).nth(0).press("Enter")
    page.wait_for_url("**/etablissements/?page=1")
    nombres(page).nth(1).fill("32")
    with page.expect_response("**/garder/"):
        nombres(page).nth(1).blur()

    page.goto("about:blank")
    page.goto(f"{NOUVELLE}etablissements/")
    assert [nombres(page).nth(i).input_value() for i in (0, 1)] == ["31", "32"]

    page.click("text=Enregistrer et continuer")
    page.wait_for_url("**/projet/")
    page.go_back()
    nombres(page).nth(2).fill("33")
    page.click("text=Enregistrer et continuer")
    page.wait_for_url("**/projet/")
    comptes = Candidature.objects.get().lignes.values_list("personnes_accompagnees", flat=True)
    assert sorted(comptes) == [31, 32, 33]
    page.close()


def test_a_lost_session_or_network_is_said_at_once(chromium, live_server, registre):
    page = ouvrir(chromium, live_server.url)
    entrer(page)

    page.context.set_offline(True)
    nombres(page).nth(0).fill("31")
    nombres(page).nth(0).blur()
    page.locator("#enregistre", has_text="la connexion est coupée").wait_for()

    page.context.set_offline(False)
    page.context.clear_cookies(name="sessionid")
    nombres(page).nth(0).fill("32")
    nombres(page).nth(0).blur()
    page.locator("#enregistre", has_text="n’a plus accès au dossier").wait_for()

    page.click("text=Enregistrer et continuer")
    assert "Votre session est terminée" in page.inner_text("h1")
    assert "32" in page.inner_text("main")
    page.close()
