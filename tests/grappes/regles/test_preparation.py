"""What a grappe still lacks, from its first member to its filing."""

import datetime

import pytest

from grappes.models import Grappe, Place
from grappes.regles.preparation import manques
from grappes.services.regroupement import grappes, places
from grappes.workflow import CANDIDATE, Auteur
from tests import factories

pytestmark = pytest.mark.django_db


def lacks(grappe):
    return [(m.besoin.value, m.phrase) for m in manques(Grappe.objects.get(pk=grappe.pk))]


def test_a_grappe_in_preparation_is_not_yet_proposed(campagne):
    grappe = factories.make_grappe(membres=2, campagne=campagne)

    assert lacks(grappe) == [
        ("proposition", "La grappe n’est pas encore proposée à ses membres."),
    ]


def test_a_grappe_too_small_lacks_esms_and_a_porteur(campagne):
    grappe = factories.make_grappe(membres=1, campagne=campagne)
    grappe.places.update(role=Place.Role.MEMBRE)

    assert lacks(grappe) == [
        ("seuil", "2 ESMS éligibles pour un minimum de 3 : il en manque 1."),
        ("proposition", "La grappe n’est pas encore proposée à ses membres."),
        ("porteur", "Le porteur n’est pas encore choisi."),
    ]


def test_a_proposed_grappe_waits_for_its_members(campagne, collectif):
    grappe = factories.make_proposee(membres=2, campagne=campagne)
    assert lacks(grappe) == [("accords", "2 accords attendus sur 2.")]

    places.repondre(grappe.places.first(), "accepter", auteur=CANDIDATE)
    assert lacks(grappe) == [("accords", "1 accord attendu sur 2.")]

    places.repondre(grappe.places.last(), "accepter", auteur=CANDIDATE)
    assert lacks(grappe) == [("constitution", "Tous d’accord : il reste à la constituer.")]

    grappes.constituer(Grappe.objects.get(pk=grappe.pk), auteur=collectif)
    assert lacks(grappe) == []


def test_a_grappe_of_several_needs_a_suppleant_and_a_grappe_of_one_does_not(campagne):
    grappe = factories.make_constituee(membres=2, campagne=campagne)
    grappe.places.filter(role=Place.Role.SUPPLEANT).update(role=Place.Role.MEMBRE)
    assert lacks(grappe) == [("suppleant", "Le porteur suppléant n’est pas encore choisi.")]

    suppleant = grappe.places.exclude(role=Place.Role.PORTEUR).get()
    places.liberer(
        suppleant, auteur=Auteur.collectif(factories.make_user(is_staff=True)), motif="Départ"
    )
    campagne.reglements.update(seuil_esms=1)
    assert lacks(grappe) == []


def test_a_constituted_grappe_that_the_rules_no_longer_admit_is_not_ready(campagne):
    grappe = factories.make_constituee(membres=2, campagne=campagne)

    campagne.reglements.update(seuil_esms=15)

    assert [code for code, _ in lacks(grappe)] == ["seuil"]


def test_without_rules_no_grappe_is_ready(campagne):
    grappe = factories.make_constituee(membres=2, campagne=campagne)

    campagne.reglements.update(en_vigueur_le=None)

    assert lacks(grappe) == [("reglement", "La campagne n’a pas encore de règlement en vigueur.")]


def test_nothing_is_missing_once_the_file_is_deposited(campagne):
    grappe = factories.make_constituee(membres=2, campagne=campagne)
    Grappe.objects.filter(pk=grappe.pk).update(
        statut="transmise", transmise_le=datetime.date(2026, 6, 1), numero_dossier="PAI-1"
    )
    campagne.reglements.update(seuil_esms=15)

    assert lacks(grappe) == []
