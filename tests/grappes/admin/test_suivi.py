"""Mails, journal and requests to join, as staff read them and act on them."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from grappes.admin.suivi import sans_lien
from grappes.models import Contact, Courriel, DemandeRattachement, Transition
from grappes.services.dossiers import rattachements
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def courriel(campagne):
    factories.make_candidature()
    return Courriel.objects.get(genre="accuse_reception")


@pytest.fixture
def demande(campagne):
    return rattachements.demander(
        factories.make_candidature(), prenom="Nora", nom="Petit", courriel="nora@ehpad.example"
    )


def acte(objet, nom):
    modele = objet._meta.model_name
    return reverse(f"admin:grappes_{modele}_acte", args=[objet.pk, nom])


def messages(reponse):
    return [str(message) for message in reponse.context["messages"]]


def test_failed_mail_is_queued_again_from_the_start(courriel, admin_page):
    Courriel.objects.filter(pk=courriel.pk).update(
        etat="en_echec", tentatives=9, erreur="550 User unknown"
    )
    admin_page.post(acte(courriel, "renvoyer"))
    courriel.refresh_from_db()
    assert (courriel.etat, courriel.tentatives, courriel.erreur) == ("prevu", 0, "")


def test_mail_that_left_is_not_sent_again(courriel, admin_page):
    Courriel.objects.filter(pk=courriel.pk).update(etat="envoye")
    for nom in ("renvoyer", "annuler"):
        admin_page.post(acte(courriel, nom))
    courriel.refresh_from_db()
    assert courriel.etat == "envoye"


def test_planned_mail_is_taken_back(courriel, admin_page):
    admin_page.post(acte(courriel, "annuler"))
    courriel.refresh_from_db()
    assert courriel.etat == "annule"


def test_several_failed_mails_are_queued_at_once(courriel, admin_page):
    Courriel.objects.filter(pk=courriel.pk).update(etat="a_verifier")
    donnees = {
        "action": "renvoyer_lot",
        "_selected_action": list(Courriel.objects.values_list("pk", flat=True)),
    }
    reponse = admin_page.post("/admin/grappes/courriel/", donnees, follow=True)
    assert "1 courriel(s) remis dans la file d’envoi." in messages(reponse)


def test_page_of_a_mail_shows_marks_and_no_live_link(courriel, admin_page):
    Courriel.objects.filter(pk=courriel.pk).update(
        html='<p style="color:red">Bonjour <a href="⟦acces⟧">ouvrir ⟦acces⟧</a></p>',
        texte="Ouvrir : ⟦acces⟧",
    )
    html = admin_page.get(
        reverse("admin:grappes_courriel_change", args=[courriel.pk])
    ).content.decode()
    assert "<p>Bonjour <a>ouvrir ⟦acces⟧</a></p>" in html
    assert "Ouvrir : ⟦acces⟧" in html


def test_inert_html_loses_what_could_act():
    hostile = (
        '<p onclick="x">a<img src=x onerror=y><script>z</script><a href="javascript:z">b</a></p>'
    )
    assert sans_lien(hostile) == "<p>a<a>b</a></p>"


def test_reader_of_mails_cannot_send(courriel, client):
    Courriel.objects.filter(pk=courriel.pk).update(etat="en_echec")
    lectrice = factories.make_user(is_staff=True)
    lectrice.user_permissions.add(Permission.objects.get(codename="view_courriel"))
    client.force_login(lectrice)
    page = client.get(reverse("admin:grappes_courriel_change", args=[courriel.pk]))
    assert (page.status_code, "peut_renvoyer" in page.context) == (200, False)
    assert client.post(acte(courriel, "renvoyer")).status_code == 403


def test_journal_is_read_only_and_speaks_to_staff(courriel, admin_page):
    transition = Transition.objects.get(acte="deposer")
    html = admin_page.get("/admin/grappes/transition/?acteur=candidat").content.decode()
    assert "le candidat" in html
    assert ">vous<" not in html
    change = reverse("admin:grappes_transition_change", args=[transition.pk])
    assert admin_page.post(change, {"motif": "réécrit"}).status_code == 403


def test_request_to_join_is_accepted_once(demande, admin_page, staff):
    admin_page.post(acte(demande, "accepter"), follow=True)
    demande.refresh_from_db()
    assert (demande.decision, demande.decidee_par) == ("acceptee", staff)
    assert demande.candidature.contacts.get(role=Contact.Role.SUPPLEANT).nom == "Petit"
    reponse = admin_page.post(acte(demande, "refuser"), follow=True)
    assert messages(reponse) == ["Quelqu’un a déjà répondu à cette demande : rechargez la page."]


def test_request_to_join_is_refused(demande, admin_page):
    admin_page.post(acte(demande, "refuser"))
    assert DemandeRattachement.objects.get().decision == "refusee"


def test_reader_of_requests_cannot_decide(demande, client):
    lectrice = factories.make_user(is_staff=True)
    lectrice.user_permissions.add(Permission.objects.get(codename="view_demanderattachement"))
    client.force_login(lectrice)
    assert client.post(acte(demande, "accepter")).status_code == 403
    assert DemandeRattachement.objects.get().decision == "attente"
