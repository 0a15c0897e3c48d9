"""The door of the intake: open, closed or awaited campagnes, and who comes in."""

import datetime

import pytest
from django.utils import timezone

from grappes.models import Candidature, Courriel
from tests import factories
from tests.grappes.views.gestes import NOUVELLE, contact, ouvrir, url

pytestmark = pytest.mark.django_db


def dans(jours):
    return timezone.localdate() + datetime.timedelta(days=jours)


def test_without_any_campagne_the_page_says_what_to_do(client):
    page = client.get(NOUVELLE).content.decode()

    assert "n’est pas encore fixée" in page
    assert 'href="/faq/"' in page


def test_an_awaited_campagne_gives_its_dates(client):
    factories.make_campagne(ouvre_le=dans(10), ferme_le=dans(40))

    page = client.get(NOUVELLE).content.decode()

    assert "Prochaine ouverture" in page
    assert "Hauts-de-France" in page


def test_a_closed_campagne_is_said_closed(client):
    factories.make_campagne(ouvre_le=dans(-40), ferme_le=dans(-1))

    assert "close depuis le" in client.get(NOUVELLE).content.decode()


def test_a_closed_campagne_takes_no_draft(client):
    campagne = factories.make_campagne(ouvre_le=dans(-40), ferme_le=dans(-1))

    client.post(NOUVELLE, contact(campagne=campagne.pk))

    assert Candidature.objects.count() == 0


def test_several_open_campagnes_ask_for_the_region(client, campagne):
    bretagne = factories.make_region("53", "Bretagne")
    autre = factories.make_campagne(region=bretagne, nom="Campagne bretonne")

    page = client.get(NOUVELLE).content.decode()
    client.post(NOUVELLE, contact(campagne=autre.pk))

    assert "Choisissez votre région" in page
    assert Candidature.objects.get().campagne == autre


def test_the_first_page_opens_a_draft_and_mails_a_confirmation(client, campagne):
    reponse = client.post(NOUVELLE, contact(campagne=campagne.pk))

    candidature = Candidature.objects.get()
    titulaire = candidature.titulaire
    assert reponse.url == url("organisme")
    assert client.session["candidature"] == candidature.pk
    assert (titulaire.telephone, titulaire.fonction) == ("0320123456", "direction")
    assert Courriel.objects.get().genre == Courriel.Genre.CONFIRMATION_ADRESSE


def test_wrong_answers_are_named_beside_their_fields_and_kept(client, campagne):
    reponse = client.post(
        NOUVELLE, contact(campagne=campagne.pk, courriel="diallo@", telephone="0320", nom="")
    )

    page = reponse.content.decode()
    assert 'role="alert"' in page
    assert 'href="#id_telephone"' in page
    assert 'value="diallo@"' in page
    assert Candidature.objects.count() == 0


def test_the_same_post_again_opens_the_same_draft(client, campagne):
    client.post(NOUVELLE, contact(campagne=campagne.pk))
    client.post(NOUVELLE, contact(campagne=campagne.pk))

    assert Candidature.objects.count() == 1


def test_a_draft_of_this_browser_is_offered_again(client, campagne):
    ouvrir(client, factories.make_brouillon())

    assert "Reprendre ce dossier" in client.get(NOUVELLE).content.decode()


def test_too_many_drafts_get_a_sentence_and_keep_what_was_typed(client, campagne):
    for rang in range(20):
        client.post(NOUVELLE, contact(campagne=campagne.pk, courriel=f"d{rang}@ehpad.example"))

    reponse = client.post(NOUVELLE, contact(campagne=campagne.pk, courriel="d21@ehpad.example"))

    assert reponse.status_code == 429
    assert "d21@ehpad.example" in reponse.content.decode()
    assert Candidature.objects.count() == 20


@pytest.mark.parametrize("etape", ["contact", "organisme", "etablissements", "projet", "besoins"])
def test_another_browser_sees_nothing(client, campagne, etape):
    factories.make_brouillon()

    reponse = client.get(url(etape))

    assert (reponse.status_code, reponse.url) == (302, "/candidatures/lien/")


def test_a_post_without_session_gives_back_what_was_typed(client, campagne):
    reponse = client.post(url("contact"), contact(nom="Diallo-Perdu"))

    assert reponse.status_code == 403
    assert "Diallo-Perdu" in reponse.content.decode()


def test_an_unknown_step_is_not_found(client, campagne):
    ouvrir(client, factories.make_brouillon())

    assert client.get(url("nulle-part")).status_code == 404


def test_staff_open_a_file_for_someone_on_the_phone(client, campagne, staff):
    client.force_login(staff)
    assert "Qui appelle" in client.get("/candidatures/saisie/").content.decode()

    reponse = client.post("/candidatures/saisie/", contact(campagne=campagne.pk))

    assert reponse.url == url("organisme")
    assert Candidature.objects.get().origine == Candidature.Origine.TELEPHONE
    assert "Saisie par le Collectif pour" in client.get(reponse.url).content.decode()


def test_the_public_does_not_reach_the_phone_entry(client, campagne):
    reponse = client.post("/candidatures/saisie/", contact(campagne=campagne.pk))

    assert reponse.status_code == 302
    assert Candidature.objects.count() == 0


def test_staff_take_over_a_draft(client, campagne, staff):
    client.force_login(staff)
    candidature = factories.make_brouillon()

    client.post(f"/candidatures/saisie/{candidature.pk}/")

    assert client.session["candidature"] == candidature.pk


@pytest.mark.parametrize("page", ["", "{}/"])
def test_staff_without_the_right_to_change_files_open_none(client, campagne, page):
    candidature = factories.make_brouillon()
    client.force_login(factories.make_user(is_staff=True))

    reponse = client.post("/candidatures/saisie/" + page.format(candidature.pk))

    assert reponse.status_code == 403
    assert "candidature" not in client.session
