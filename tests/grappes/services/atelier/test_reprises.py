"""A scenario taken back, then done again: its grappes, its rows and its exceptions follow."""

import pytest

from grappes.models import Derogation, Grappe
from grappes.services.atelier import gestes, tableau
from grappes.services.regroupement import contraintes, places
from grappes.services.scenarios import demandes
from grappes.services.scenarios.application import appliquer
from grappes.services.scenarios.lecture import lire
from grappes.services.scenarios.retouches import NOUVELLE, retoucher
from tests import factories
from tests.grappes.services.groupables import LILLE, PARIS, eligible
from tests.grappes.services.scenarios.test_application import ou


@pytest.fixture
def quatre(campagne):
    return [eligible(campagne, ou=lieu) for lieu in (LILLE, LILLE, PARIS, PARIS)]


@pytest.fixture
def scenario(quatre, proposer):
    """Two grappes, far from each other."""
    return proposer(rayon_km=50)


def test_application_is_undone_in_one_geste_and_may_be_done_again(
    scenario, quatre, campagne, staff
):
    appliquer(scenario, par=staff)

    gestes.annuler(campagne, staff)
    assert ou() == {}
    appliquer(scenario, par=staff)

    assert set(ou()) == {candidature.pk for candidature in quatre}
    assert Grappe.objects.exclude(statut="dissoute").count() == 2


def test_scenario_taken_back_is_no_longer_applied_and_leaves_no_empty_grappe(
    scenario, quatre, campagne, staff
):
    appliquer(scenario, par=staff)

    gestes.annuler(campagne, staff)

    assert [carte.grappe for carte in tableau.lire(campagne).cartes] == []
    assert {e.appliquee for e in lire(scenario).envisagees} == {False}
    [resume] = demandes.lister(campagne)
    assert resume.appliquees == 0
    demandes.supprimer(scenario)


def test_scenario_done_again_is_applied_in_new_grappes(scenario, quatre, campagne, staff):
    appliquer(scenario, par=staff)
    gestes.annuler(campagne, staff)

    gestes.refaire(campagne, staff)

    assert set(ou()) == {candidature.pk for candidature in quatre}
    assert {e.appliquee for e in lire(scenario).envisagees} == {True}
    assert [c.grappe.nom for c in tableau.lire(campagne).cartes] == ["Grappe 3", "Grappe 4"]
    gestes.annuler(campagne, staff)
    assert tableau.lire(campagne).cartes == []


def test_grappe_amended_since_is_not_applied_by_doing_again(scenario, quatre, campagne, staff):
    appliquer(scenario, par=staff)
    gestes.annuler(campagne, staff)
    retoucher(scenario, quatre[0].pk, None)

    gestes.refaire(campagne, staff)

    assert [e.appliquee for e in lire(scenario).envisagees] == [False, True]


def test_exception_of_a_scenario_outlives_undo(campagne, proposer, staff):
    grappe = factories.make_grappe(membres=0, campagne=campagne)
    epinglee = places.ajouter(grappe, eligible(campagne))
    contraintes.epingler(epinglee, par=staff)
    for _ in range(3):
        eligible(campagne)
    scenario = proposer(exceptions={epinglee.pk: "Fusion juridique."})
    retoucher(scenario, epinglee.candidature_id, NOUVELLE)
    appliquer(scenario, par=staff)
    gestes.annuler(campagne, staff)
    assert Derogation.objects.get().utilisee_le is None

    gestes.refaire(campagne, staff)
    assert Derogation.objects.get().utilisee_le is not None
    gestes.annuler(campagne, staff)
    appliquer(scenario, par=staff)

    assert Derogation.objects.get().utilisee_le is not None
    assert ou()[epinglee.candidature_id] != grappe.nom
