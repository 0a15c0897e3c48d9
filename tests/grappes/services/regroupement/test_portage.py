"""Porteur and suppléant said yes before a grappe is constituted, whatever the path."""

import pytest

from grappes.erreurs import ErreurMetier, TransitionInterdite
from grappes.models import Grappe, Place, Transition
from grappes.services.collectif import listes
from grappes.services.regroupement import grappes, places
from grappes.workflow import CANDIDATE, changer_statut
from tests import factories

pytestmark = pytest.mark.django_db
R = Place.Role


def lue(place):
    return Place.objects.select_related("grappe", "candidature").get(pk=place.pk)


def accepter(*membres):
    for place in membres:
        places.repondre(lue(place), "accepter", auteur=CANDIDATE)


@pytest.fixture
def proposee(campagne):
    return factories.make_proposee(campagne=campagne, membres=3)


def par_le_service(grappe, auteur, client):
    grappes.constituer(grappe, auteur=auteur)


def par_la_porte_des_statuts(grappe, auteur, client):
    changer_statut(grappe, "constituer", auteur=auteur)


def par_un_objet_lu_trop_tot(grappe, auteur, client):
    """As it was read, everyone agreed: what is in memory must not decide."""
    tot = grappes.avec_membres().get(pk=grappe.pk)
    for place in tot.places_vivantes:
        place.etat = "acceptee"
    changer_statut(tot, "constituer", auteur=auteur)


def par_l_admin(grappe, auteur, client):
    client.force_login(auteur.user)
    adresse = f"/admin/grappes/grappe/{grappe.pk}/actes/constituer/"
    page = client.post(adresse, {"vu": "proposee"}, follow=True)
    if Grappe.objects.get(pk=grappe.pk).statut != "constituee":
        raise TransitionInterdite(page.content.decode())


CHEMINS = [par_le_service, par_la_porte_des_statuts, par_un_objet_lu_trop_tot, par_l_admin]


@pytest.mark.parametrize("constituer", CHEMINS)
@pytest.mark.parametrize("role", [R.PORTEUR, R.SUPPLEANT, R.MEMBRE])
def test_no_path_constitutes_while_one_has_not_said_yes(
    proposee, collectif, client, role, constituer
):
    accepter(*proposee.places.exclude(role=role))
    attendu = proposee.places.get(role=role).candidature.organisme

    with pytest.raises(TransitionInterdite, match=f"{attendu} n’a pas encore accepté"):
        constituer(proposee, collectif, client)

    assert Grappe.objects.get(pk=proposee.pk).statut == "proposee"


@pytest.mark.parametrize("constituer", CHEMINS)
@pytest.mark.parametrize("role", [R.PORTEUR, R.SUPPLEANT])
def test_no_path_constitutes_without_both_roles(proposee, collectif, client, role, constituer):
    accepter(*proposee.places.all())
    places.donner_role(proposee.places.get(role=role), R.MEMBRE)

    with pytest.raises(TransitionInterdite, match="n’est pas encore choisi"):
        constituer(proposee, collectif, client)


@pytest.mark.parametrize("constituer", CHEMINS)
def test_every_path_constitutes_once_all_said_yes(proposee, collectif, client, constituer):
    accepter(*proposee.places.all())
    constituer(Grappe.objects.get(pk=proposee.pk), collectif, client)
    assert Grappe.objects.get(pk=proposee.pk).statut == "constituee"


def test_grappe_of_one_needs_no_suppleant(campagne, collectif):
    campagne.reglements.update(seuil_esms=1)
    grappe = factories.make_proposee(campagne=campagne, membres=1)
    accepter(*grappe.places.all())
    grappes.constituer(grappe, auteur=collectif)
    assert Grappe.objects.get(pk=grappe.pk).statut == "constituee"


@pytest.fixture
def constituee(campagne):
    return factories.make_constituee(campagne=campagne, membres=4)


@pytest.mark.parametrize("role", [R.PORTEUR, R.SUPPLEANT])
def test_newcomer_who_has_not_accepted_cannot_carry_a_constituted_grappe(
    constituee, collectif, role
):
    nouvelle = places.ajouter(constituee, factories.make_eligible(campagne=constituee.campagne))
    grappes.annoncer_les_places(constituee, auteur=collectif)

    with pytest.raises(ErreurMetier, match="n’a pas encore accepté"):
        places.donner_role(nouvelle, role)
    accepter(nouvelle)
    places.donner_role(nouvelle, role)

    assert constituee.places.vivantes().get(role=role) == nouvelle


@pytest.mark.parametrize("role", [R.MEMBRE, R.SUPPLEANT])
def test_porteur_of_a_constituted_grappe_does_not_step_down_before_another_is_chosen(
    constituee, role
):
    with pytest.raises(ErreurMetier, match="choisissez d’abord un autre porteur"):
        places.donner_role(constituee.porteur, role)

    autre = constituee.places.vivantes().filter(role=R.MEMBRE).first()
    ancien = constituee.porteur
    places.donner_role(autre, R.PORTEUR)
    assert (lue(autre).role, lue(ancien).role) == (R.PORTEUR, R.MEMBRE)


def test_constituted_grappe_whose_porteur_left_is_to_be_reviewed(constituee, collectif):
    assert list(listes.grappes_a_revoir()) == []
    places.liberer(lue(constituee.porteur), auteur=collectif, motif="Fusion")

    assert list(listes.grappes_a_revoir()) == [constituee]
    assert list(listes.grappes_a_revoir().filter(statut="constituee")) == [constituee]

    autre = constituee.places.vivantes().filter(role=R.MEMBRE).first()
    places.donner_role(autre, R.PORTEUR)
    assert list(listes.grappes_a_revoir()) == []


def test_refused_constitution_leaves_no_trace(proposee, collectif):
    with pytest.raises(TransitionInterdite):
        grappes.constituer(proposee, auteur=collectif)
    assert not Transition.objects.filter(acte="constituer").exists()
