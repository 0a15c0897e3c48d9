"""The FAQ in a real browser: by keyboard, as one types, and with axe on every page."""

import pytest
from playwright.sync_api import expect

from faq.models import QuestionPosee, RechercheNotee, Vote
from faq.services import votes
from tests.browser import debord, refus, suivre, violations

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("faq_chargee"),
]

PAGES = [
    "/faq/",
    "/faq/?q=carte+perdue",
    "/faq/?q=recette",
    "/faq/difference-sons/",
    "/faq/rubriques/dmp-et-messagerie/",
    "/faq/poser/?texte=ma+carte+est+perdue",
    "/faq/poser/?envoyee=oui",
]


def test_every_page_is_accessible_fits_and_breaks_no_policy(page):
    faults = {}
    for path in PAGES:
        page.goto(path)
        faults[path] = (violations(page), debord(page))

    assert faults == {path: ([], 0) for path in PAGES}
    assert refus(page) == []


def test_answers_come_while_typing_and_are_reached_by_keyboard(page):
    page.goto("/faq/")
    page.locator("#q").press_sequentially("quand serez vous nous rap")
    page.locator(".faq-resultats a").first.wait_for()

    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    page.wait_for_url("**/faq/delai-recontact/?q=*")


def reach(page, selector, key="Tab", most=60):
    """Press a key until this element has the focus, as a keyboard user does."""
    for _ in range(most):
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{selector} cannot be reached by {key}")


def test_by_keyboard_alone_from_the_search_to_a_vote(page):
    page.goto("/faq/")
    reach(page, "#q")
    page.keyboard.type("carte perdue")
    page.locator(".faq-resultats a").first.wait_for()
    reach(page, ".faq-resultats a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/faq/support-cartes/?q=*")

    reach(page, "#avis button[value=non]")
    page.keyboard.press("Enter")
    expect(page.locator("#raison")).to_be_focused()
    page.keyboard.type("Et la nuit ?", delay=20)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#avis [role=status]")).to_be_focused()

    assert violations(page) == []
    assert Vote.objects.get().raison == "Et la nuit ?"
    assert RechercheNotee.objects.get(requete="carte perdue").inutiles == 1
    assert refus(page) == []


def test_only_what_stays_on_the_screen_is_counted_as_a_search(page):
    page.goto("/faq/")
    page.locator("#q").press_sequentially("carte perdue", delay=300)
    with page.expect_response("**/recherche-notee/?q=carte%20perdue") as counted:
        page.locator(".faq-resultats a").first.wait_for()

    assert counted.value.status == 204
    assert list(RechercheNotee.objects.values_list("requete", "nombre")) == [("carte perdue", 1)]


def test_a_vote_refused_by_a_flood_says_so_in_its_place(page, monkeypatch):
    monkeypatch.setattr(votes, "PAR_HEURE", 0)
    page.goto("/faq/difference-sons/")

    page.get_by_role("button", name="Non").click()
    page.get_by_text("n’est pas enregistré").wait_for()

    assert violations(page) == []


def test_clearing_the_search_brings_the_rubriques_back(page):
    page.goto("/faq/?q=grappe")

    page.fill("#q", "")

    page.locator(".faq-rubriques").wait_for()


def test_a_vote_needs_no_reload(page):
    page.goto("/faq/difference-sons/")
    page.get_by_role("button", name="Non").click()
    page.fill("#raison", "Il manque les montants.")
    assert violations(page) == []

    page.get_by_role("button", name="Envoyer").click()
    page.get_by_text("votre avis nous aide").wait_for()

    assert Vote.objects.get().raison == "Il manque les montants."


def test_a_question_is_asked_after_seeing_the_answers_that_exist(page):
    page.goto("/faq/poser/")
    page.locator("#id_texte").press_sequentially("messagerie securisee ?")
    page.get_by_text("Ces réponses existent déjà").wait_for()

    page.fill("#id_courriel", "pas une adresse")
    suivre(page, page.get_by_role("button", name="Envoyer ma question"))
    assert violations(page) == []
    page.fill("#id_courriel", "directrice@exemple.fr")
    page.get_by_role("button", name="Envoyer ma question").click()

    page.get_by_text("Votre question est bien arrivée").wait_for()
    assert QuestionPosee.objects.get().texte == "messagerie securisee ?"
