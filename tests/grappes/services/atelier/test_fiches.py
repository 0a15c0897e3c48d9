"""A row of the board says the same however it is read, and nothing that is settled."""

import pytest

from grappes.services.atelier.fiches import fiches
from grappes.services.atelier.tableau import lire
from grappes.services.regroupement import conflits, places
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def contraires(campagne):
    """One wishes the other, who refuses it."""
    une, autre = (factories.make_eligible(campagne=campagne) for _ in range(2))
    une.partenaires.add(autre.organisme)
    autre.refus.add(une.organisme)
    return une, autre


def test_conflict_is_flagged_on_the_board_and_on_a_card_read_alone(campagne, contraires):
    une, autre = contraires
    grappe = factories.make_grappe(membres=0, campagne=campagne)
    places.ajouter(grappe, une)

    (occupant,) = lire(campagne, grappes=[grappe.pk]).cartes[0].fiches

    assert occupant.conflits == (f"souhaite {autre.organisme}, qui le refuse",)
    assert occupant.conflits == fiches(campagne)[une.pk].conflits


def test_settled_conflict_is_flagged_no_more(campagne, contraires, staff):
    [conflit] = conflits.a_regler()
    conflits.regler(conflit.empreinte, par=staff, motif="Réglé par téléphone")

    assert {fiche.conflits for fiche in fiches(campagne).values()} == {()}


def test_each_file_of_an_organisme_is_flagged(campagne, contraires):
    une, autre = contraires
    jumelle = factories.make_eligible(campagne=campagne, organisme=autre.organisme)
    jumelle.refus.add(une.organisme)

    lues = fiches(campagne)

    assert [lues[c.pk].conflits for c in (autre, jumelle)] == [("refuse qui le souhaite",)] * 2
