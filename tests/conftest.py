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
