"""Fixtures shared by all: an open campagne, a member of staff. No surprises."""

import gc

import pytest

from tests import browser, factories


def pytest_collection_modifyitems(items):
    """A test that asks for no database need not run again on the second one."""
    databases = {"db", "transactional_db", "live_server", "django_db_setup"}
    for item in items:
        if not item.get_closest_marker("django_db") and databases.isdisjoint(item.fixturenames):
            item.add_marker("once")
    # The longest first: two processes then end together.
    items.sort(key=lambda item: item.get_closest_marker("worker") is None)


def pytest_collection_finish():
    """What is loaded stays: the collector need not look at it again after each test."""
    gc.freeze()


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
