"""The candidate's page as each person sees it: holder, deputy, Charlie, nobody."""

import pytest
from django.test import Client
from django.urls import reverse

from grappes.models import Candidature, Divulgation, StatutCandidature
from grappes.services.dossiers import examen
from grappes.services.messagerie import jetons
from tests import factories
from tests.grappes.views.clients import deposant, navigateur

pytestmark = pytest.mark.django_db
PAGE = reverse("candidature_suivi")


def lire(client, page=PAGE):
    reponse = client.get(page)
    assert reponse.status_code == 200
    return reponse.content.decode()


def test_page_tells_the_status_the_receipt_and_that_nothing_is_to_do(campagne):
    candidature = factories.make_candidature(campagne=campagne)

    page = lire(deposant(candidature))

    assert candidature.numero in page
    assert "Reçue\u00a0: merci" in page
    assert "Rien à faire pour l’instant" in page
    assert 'aria-current="step"' in page


def test_page_tells_what_was_judged_out_and_by_which_source(campagne):
    candidature = factories.make_eligible(campagne=campagne)
    ligne = candidature.lignes.first()
    ligne.verdict, ligne.verdict_regle = "exclu", "Déjà financé par ESMS Numérique en 2023"
    ligne.verdict_source = "Liste « Lauréats (ARS, 12/03/2026) »"
    ligne.save()

    page = lire(deposant(candidature))

    assert f"{ligne.verdict_regle} ({ligne.verdict_source})" in page
    assert "Posez-nous la question" in page


def test_page_tells_no_verdict_before_the_examination_ends(campagne):
    candidature = factories.make_candidature(campagne=campagne)
    candidature.lignes.update(verdict="exclu", verdict_regle="Catégorie hors du champ")

    assert "Catégorie hors du champ" not in lire(deposant(candidature))


def test_draft_offers_to_go_on(campagne):
    page = lire(deposant(factories.make_brouillon(campagne=campagne)))

    assert "Terminer ma candidature" in page
    assert reverse("candidature_etape", args=["contact"]) in page
    assert reverse("candidature_retirer") not in page


@pytest.mark.parametrize("statut", StatutCandidature)
def test_page_opens_in_every_status(campagne, statut):
    candidature = factories.make_candidature(campagne=campagne)
    depot = {"deposee_le": None, "numero": None} if statut == "brouillon" else {}
    Candidature.objects.filter(pk=candidature.pk).update(statut=statut, **depot)

    page = lire(deposant(candidature))

    assert page.count("situation-rien") + page.count("situation-action") == 1


def test_page_opens_for_a_draft_without_organisme(campagne):
    candidature = factories.make_brouillon(campagne=campagne)
    candidature.lignes.all().delete()
    Candidature.objects.filter(pk=candidature.pk).update(organisme=None)

    assert "Votre candidature" in lire(deposant(candidature))


def test_correction_is_offered_until_examined(campagne, collectif):
    candidature = factories.make_candidature(campagne=campagne)
    client = deposant(candidature)
    assert "Corriger mon dossier" in lire(client)

    examen.examiner(candidature, auteur=collectif)
    assert "Corriger mon dossier" not in lire(client)


def test_browser_without_a_file_is_shown_the_way(client):
    reponse = client.get(PAGE, follow=True)

    assert reponse.redirect_chain == [(reverse("lien_demander"), 302)]
    assert "Aucune candidature n’est ouverte" in reponse.content.decode()


def test_private_page_is_never_cached_and_each_visit_slides_the_session(campagne):
    reponse = deposant(factories.make_candidature(campagne=campagne)).get(PAGE)

    assert "no-store" in reponse["Cache-Control"]
    assert reponse.cookies["sessionid"]["max-age"] == 14 * 24 * 3600


def test_staff_text_is_escaped(campagne, collectif):
    candidature = factories.make_candidature(campagne=campagne)
    examen.examiner(candidature, auteur=collectif)
    examen.demander_complements(candidature, auteur=collectif, remarques=["<script>x</script>"])

    assert "<script>x" not in lire(deposant(candidature))


@pytest.fixture
def membres(campagne):
    """Two members of a constituted grappe, and Charlie who is in none."""
    places = factories.make_constituee(campagne=campagne).places.order_by("pk")
    return [p.candidature for p in places] + [factories.make_eligible(campagne=campagne)]


def secrets_de(candidature):
    contact = candidature.titulaire
    return {candidature.organisme.raison_sociale, contact.nom, contact.courriel}


def lus(page, candidature):
    return {secret for secret in secrets_de(candidature) if secret in page}


def test_members_see_each_other_once_both_addresses_are_confirmed(membres):
    alice, bob, _ = membres
    page_d_alice = navigateur(alice)
    assert lus(lire(page_d_alice), bob) == set()

    navigateur(bob)

    assert lus(lire(page_d_alice), bob) == secrets_de(bob)
    assert Divulgation.objects.count() == 1


def test_deputy_of_a_member_sees_the_others_too(membres):
    alice, bob, _ = membres
    navigateur(bob)
    nora = factories.make_suppleant(alice)

    assert lus(lire(navigateur(alice, nora)), bob) == secrets_de(bob)


def test_browser_that_only_filled_the_form_sees_no_name(membres):
    alice, bob, _ = membres
    navigateur(bob)

    page = lire(deposant(alice))

    assert "Confirmez d’abord votre adresse" in page
    assert lus(page, bob) == set()
    assert Divulgation.objects.count() == 0


def test_address_confirmed_elsewhere_opens_no_name_in_this_browser(membres):
    """Whoever typed a director's address must not profit from the director's click."""
    alice, bob, _ = membres
    typed, mailbox = deposant(alice), Client()
    navigateur(bob)
    mailbox.post(lien_de_confirmation(alice))

    assert lus(lire(typed), bob) == set()

    meme_navigateur = deposant(bob)
    meme_navigateur.post(lien_de_confirmation(bob))
    assert lus(lire(meme_navigateur), alice) == secrets_de(alice)


def lien_de_confirmation(candidature):
    secret = jetons.creer(jetons.Usage.CONFIRMATION, candidature.titulaire)
    return reverse("adresse_confirmer", args=[secret])


def test_browser_of_a_contact_who_left_sees_no_name_any_more(membres):
    alice, bob, _ = membres
    navigateur(bob)
    ancienne = navigateur(alice)
    assert lus(lire(ancienne), bob) == secrets_de(bob)
    titulaire = alice.contacts.get()
    titulaire.courriel, titulaire.nom = "nouvelle@ehpad.example", "Durand"
    titulaire.save()

    assert lus(lire(ancienne), bob) == set()


def test_charlie_sees_nothing_of_the_others(membres):
    alice, bob, charlie = membres
    navigateur(alice)
    navigateur(bob)
    client = navigateur(charlie)

    for nom in ("candidature_suivi", "candidature_retirer"):
        page = lire(client, reverse(nom))
        assert lus(page, alice) | lus(page, bob) == set()
    for nom in ("proposition_suivi", "candidature_completer"):
        assert client.get(reverse(nom)).url == PAGE


def test_no_name_shows_anywhere_before_the_grappe_is_constituted(campagne):
    places = factories.make_proposee(campagne=campagne).places.order_by("pk")
    alice, bob = (p.candidature for p in places)
    client = navigateur(alice)
    navigateur(bob)

    for nom in ("candidature_suivi", "proposition_suivi", "candidature_retirer"):
        assert lus(lire(client, reverse(nom)), bob) == set()


def test_queries_do_not_grow_with_the_grappe(campagne, django_assert_max_num_queries):
    grappe = factories.make_constituee(campagne=campagne, membres=5)
    candidature = grappe.places.first().candidature
    for place in grappe.places.all():
        client = navigateur(place.candidature)

    client = navigateur(candidature)
    with django_assert_max_num_queries(50):
        client.get(PAGE)
