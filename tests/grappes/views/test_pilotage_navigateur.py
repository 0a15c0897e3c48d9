"""The manager's pages in a real browser: accessible, and no wider than a telephone."""

import shutil

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error, sync_playwright

from tests import factories
from tests.grappes.territoires import make_gestionnaire, make_region

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
TELEPHONE, BUREAU = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
PAGES = [
    "/pilotage/",
    "/pilotage/candidatures/",
    "/pilotage/etablissements/?departement=59",
    "/pilotage/grappes/",
    "/pilotage/grappes/?statut=laureate",
    "/pilotage/referentiel/",
]


@pytest.fixture(scope="module")
def chromium():
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright's loop runs in this thread, where the fixtures use the database.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        try:
            browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        except Error:
            pytest.skip("no Chromium on this machine: playwright install chromium")
        yield browser
        browser.close()


@pytest.fixture(params=[TELEPHONE, BUREAU], ids=["phone", "desktop"])
def page(chromium, live_server, request):
    page = chromium.new_page(viewport=request.param, base_url=live_server.url, locale="fr-FR")
    page.problemes = []
    page.on("console", lambda message: page.problemes.append(message.text))
    yield page
    page.close()


def entrer(page, user):
    page.goto("/connexion/?next=/pilotage/")
    page.fill("#id_username", user.username)
    page.fill("#id_password", "motdepasse-solide")
    page.click("main button[type=submit]")


def fautes(page):
    """[axe rules broken], and the pixels beyond the screen."""
    # Without preload axe adds no inline style, which our CSP would report.
    trouvees = Axe().run(page, options={"preload": False}).response["violations"]
    largeur = page.evaluate("document.documentElement.scrollWidth")
    return [regle["id"] for regle in trouvees], largeur - page.viewport_size["width"]


def test_every_page_is_accessible_fits_and_breaks_no_policy(page):
    entrer(page, make_gestionnaire(make_region().aisne))
    trouvees = {}
    for adresse in PAGES:
        page.goto(adresse)
        trouvees[adresse] = fautes(page)

    assert trouvees == {adresse: ([], 0) for adresse in PAGES}
    assert [texte for texte in page.problemes if "Content Security Policy" in texte] == []


def test_an_empty_territory_and_a_refusal_are_accessible_too(page):
    corse = factories.make_departement("2A", "Corse-du-Sud", factories.make_region("94", "Corse"))
    entrer(page, make_gestionnaire(corse))
    vide = page.locator("main").inner_text(), fautes(page)
    page.context.clear_cookies()
    entrer(page, factories.make_user())
    refus = page.locator("main").inner_text(), fautes(page)

    assert ("Aucune campagne" in vide[0], vide[1]) == (True, ([], 0))
    assert ("pas de territoire" in refus[0], refus[1]) == (True, ([], 0))


def test_a_figure_leads_to_its_list_and_back(page):
    entrer(page, make_gestionnaire(make_region().aisne))

    page.get_by_role("link", name="Accords attendus des membres").click()
    page.wait_for_url("**/pilotage/grappes/?**besoin=accords")
    page.get_by_text("1 accord attendu sur 2.").wait_for()

    page.get_by_role("link", name="← Tableau de bord").click()
    page.wait_for_url("**/pilotage/?campagne=*")
