"""Fixtures shared by all: an open campagne, a member of staff. No surprises."""

import pytest

from tests import browser, factories


@pytest.fixture
def campagne(db):
    return factories.make_campagne()


@pytest.fixture
def staff(db):
    return factories.make_staff()


@pytest.fixture
def collectif(staff):
    from grappes.workflow import Auteur

    return Auteur.collectif(staff)


@pytest.fixture(scope="module")
def chromium():
    with browser.chromium() as launched:
        yield launched


@pytest.fixture(params=[browser.PHONE, browser.DESKTOP], ids=["phone", "desktop"])
def page(chromium, live_server, request):
    page = browser.ouvrir(chromium, live_server.url, viewport=request.param)
    yield page
    page.close()
