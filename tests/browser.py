"""A real Chromium, and the person who sits at it: every page that she crosses is checked by axe."""

import contextlib
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error, sync_playwright

from launch.suite import find_browser
from tests.factories import MOT_DE_PASSE

# Nothing here needs the network: a browser without a sandbox of its own is enough.
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


@contextlib.contextmanager
def chromium():
    """Give the machine's Chromium; skip the test where there is none."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright's loop runs in this thread, where the tests use the database.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        try:
            browser = playwright.chromium.launch(executable_path=find_browser(), args=ARGUMENTS)
        except Error:
            pytest.skip("no Chromium on this machine: playwright install chromium")
        yield browser
        browser.close()


def ouvrir(chromium, base_url, **options):
    """Open a page on a phone; its `problemes` gather what its console reproaches it with."""
    options = {"viewport": PHONE} | options
    page = chromium.new_page(base_url=base_url, locale="fr-FR", **options)
    page.problemes = []

    def noter(message):
        if message.type in ("error", "warning"):
            page.problemes.append(f"{page.url} : {message.text}")

    page.on("console", noter)
    page.on("pageerror", lambda erreur: page.problemes.append(f"{page.url} : {erreur}"))
    return page


def suivre(page, commande):
    """Click what leads to a page, and wait for it: a click alone returns before it is there."""
    with page.expect_navigation():
        commande.click()


def entrer(page, personne):
    """Sign a member of staff in by the admin's own page."""
    page.goto("/admin/login/")
    page.get_by_label("Nom d’utilisateur").fill(personne.username)
    page.get_by_label("Mot de passe").fill(MOT_DE_PASSE)
    suivre(page, page.get_by_role("button", name="Connexion"))


def refus(page):
    """What the content security policy refused to this page since it was opened."""
    return [texte for texte in page.problemes if "Content Security Policy" in texte]


def violations(page):
    """The rules of axe that this page breaks, and where."""
    # Without preload axe adds no inline style, which our CSP would report.
    found = Axe().run(page, options={"preload": False}).response["violations"]
    return [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found]


def debord(page):
    """How many pixels the page is too wide."""
    return page.evaluate("document.documentElement.scrollWidth") - page.viewport_size["width"]


def defauts(page):
    """What axe, the console and the width of the page have against it, since the last call."""
    trouves = [*violations(page), *page.problemes]
    if pixels := debord(page):
        trouves.append(("overflow", pixels))
    page.problemes.clear()
    return trouves


class Personne:
    """Somebody at a browser of her own. `fautes` gathers what no page of ours may do."""

    def __init__(self, chromium, base_url, taille=DESKTOP):
        self.page = ouvrir(chromium, base_url, viewport=taille, has_touch=taille == PHONE)
        self.page.set_default_timeout(15_000)
        # A refusal of the content security policy is an error of the console too.
        self.fautes = self.page.problemes

    def aller(self, adresse):
        """Open an address, whole or of this site."""
        reponse = self.page.goto(adresse)
        assert reponse.status == 200, f"{adresse} : {reponse.status}"
        self.verifier()

    def verifier(self):
        """Check the page as it now stands: axe, and nothing wider than the screen."""
        trouvees = violations(self.page)
        if pixels := debord(self.page):
            trouvees.append(("debord", pixels))
        self.fautes += [f"{self.page.url} : {faute}" for faute in trouvees]

    def presser(self, nom, dans=None):
        """Press a button that leads to a page."""
        self._suivre((dans or self.page).get_by_role("button", name=nom).first)

    def ouvrir(self, nom, dans=None):
        """Follow a link of the page."""
        self._suivre((dans or self.page).get_by_role("link", name=nom).first)

    def _suivre(self, commande):
        suivre(self.page, commande)
        self.verifier()

    def champ(self, libelle, dans=None):
        """The field whose label begins so."""
        return (dans or self.page).get_by_label(re.compile(rf"^\s*{re.escape(libelle)}")).first

    def lit(self, texte):
        """Wait until the page says so."""
        self.page.get_by_text(texte).first.wait_for()
