"""What an open board is answered when it asks what changed."""

import json

import pytest
from django.utils import timezone

from grappes.services.regroupement import grappes
from tests import factories
from tests.grappes.admin.test_atelier import adresse

pytestmark = pytest.mark.django_db


def regarder(admin_page, campagne, **page):
    """What an open board asks for every few seconds."""
    return admin_page.post(
        adresse(campagne, "changements"),
        {"depuis": timezone.now().isoformat(), "dernier": "0"} | page,
        headers={"HX-Request": "true"},
    )


def test_row_that_left_the_vivier_is_named_to_the_page(admin_page, campagne):
    prise = factories.make_grappe(membres=1, campagne=campagne).places.get().candidature
    libre = factories.make_eligible(campagne=campagne)

    reponse = regarder(admin_page, campagne, lignes=f"{prise.pk},{libre.pk}")

    change = json.loads(reponse["HX-Trigger"])["atelier:change"]
    assert change["lignes"] == [prise.pk]


@pytest.mark.parametrize(("nombre", "entetes"), [(9, False), (21, True)])
def test_board_where_many_cards_change_is_drawn_folded_or_asked_for_anew(
    admin_page, campagne, nombre, entetes
):
    for _ in range(nombre):
        factories.make_grappe(membres=0, campagne=campagne)

    reponse = regarder(admin_page, campagne)

    assert ("HX-Refresh" in reponse.headers) == entetes
    assert "Aucun membre" not in reponse.content.decode()


def test_card_dissolved_since_the_page_was_drawn_is_not_found(admin_page, campagne, collectif):
    grappe = factories.make_grappe(campagne=campagne)
    grappes.dissoudre(grappe, auteur=collectif, motif="Essai")

    assert admin_page.get(adresse(campagne, "grappe", grappe.pk)).status_code == 404
