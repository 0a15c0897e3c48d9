"""Names typed by a director become organismes of the register, when there is no doubt."""

import pytest

from grappes.services.dossiers import souhaits
from tests import factories

pytestmark = pytest.mark.django_db


def test_each_line_that_suits_one_organisme_is_recognised(db):
    bleuets = factories.make_organisme(0, raison_sociale="Les Bleuets")
    acacias = factories.make_organisme(0, raison_sociale="Les Acacias")

    reconnus = souhaits.reconnaitre(f"Les Bleuets\n\n{acacias.finess_juridique}\nbleuets")

    assert reconnus == [bleuets, acacias]


def test_a_line_that_suits_several_names_none(db):
    for _ in range(2):
        factories.make_organisme(0, raison_sociale="Les Bleuets")

    assert souhaits.reconnaitre("bleuets") == []


def test_one_does_not_wish_for_oneself(db):
    bleuets = factories.make_organisme(0, raison_sociale="Les Bleuets")

    assert souhaits.reconnaitre("bleuets", sauf=bleuets) == []


def test_words_of_courtesy_name_nobody(db):
    factories.make_organisme(0, raison_sociale="Les Bleuets")

    assert souhaits.reconnaitre("non merci\naucun\n-") == []
