"""Addresses and posts that no page of the admin writes: a clear refusal, never an error page."""

import pytest

from tests import factories

pytestmark = pytest.mark.django_db
LISTE = "/admin/grappes/candidature/"


@pytest.mark.parametrize(
    "adresse",
    [
        f"{LISTE}?secteur=%00",
        f"{LISTE}?statut__exact=a%00b",
        f"{LISTE}export/organismes.csv?statut__exact=%00",
        "/admin/grappes/campagne/?region__gte=%00",
    ],
)
def test_nul_in_an_address_is_a_bad_request(admin_page, campagne, adresse):
    assert admin_page.get(adresse).status_code == 400


@pytest.mark.parametrize("cle", ["abc", "\0", "-1", "9" * 5000])
def test_selection_that_the_list_never_drew_is_a_bad_request(admin_page, campagne, cle):
    factories.make_candidature(campagne=campagne)

    reponse = admin_page.post(LISTE, {"action": "examiner_lot", "_selected_action": [cle]})

    assert reponse.status_code == 400
