"""Staff take back the links to answer a proposal, or send another; both leave a trace."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from grappes.erreurs import ErreurMetier
from grappes.models import Courriel, Jeton, Note, Place
from grappes.services.messagerie import jetons
from grappes.services.regroupement import liens, places
from grappes.workflow import CANDIDATE
from tests import factories
from tests.grappes.views.clients import navigateur
from tests.grappes.views.gestes import fiche_vue

pytestmark = pytest.mark.django_db
PROPOSEE = Courriel.Genre.GRAPPE_PROPOSEE


@pytest.fixture
def place(campagne):
    grappe = factories.make_proposee(campagne=campagne)
    Courriel.objects.update(etat=Courriel.Etat.ENVOYE)
    return Place.objects.select_related("grappe", "candidature__organisme").get(
        grappe=grappe, role="porteur"
    )


def lien(place):
    secret = jetons.creer(Jeton.Usage.REPONSE, place.candidature.titulaire, place=place)
    return f"/liens/proposition/{secret}/"


def test_revoked_links_neither_show_nor_answer(place, staff, client):
    vieux = [lien(place), lien(place)]

    assert liens.revoquer(place, par=staff) == 2

    for url in vieux:
        assert client.get(url).status_code == 410
        assert client.post(url, {"reponse": "accepter"}).status_code == 410
    assert Place.objects.get(pk=place.pk).etat == "annoncee"


def test_revoking_leaves_the_other_members_and_the_other_links_alone(place, staff, client):
    autre = lien(place.grappe.places.get(role="suppleant"))
    confirmation = jetons.creer(Jeton.Usage.CONFIRMATION, place.candidature.titulaire)
    liens.revoquer(place, par=staff)
    assert client.get(autre).status_code == 200
    assert client.get(f"/liens/confirmer/{confirmation}/").status_code == 200


def test_revoking_takes_back_what_was_about_to_leave(place, staff):
    courriels = Courriel.objects.filter(candidature=place.candidature, genre=PROPOSEE)
    courriels.update(etat=Courriel.Etat.PREVU)
    liens.revoquer(place, par=staff)
    assert set(courriels.values_list("etat", flat=True)) == {"annule"}


def test_member_still_answers_from_their_page(place, staff):
    liens.revoquer(place, par=staff)
    client, page = navigateur(place.candidature), reverse("proposition_suivi")
    client.post(page, {"reponse": "accepter", "fiche_vue": fiche_vue(client.get(page))})
    assert Place.objects.get(pk=place.pk).etat == "acceptee"


def test_both_acts_are_noted_with_their_author(place, staff):
    lien(place)
    liens.revoquer(place, par=staff)
    liens.renvoyer(place, par=staff)
    notes = Note.objects.filter(candidature=place.candidature, par=staff).order_by("pk")
    assert [note.texte.split("\u00a0: ", 1)[1] for note in notes] == [
        "Liens de réponse révoqués\u00a0: 1 lien en service.",
        "Proposition renvoyée, avec un nouveau lien de réponse.",
    ]


def test_new_link_goes_to_the_address_of_today(place, staff):
    contact = place.candidature.titulaire
    contact.courriel = "corrigee@ehpad.example"
    contact.save()
    liens.renvoyer(place, par=staff)
    nouveau = Courriel.objects.get(candidature=place.candidature, etat="prevu")
    assert (nouveau.genre, nouveau.destinataire) == (PROPOSEE, "corrigee@ehpad.example")


def test_second_click_writes_no_second_mail(place, staff):
    liens.renvoyer(place, par=staff)
    with pytest.raises(ErreurMetier, match="attend déjà son envoi"):
        liens.renvoyer(place, par=staff)


def test_nothing_is_sent_to_whoever_has_no_answer_to_give(place, staff):
    places.repondre(place, "refuser", auteur=CANDIDATE, motif_refus="autre")
    with pytest.raises(ErreurMetier, match="n’a plus à répondre"):
        liens.renvoyer(place, par=staff)


def test_link_that_would_be_dead_is_not_sent(place, staff):
    hier = timezone.localdate() - datetime.timedelta(days=1)
    Place.objects.update(reponse_avant_le=hier)
    with pytest.raises(ErreurMetier, match="La date limite de réponse est passée"):
        liens.renvoyer(place, par=staff)


def test_admin_has_both_buttons(place, staff, client):
    client.force_login(staff)
    ancien = lien(place)
    page = reverse("admin:grappes_grappe_change", args=[place.grappe_id])
    for nom in ("revoquer", "renvoyer"):
        adresse = reverse("admin:grappes_grappe_lien", args=[place.grappe_id, place.pk, nom])
        assert adresse in client.get(page).content.decode()
        client.get(adresse)
        assert Note.objects.count() == (0 if nom == "revoquer" else 1)
        client.post(adresse)
    assert Note.objects.count() == 2
    assert client.get(ancien).status_code == 410
