"""The links of mails: a GET never acts, a bad one gets one same page, each gives one thing."""

import datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from grappes.models import Courriel, Jeton, Place
from grappes.services import debit
from grappes.services.messagerie import jetons
from tests import factories
from tests.grappes.views.gestes import fiche_vue

pytestmark = pytest.mark.django_db
Usage = Jeton.Usage
PAGES = {
    Usage.ACCES: "lien_ouvrir",
    Usage.CONFIRMATION: "adresse_confirmer",
    Usage.REPONSE: "proposition_repondre",
    Usage.STOP_RELANCES: "relances_arreter",
}


@pytest.fixture
def place(campagne):
    return factories.make_proposee(campagne=campagne).places.order_by("pk").first()


def lien(usage, place):
    contact = place.candidature.titulaire
    secret = jetons.creer(usage, contact, place=place if usage == Usage.REPONSE else None)
    return reverse(PAGES[usage], args=[secret])


def etat(place):
    contact = place.candidature.contacts.get()
    jeton = Jeton.objects.order_by("-pk").first()
    return (
        Place.objects.get(pk=place.pk).etat,
        contact.confirme_le,
        contact.relances_refusees_le,
        jeton.utilise_le,
    )


@pytest.mark.parametrize("usage", Usage)
def test_opening_a_link_does_nothing_by_itself(client, place, usage):
    url = lien(usage, place)
    avant = etat(place)

    reponses = [client.get(url), client.head(url), client.get(url)]

    assert [r.status_code for r in reponses] == [200, 200, 200]
    assert etat(place) == avant
    assert "candidature" not in client.session


@pytest.mark.parametrize("usage", Usage)
@pytest.mark.parametrize("methode", ["get", "post"])
def test_bad_links_all_get_the_same_page(place, usage, methode):
    autre = next(u for u in Usage if u not in (usage, Usage.REPONSE))
    secret = lien(autre, place).rstrip("/").rsplit("/", 1)[-1]
    mauvais = [reverse(PAGES[usage], args=[s]) for s in ("jamais-fait", secret)]

    reponses = [getattr(Client(), methode)(url) for url in mauvais]

    assert [r.status_code for r in reponses] == [410, 410]
    assert reponses[0].templates[0].name == "grappes/suivi/lien_perime.html"
    assert all(reverse("lien_demander") in r.content.decode() for r in reponses)


def test_access_link_opens_the_file_once(client, place):
    url = lien(Usage.ACCES, place)

    reponse = client.post(url)

    assert reponse.url == reverse("candidature_suivi")
    assert client.session["candidature"] == place.candidature_id
    assert place.candidature.contacts.get().confirme_le is not None
    assert Client().post(url).status_code == 410
    assert "déjà ouverte dans ce navigateur" in client.post(url).content.decode()


def test_session_key_changes_when_a_file_opens(client, place):
    client.get(reverse("connexion"))
    session = client.session
    session["panier"] = "gardé"
    session.save()
    avant = session.session_key

    client.post(lien(Usage.ACCES, place))

    assert client.session.session_key != avant
    assert client.session["panier"] == "gardé"


def test_access_link_expires(client, place):
    url = lien(Usage.ACCES, place)
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=11)):
        assert client.post(url).status_code == 410


def test_confirmation_gives_nothing_but_the_confirmation(client, place):
    reponse = client.post(lien(Usage.CONFIRMATION, place), follow=True)

    assert "est confirmée" in reponse.content.decode()
    assert place.candidature.contacts.get().confirme_le is not None
    assert "candidature" not in client.session


def test_one_click_unsubscribe_needs_no_cookie_and_no_csrf_token(place):
    robot = Client(enforce_csrf_checks=True)

    reponse = robot.post(lien(Usage.STOP_RELANCES, place), {"List-Unsubscribe": "One-Click"})

    assert reponse.status_code == 200
    assert place.candidature.contacts.get().relances_refusees_le is not None


@pytest.mark.parametrize("usage", [u for u in Usage if u != Usage.STOP_RELANCES])
def test_other_links_do_need_the_csrf_token(place, usage):
    avant = lien(usage, place)
    assert Client(enforce_csrf_checks=True).post(avant).status_code == 403


def test_proposal_is_answered_by_its_link_without_opening_the_file(client, place):
    url = lien(Usage.REPONSE, place)
    carte = client.get(url).content.decode()

    donnees = {"reponse": "accepter", "fiche_vue": fiche_vue(client.get(url))}
    reponse = client.post(url, donnees, follow=True)

    assert "2 organismes, moins de 5 ESMS" in carte
    assert "Votre accord est enregistré" in reponse.content.decode()
    assert Place.objects.get(pk=place.pk).etat == "acceptee"
    assert client.get(reverse("candidature_suivi")).url == reverse("lien_demander")


def test_answer_link_dies_at_the_deadline_and_when_the_place_is_freed(client, place, collectif):
    from grappes.services.regroupement import places

    url = lien(Usage.REPONSE, place)
    with time_machine.travel(timezone.now() + datetime.timedelta(days=22)):
        assert client.get(url).status_code == 410
    assert client.get(url).status_code == 200
    places.liberer(place, auteur=collectif, motif="Autre grappe")
    assert client.post(url, {"reponse": "accepter"}).status_code == 410


def test_link_is_asked_with_the_same_answer_for_known_and_unknown(place):
    connue = place.candidature.titulaire.courriel
    pages = [
        Client().post(reverse("lien_demander"), {"courriel": adresse})
        for adresse in (connue, "x" * (len(connue) - 9) + "@ehpad.fr")
    ]

    textes = [p.content.decode().replace(connue, "…") for p in pages]
    assert textes[0] == textes[1].replace("x" * (len(connue) - 9) + "@ehpad.fr", "…")
    envoyes = Courriel.objects.filter(genre="lien_acces")
    assert [c.destinataire for c in envoyes] == [connue]


def test_too_many_requests_get_a_sentence_and_keep_the_address(client):
    url, saisie = reverse("lien_demander"), {"courriel": "diallo@ehpad.example"}
    for _ in range(debit.LIMITES["lien"][0]):
        client.post(url, saisie)

    reponse = client.post(url, saisie)

    assert reponse.status_code == 429
    assert "réessayez dans quelques minutes" in reponse.content.decode()
    assert 'value="diallo@ehpad.example"' in reponse.content.decode()


def test_bad_address_gets_a_sentence_beside_the_field(client):
    reponse = client.post(reverse("lien_demander"), {"courriel": "diallo@"})

    assert "elle s’écrit comme nom@exemple.fr" in reponse.content.decode()
    assert 'value="diallo@"' in reponse.content.decode()


def test_guessing_links_is_limited_and_good_links_are_not(client, place):
    maximum, _ = debit.LIMITES["jeton"]
    for n in range(maximum):
        client.get(reverse("lien_ouvrir", args=[f"essai-{n}"]))

    assert client.get(reverse("lien_ouvrir", args=["encore"])).status_code == 429
    assert client.post(lien(Usage.ACCES, place)).status_code == 302
