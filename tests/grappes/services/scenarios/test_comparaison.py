"""A scenario beside today, and beside another: the figures, who moves, which promises break."""

import pytest

from grappes.models import Place, Reglement
from grappes.services.regroupement import grappes, places
from grappes.services.scenarios.application import appliquer
from grappes.services.scenarios.comparaison import comparer, comparer_a_aujourd_hui
from tests import factories
from tests.grappes.services.groupables import PARIS, eligible


def figures(etat):
    return etat.esms, etat.valides, etat.incompletes, etat.orphelines


def test_scenario_beside_today_tells_what_it_wins_and_who_moves(campagne, proposer):
    grappe = factories.make_grappe(membres=0, campagne=campagne)
    une, deux, trois = (eligible(campagne, esms=2) for _ in range(3))
    places.ajouter(grappe, une)
    scenario = proposer()

    comparaison = comparer_a_aujourd_hui(scenario)

    assert figures(comparaison.avant) == (0, 0, 1, 2)
    assert figures(comparaison.apres) == (6, 1, 0, 0)
    assert [(t.candidature, t.de, t.vers) for t in comparaison.trajets] == [
        (deux, "Vivier", grappe.nom),
        (trois, "Vivier", grappe.nom),
    ]
    assert all("même DUI" in t.raison for t in comparaison.trajets)
    assert comparaison.trahies == []


def test_once_applied_nothing_moves_any_more(campagne, proposer, staff):
    eligible(campagne, esms=3)
    scenario = proposer()

    appliquer(scenario, par=staff)

    assert comparer_a_aujourd_hui(scenario).trajets == []


def test_two_scenarios_are_compared_by_likeness_of_their_new_grappes(campagne, proposer):
    lille = [eligible(campagne, esms=3) for _ in range(2)]
    loin = eligible(campagne, esms=3, ou=PARIS)
    Reglement.objects.update(minimum_og=1, seuil_esms=6)
    court, large = proposer(nom="Court", rayon_km=50), proposer(nom="Large", rayon_km=300)

    comparaison = comparer(large, court)

    assert figures(comparaison.avant) == (6, 1, 0, 1)
    assert figures(comparaison.apres) == (9, 1, 0, 0)
    assert [t.candidature for t in comparaison.trajets] == [loin]
    assert lille[0] not in [t.candidature for t in comparaison.trajets]


@pytest.mark.parametrize("excepter", [False, True])
def test_promise_moves_only_with_its_exception_and_is_shown(
    campagne, collectif, proposer, excepter
):
    grappe = factories.make_grappe(membres=0, campagne=campagne)
    informee = eligible(campagne, esms=3)
    places.ajouter(grappe, informee)
    grappes.proposer(grappe, auteur=collectif)
    grappe.dui = factories.make_dui("Logiciel Z")
    grappe.save()
    eligible(campagne, esms=3)
    place = Place.objects.get()

    scenario = proposer(exceptions={place.pk: "Demandé."} if excepter else {})
    comparaison = comparer_a_aujourd_hui(scenario)

    assert comparaison.trahies == []
    assert [t.candidature for t in comparaison.exceptees] == ([informee] if excepter else [])
