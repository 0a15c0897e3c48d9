"""Consent in a real browser: the answer page, the names that open, the names that close."""

import pytest
from playwright.sync_api import expect

from grappes.models import Jeton, Place, Reglement
from grappes.services.messagerie import jetons
from grappes.services.regroupement import places
from grappes.workflow import CANDIDATE
from tests import factories
from tests.browser import debord, refus, violations
from tests.grappes.views.clients import navigateur
from tests.grappes.views.test_suivi_browser import enter

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def trois():
    """Three members whose names open at two agreements, their addresses confirmed."""
    campagne = factories.make_campagne()
    Reglement.objects.update(quorum_divulgation=60)
    grappe = factories.make_proposee(campagne=campagne, membres=3)
    membres = list(grappe.places.select_related("candidature__organisme").order_by("pk"))
    for place in membres:
        navigateur(place.candidature)
    return membres


def repondre(place, acte, **champs):
    lue = Place.objects.select_related("grappe", "candidature").get(pk=place.pk)
    places.repondre(lue, acte, auteur=CANDIDATE, **champs)


def saine(page):
    return violations(page), debord(page), refus(page)


@pytest.mark.parametrize(
    ("choix", "etat", "suite"),
    [
        ("Nous acceptons", "acceptee", "Votre accord est enregistré"),
        ("en parler avec le Collectif", "a_discuter", "le Collectif va vous contacter"),
        ("Nous refusons", "refusee", "Votre refus est enregistré"),
    ],
)
def test_each_answer_by_the_link_of_the_mail(page, trois, choix, etat, suite):
    place = trois[0]
    secret = jetons.creer(Jeton.Usage.REPONSE, place.candidature.titulaire, place=place)
    page.goto(f"/liens/proposition/{secret}/")
    assert saine(page) == ([], 0, [])
    assert Place.objects.get(pk=place.pk).etat == "annoncee"

    page.get_by_label(choix).check()
    if etat == "refusee":
        page.get_by_label("pour quelle raison").select_option("calendrier")
    assert saine(page) == ([], 0, [])
    page.get_by_role("button", name="Envoyer ma réponse").click()
    page.get_by_text(suite).wait_for()

    assert Place.objects.get(pk=place.pk).etat == etat
    assert saine(page) == ([], 0, [])


def test_names_open_at_the_quorum_and_close_after_a_refusal(page, trois, live_server):
    alice, bob, chloe = trois
    nom_de_bob = str(bob.candidature.organisme)
    repondre(alice, "accepter")
    enter(page, alice.candidature, live_server)

    page.goto("/candidatures/suivi/")
    expect(page.get_by_text("1 accord sur 3 à ce jour").first).to_be_visible()
    assert saine(page) == ([], 0, [])

    repondre(bob, "accepter")
    page.reload()
    expect(page.get_by_text(nom_de_bob)).to_be_visible()
    expect(page.get_by_role("link", name=bob.candidature.titulaire.courriel)).to_be_visible()
    expect(page.get_by_text(str(chloe.candidature.organisme))).to_have_count(0)
    assert saine(page) == ([], 0, [])

    repondre(bob, "refuser", motif_refus="logiciel")
    page.reload()
    expect(page.get_by_text(nom_de_bob)).to_have_count(0)
    assert saine(page) == ([], 0, [])


def test_answer_changes_until_the_grappe_is_constituted(page, trois, live_server):
    place = trois[0]
    enter(page, place.candidature, live_server)
    for choix, etat in (
        ("en parler", "a_discuter"),
        ("acceptons", "acceptee"),
        ("refusons", "refusee"),
    ):
        page.goto("/candidatures/suivi/proposition/")
        page.get_by_label(choix).check()
        if etat == "refusee":
            page.get_by_label("pour quelle raison").select_option("autre")
        page.get_by_role("button", name="Envoyer ma réponse").click()
        page.get_by_role("heading", name="Où en est").or_(
            page.locator("#situation")
        ).first.wait_for()
        assert Place.objects.get(pk=place.pk).etat == etat
