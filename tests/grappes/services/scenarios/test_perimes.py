"""Scenarios that the campagne has left behind: refused, or asked again without what is past."""

import pytest

from grappes.erreurs import ErreurMetier, TransitionConcurrente
from grappes.models import Grappe, Job, Place
from grappes.services.regroupement import contraintes, grappes, places
from grappes.services.scenarios import demandes
from grappes.services.scenarios.application import appliquer
from grappes.services.scenarios.explications import appliquer_changement
from grappes.services.scenarios.retouches import NOUVELLE, retoucher
from grappes.workflow import CANDIDATE
from tests import factories
from tests.grappes.services.groupables import eligible


def completer(campagne, collectif):
    """A proposed grappe of two that a third, of the vivier, may join."""
    campagne.reglements.update(seuil_esms=5)
    grappe = factories.make_grappe(membres=0, campagne=campagne, dui=factories.make_dui())
    for role in ("porteur", "suppleant"):
        candidature = eligible(campagne, esms=3, portage="oui")
        Place.objects.create(grappe=grappe, candidature=candidature, role=role)
    grappes.proposer(grappe, auteur=collectif)
    return Grappe.objects.get(pk=grappe.pk)


def constituer(grappe, collectif):
    for place in grappe.places.select_related("grappe", "candidature__campagne"):
        places.repondre(place, "accepter", auteur=CANDIDATE)
    grappes.constituer(grappe, auteur=collectif)


def test_grappe_constituted_since_takes_nobody_from_a_scenario(
    campagne, collectif, proposer, staff
):
    grappe = completer(campagne, collectif)
    arrivante = eligible(campagne, esms=1)
    scenario = proposer()
    assert scenario.membres.get(candidature=arrivante).envisagee.grappe == grappe
    constituer(grappe, collectif)

    with pytest.raises(ErreurMetier, match="est constituée"):
        appliquer(scenario, par=staff)

    assert not Place.objects.filter(candidature=arrivante).exists()


def test_software_chosen_since_is_not_the_scenario_s_to_change(campagne, proposer, staff):
    une, autre = eligible(campagne), eligible(campagne)
    grappe = factories.make_grappe(membres=0, campagne=campagne)
    places.ajouter(grappe, une)
    scenario = proposer()
    assert scenario.membres.get(candidature=autre).envisagee.grappe == grappe
    Grappe.objects.filter(pk=grappe.pk).update(dui=factories.make_dui("Logiciel B"))

    with pytest.raises(TransitionConcurrente, match="Logiciel B"):
        appliquer(scenario, par=staff)

    assert not Place.objects.filter(candidature=autre).exists()


def test_scenario_that_is_computed_again_is_neither_applied_nor_amended(campagne, proposer, staff):
    une, _ = eligible(campagne), eligible(campagne)
    scenario = proposer()
    demandes.relancer(scenario)

    with pytest.raises(ErreurMetier, match="en cours de calcul"):
        appliquer(scenario, par=staff)
    with pytest.raises(ErreurMetier, match="en cours de calcul"):
        retoucher(scenario, une.pk, NOUVELLE)

    assert not Place.objects.exists()


def test_exception_to_a_promise_that_became_an_engagement_is_not_asked_again(
    campagne, collectif, proposer, staff
):
    grappe = completer(campagne, collectif)
    place = grappe.places.first()
    scenario = proposer(exceptions={place.pk: "Ils le demandent"})
    constituer(grappe, collectif)

    nouveau = demandes.refaire(scenario, par=staff, suffixe="encore")

    assert not nouveau.derogations.exists()


def test_scenario_run_again_counts_its_time_from_there(campagne, proposer):
    eligible(campagne), eligible(campagne)
    scenario = proposer()
    premiere = Job.objects.get().demande_le

    demandes.relancer(scenario)

    assert Job.objects.get().demande_le > premiere


def test_grappe_stays_frozen_when_the_new_scenario_cannot_be_asked(campagne, proposer, staff):
    campagne.reglements.update(seuil_esms=3)
    grappe = factories.make_grappe(membres=0, campagne=campagne, dui=factories.make_dui())
    for _ in range(2):
        places.ajouter(grappe, eligible(campagne))
    contraintes.geler(grappe, par=staff)
    orpheline = eligible(campagne, esms=1)
    scenario = proposer()

    campagne.reglements.update(en_vigueur_le=None)

    with pytest.raises(ErreurMetier, match="règlement"):
        appliquer_changement(scenario, orpheline.pk, "degel", str(grappe.pk), par=staff)

    assert Grappe.objects.get(pk=grappe.pk).gelee_le is not None
