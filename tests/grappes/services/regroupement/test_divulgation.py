"""Names open between members that both agreed, once the quorum is reached, and leave a trace."""

import pytest
from django.utils import timezone

from grappes.models import Candidature, Contact, Divulgation, Grappe, Place, Reglement
from grappes.services.dossiers import candidatures
from grappes.services.regroupement import grappes, places
from grappes.services.regroupement.divulgation import ouvrir_les_noms
from grappes.workflow import CANDIDATE
from tests import factories

pytestmark = pytest.mark.django_db


def confirmer(*contacts):
    Contact.objects.filter(pk__in=[c.pk for c in contacts]).update(confirme_le=timezone.now())


def titulaire(place):
    return place.candidature.contacts.get(role=Contact.Role.TITULAIRE)


def noms(cercle):
    return {str(c) for membre in cercle.membres for c in membre.contacts}


def lire(place):
    return Place.objects.get(pk=place.pk)


@pytest.fixture
def trois(campagne):
    """Three members of a constituted grappe, all addresses confirmed."""
    membres = list(factories.make_constituee(campagne=campagne, membres=3).places.order_by("pk"))
    confirmer(*(titulaire(p) for p in membres))
    return membres


def test_members_of_a_constituted_grappe_see_each_other_and_each_view_is_logged(trois):
    a, b, c = trois

    cercle = ouvrir_les_noms(a, titulaire(a))
    ouvrir_les_noms(a, titulaire(a))

    assert noms(cercle) == {str(titulaire(b)), str(titulaire(c))}
    assert {(d.lectrice, d.vue) for d in Divulgation.objects.all()} == {(a, b), (a, c)}


def test_reader_with_an_unconfirmed_address_sees_nobody(trois):
    a, *_ = trois
    Contact.objects.filter(pk=titulaire(a).pk).update(confirme_le=None)

    cercle = ouvrir_les_noms(a, titulaire(a))

    assert (cercle.membres, Divulgation.objects.count()) == ([], 0)
    assert "Confirmez d’abord votre adresse" in cercle.obstacle


def test_unconfirmed_member_is_counted_and_not_named(trois):
    a, b, c = trois
    Contact.objects.filter(pk=titulaire(b).pk).update(confirme_le=None)

    cercle = ouvrir_les_noms(a, titulaire(a))

    assert (noms(cercle), cercle.non_confirmes) == ({str(titulaire(c))}, 1)
    assert not Divulgation.objects.filter(vue=b).exists()


def test_deputy_reads_with_their_own_confirmation_and_shows_only_once_confirmed(trois):
    a, b, _ = trois
    nora = factories.make_suppleant(a.candidature)

    assert ouvrir_les_noms(a, nora).membres == []
    assert str(nora) not in noms(ouvrir_les_noms(b, titulaire(b)))
    confirmer(nora)
    nora.refresh_from_db()
    assert len(ouvrir_les_noms(a, nora).membres) == 2
    assert str(nora) in noms(ouvrir_les_noms(lire(b), titulaire(b)))


def test_contact_of_another_file_reads_nothing(trois):
    a, *_ = trois
    charlie = factories.make_candidature().titulaire
    confirmer(charlie)

    assert ouvrir_les_noms(a, charlie).membres == []


@pytest.fixture
def proposes(campagne):
    """Four members of a proposed grappe whose names open at half of the agreements."""
    Reglement.objects.update(quorum_divulgation=50)
    grappe = factories.make_proposee(campagne=campagne, membres=4)
    membres = list(grappe.places.select_related("grappe", "candidature").order_by("pk"))
    confirmer(*(titulaire(p) for p in membres))
    return membres


def accepter(*membres):
    for place in membres:
        places.repondre(lire(place), "accepter", auteur=CANDIDATE)


def test_names_open_at_the_quorum_before_the_grappe_is_constituted(proposes):
    a, b, c, _ = proposes

    accepter(a)
    assert "1 accord sur 4" in ouvrir_les_noms(lire(a), titulaire(a)).obstacle
    accepter(b)

    assert noms(ouvrir_les_noms(lire(a), titulaire(a))) == {str(titulaire(b))}
    assert ouvrir_les_noms(lire(c), titulaire(c)).membres == []
    assert [(d.lectrice, d.vue) for d in Divulgation.objects.all()] == [(a, b)]


def test_by_default_names_wait_for_every_member(proposes):
    Reglement.objects.update(quorum_divulgation=100)
    a, b, c, d = proposes
    accepter(a, b, c)
    assert ouvrir_les_noms(lire(a), titulaire(a)).membres == []

    accepter(d)

    assert len(ouvrir_les_noms(lire(a), titulaire(a)).membres) == 3


def test_whoever_has_not_accepted_sees_nobody_even_at_a_quorum_of_zero(proposes):
    Reglement.objects.update(quorum_divulgation=0)
    a, b, c, _ = proposes
    accepter(a)
    places.repondre(lire(b), "discuter", auteur=CANDIDATE)

    for place in (b, c):
        assert ouvrir_les_noms(lire(place), titulaire(place)).membres == []
    assert ouvrir_les_noms(lire(a), titulaire(a)).membres == []


def test_later_refusal_closes_names_both_ways_and_the_log_keeps_the_past(proposes):
    a, b, *_ = proposes
    accepter(a, b)
    stale = lire(b)
    ouvrir_les_noms(lire(a), titulaire(a))
    ouvrir_les_noms(lire(b), titulaire(b))

    places.repondre(lire(b), "refuser", auteur=CANDIDATE, motif_refus="logiciel")

    assert ouvrir_les_noms(lire(a), titulaire(a)).membres == []
    assert ouvrir_les_noms(stale, titulaire(b)).membres == []
    assert Divulgation.objects.count() == 2


def test_withdrawal_closes_names_both_ways(proposes):
    a, b, *_ = proposes
    accepter(a, b)
    ouvrir_les_noms(lire(a), titulaire(a))

    candidatures.retirer(lire(b).candidature, auteur=CANDIDATE)

    assert ouvrir_les_noms(lire(a), titulaire(a)).membres == []
    assert ouvrir_les_noms(lire(b), titulaire(b)).membres == []


def test_member_that_comes_back_by_a_new_place_is_asked_again(proposes, collectif):
    a, b, *_ = proposes
    accepter(a, b)
    ouvrir_les_noms(lire(a), titulaire(a))
    places.repondre(lire(b), "refuser", auteur=CANDIDATE, motif_refus="logiciel")
    candidature = Candidature.objects.get(pk=b.candidature_id)

    places.ajouter(Grappe.objects.get(), candidature)
    grappes.annoncer_les_places(Grappe.objects.get(), auteur=collectif)

    assert ouvrir_les_noms(lire(a), titulaire(a)).membres == []


def test_quorum_closes_new_names_and_keeps_those_already_open(trois, collectif):
    a, b, c = trois
    ouvrir_les_noms(a, titulaire(a))
    grappe = Grappe.objects.get()
    nouvelle = places.ajouter(grappe, factories.make_eligible(campagne=grappe.campagne))
    confirmer(titulaire(nouvelle))
    grappes.annoncer_les_places(grappe, auteur=collectif)

    assert noms(ouvrir_les_noms(a, titulaire(a))) == {str(titulaire(b)), str(titulaire(c))}
    assert ouvrir_les_noms(b, titulaire(b)).membres == []
    assert ouvrir_les_noms(lire(nouvelle), titulaire(nouvelle)).membres == []

    Reglement.objects.update(quorum_divulgation=75)
    assert noms(ouvrir_les_noms(b, titulaire(b))) == {str(titulaire(a)), str(titulaire(c))}


def test_member_that_leaves_is_no_longer_shown(trois, collectif):
    a, b, c = trois
    ouvrir_les_noms(a, titulaire(a))

    places.liberer(b, auteur=collectif, motif="Fusion")

    assert noms(ouvrir_les_noms(a, titulaire(a))) == {str(titulaire(c))}
