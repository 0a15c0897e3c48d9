"""The manager's pages in a real browser: accessible, and no wider than a telephone."""

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.browser import debord, defauts, refus, suivre, violations
from tests.factories import MOT_DE_PASSE
from tests.grappes.territoires import make_gestionnaire, make_region

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = [
    "/pilotage/",
    "/pilotage/candidatures/",
    "/pilotage/etablissements/?departement=59",
    "/pilotage/grappes/",
    "/pilotage/grappes/?statut=laureate",
    "/pilotage/referentiel/",
]


def entrer(page, user):
    """By the managers' own page."""
    page.goto("/connexion/?next=/pilotage/")
    page.fill("#id_username", user.username)
    page.fill("#id_password", MOT_DE_PASSE)
    suivre(page, page.locator("main button[type=submit]"))


def test_every_page_is_accessible_fits_and_breaks_no_policy(page):
    entrer(page, make_gestionnaire(make_region().aisne))
    trouvees = {}
    for adresse in PAGES:
        page.goto(adresse)
        trouvees[adresse] = defauts(page)

    assert trouvees == {adresse: [] for adresse in PAGES}


def test_an_empty_territory_and_a_refusal_are_accessible_too(page):
    corse = factories.make_departement("2A", "Corse-du-Sud", factories.make_region("94", "Corse"))
    entrer(page, make_gestionnaire(corse))
    expect(page.locator("main")).to_contain_text("Aucune campagne")
    assert defauts(page) == []

    page.context.clear_cookies()
    entrer(page, factories.make_user())
    expect(page.locator("main")).to_contain_text("pas de territoire")
    # The console reports the status of the refusal.
    assert [*violations(page), debord(page), *refus(page)] == [0]


def test_a_figure_leads_to_its_list_and_back(page):
    entrer(page, make_gestionnaire(make_region().aisne))

    page.get_by_role("link", name="Accords attendus des membres").click()
    page.wait_for_url("**/pilotage/grappes/?**besoin=accords")
    page.get_by_text("1 accord attendu sur 2.").wait_for()

    page.get_by_role("link", name="← Tableau de bord").click()
    page.wait_for_url("**/pilotage/?campagne=*")
