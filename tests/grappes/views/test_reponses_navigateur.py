"""The answers of the FAQ where candidates hesitate, in a real browser."""

import pytest

from faq.services.chargement import charger
from tests import factories
from tests.browser import defauts
from tests.grappes.views.clients import deposant

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def ouvrir(page, live_server):
    charger()

    def ouvrir(candidature, adresse):
        session = deposant(candidature).cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page.goto(adresse)

    return ouvrir


@pytest.mark.parametrize("etape", ["organisme", "etablissements", "projet"])
def test_an_answer_opens_beside_its_field(page, ouvrir, campagne, etape):
    brouillon = factories.make_brouillon(campagne)
    ouvrir(brouillon, f"/candidatures/nouvelle/{etape}/?changer=1")
    if etape == "etablissements":
        page.get_by_text("Un doute sur une question").click()

    page.locator(".faq-bloc summary").first.click()

    assert page.locator(".faq-bloc[open] p").first.is_visible()
    assert defauts(page) == []


def test_the_candidate_s_page_says_when_news_will_come(page, ouvrir):
    ouvrir(factories.make_candidature(), "/candidatures/suivi/")

    page.locator(".faq-bloc summary", has_text="Quand serons-nous recontactés").click()

    assert page.get_by_text("étudie les candidatures reçues").is_visible()
    assert defauts(page) == []
