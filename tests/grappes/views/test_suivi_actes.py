"""What a candidate does from their page: complete, withdraw, answer, close."""

import pytest
from django.test import Client
from django.urls import reverse

from grappes.models import Candidature, Place, Transition
from grappes.services.dossiers import examen
from grappes.services.regroupement import places, reglages
from grappes.workflow import CANDIDATE
from tests import factories
from tests.grappes.views.clients import deposant
from tests.grappes.views.gestes import fiche_vue

pytestmark = pytest.mark.django_db
PAGE = reverse("candidature_suivi")
ACTES = [
    "candidature_completer",
    "candidature_retirer",
    "proposition_suivi",
    "relances_reprendre",
    "candidature_suivi",
]


def statut(candidature):
    return Candidature.objects.get(pk=candidature.pk).statut


@pytest.fixture
def a_completer(campagne, collectif):
    candidature = factories.make_candidature(campagne=campagne)
    examen.examiner(candidature, auteur=collectif)
    examen.demander_complements(candidature, auteur=collectif, remarques=["Votre contrat ?"])
    return candidature


def test_completing_hands_the_file_back(a_completer):
    client = deposant(a_completer)
    page = client.get(reverse("candidature_completer")).content.decode()
    assert "Votre contrat ?" in page
    assert reverse("candidature_etape", args=["verification"]) in page

    reponse = client.post(reverse("candidature_completer"), follow=True)

    assert statut(a_completer) == "en_examen"
    assert "l’étude de votre dossier reprend" in reponse.content.decode()


def test_completing_stays_possible_when_staff_settled_every_remark(a_completer):
    a_completer.remarques.all().delete()
    client = deposant(a_completer)

    assert client.get(reverse("candidature_completer")).status_code == 200
    client.post(reverse("candidature_completer"))
    assert statut(a_completer) == "en_examen"


def test_completing_twice_says_that_nothing_is_asked(a_completer):
    client = deposant(a_completer)
    client.post(reverse("candidature_completer"))

    reponse = client.post(reverse("candidature_completer"), follow=True)

    assert reponse.status_code == 200
    assert "n’est pas possible" in reponse.content.decode()
    assert Transition.objects.filter(acte="completer").count() == 1


def test_withdrawing_asks_first_then_keeps_the_reason(campagne):
    candidature = factories.make_candidature(campagne=campagne)
    client = deposant(candidature)

    assert "Retirer ma candidature ?" in client.get(
        reverse("candidature_retirer")
    ).content.decode().replace("\u00a0", " ")
    assert statut(candidature) == "recue"
    client.post(reverse("candidature_retirer"), {"motif": "Nous fusionnons"})

    assert statut(candidature) == "retiree"
    assert Transition.objects.get(acte="retirer").motif == "Nous fusionnons"


def test_withdrawing_needs_no_reason(campagne):
    candidature = factories.make_candidature(campagne=campagne)
    deposant(candidature).post(reverse("candidature_retirer"))
    assert statut(candidature) == "retiree"


def test_too_long_a_reason_is_refused_and_kept(campagne):
    candidature = factories.make_candidature(campagne=campagne)
    long = "x" * 2001

    page = deposant(candidature).post(reverse("candidature_retirer"), {"motif": long})

    assert statut(candidature) == "recue"
    assert "Restez sous 2 000 caractères." in page.content.decode()
    assert long in page.content.decode()


def test_draft_and_ended_files_are_not_withdrawn(campagne):
    brouillon = factories.make_brouillon(campagne=campagne)
    assert deposant(brouillon).post(reverse("candidature_retirer")).url == PAGE
    assert statut(brouillon) == "brouillon"


@pytest.fixture
def place(campagne):
    return factories.make_proposee(campagne=campagne).places.order_by("pk").first()


def repondre(client, **donnees):
    """Read the card, then answer."""
    adresse = reverse("proposition_suivi")
    vue = {"fiche_vue": fiche_vue(client.get(adresse, follow=True))}
    return client.post(adresse, vue | donnees, follow=True)


def lue(place):
    return Place.objects.get(pk=place.pk)


def test_accepting_from_the_page(place):
    reponse = repondre(deposant(place.candidature), reponse="accepter")

    assert lue(place).etat == "acceptee"
    assert "Votre accord est enregistré" in reponse.content.decode()


def test_refusing_owes_a_reason_and_keeps_what_was_typed(place):
    client = deposant(place.candidature)

    page = repondre(client, reponse="refuser", precision="Le logiciel est trop cher")
    assert lue(place).etat == "annoncee"
    assert "Dites-nous pourquoi vous refusez" in page.content.decode()
    assert "Le logiciel est trop cher" in page.content.decode()

    repondre(client, reponse="refuser", motif_refus="logiciel", precision="Trop cher")
    assert (lue(place).etat, lue(place).motif_refus, lue(place).precision) == (
        "refusee",
        "logiciel",
        "Trop cher",
    )
    assert statut(place.candidature) == "au_vivier"


def test_discussing_then_accepting(place):
    client = deposant(place.candidature)
    repondre(client, reponse="discuter", precision="Et la date ?")
    assert lue(place).etat == "a_discuter"
    assert "discuter" not in dict(
        client.get(reverse("proposition_suivi")).context["form"].fields["reponse"].choices
    )
    repondre(client, reponse="accepter")
    assert lue(place).etat == "acceptee"


def test_answer_to_another_card_shows_the_new_one_and_asks_again(place, collectif):
    client, adresse = deposant(place.candidature), reverse("proposition_suivi")
    ancienne = fiche_vue(client.get(adresse))
    autre = factories.make_dui("Logiciel B")
    reglages.changer_le_logiciel(place.grappe, autre, vu=place.grappe.dui_id, auteur=collectif)

    refus = client.post(adresse, {"reponse": "accepter", "fiche_vue": ancienne})

    html = refus.content.decode()
    assert "Cette grappe a changé pendant que vous la lisiez" in html
    assert "Le logiciel du projet serait maintenant Logiciel B." in html
    assert lue(place).etat == "annoncee"
    client.post(adresse, {"reponse": "accepter", "fiche_vue": fiche_vue(refus)})
    assert lue(place).etat == "acceptee"


def test_answer_without_its_card_is_asked_again(place):
    client = deposant(place.candidature)

    client.post(reverse("proposition_suivi"), {"reponse": "accepter"})

    assert lue(place).etat == "annoncee"


@pytest.mark.parametrize("forgee", ["", "liberer", "annoncer", "n'importe quoi"])
def test_forged_answer_is_refused_in_french(place, forgee):
    page = repondre(deposant(place.candidature), reponse=forgee)

    assert page.status_code == 200
    assert lue(place).etat == "annoncee"
    assert "Corrigez ce qui suit" in page.content.decode()


def test_answer_that_lost_a_race_says_who_was_first(place, monkeypatch):
    client = deposant(place.candidature)
    vraie = places.repondre

    def apres_un_collegue(perdante, *args, **kwargs):
        vraie(lue(place), "discuter", auteur=CANDIDATE)
        return vraie(perdante, *args, **kwargs)

    monkeypatch.setattr("grappes.views.suivi.places.repondre", apres_un_collegue)

    page = repondre(client, reponse="discuter")

    assert "est déjà au statut « À discuter »" in page.content.decode()
    assert Transition.objects.filter(acte="discuter").count() == 1


def test_constituted_grappe_no_longer_takes_answers(campagne):
    place = factories.make_constituee(campagne=campagne).places.first()
    repondre(deposant(place.candidature), reponse="refuser", motif_refus="autre")
    assert lue(place).etat == "acceptee"


def test_closing_the_file_leaves_nothing_in_the_browser(place):
    client = deposant(place.candidature)

    client.post(reverse("candidature_fermer"))

    assert "candidature" not in client.session
    assert client.get(PAGE).url == reverse("lien_demander")


def test_reminders_are_taken_up_again(place):
    contact = place.candidature.titulaire
    contact.relances_refusees_le = place.annoncee_le
    contact.save()

    deposant(place.candidature).post(reverse("relances_reprendre"))

    contact.refresh_from_db()
    assert contact.relances_refusees_le is None


@pytest.mark.parametrize("nom", ACTES)
def test_no_act_without_an_open_file(nom):
    reponse = Client().post(reverse(nom))
    assert reponse.url == reverse("lien_demander")


@pytest.mark.parametrize("nom", [n for n in ACTES if n != "candidature_suivi"])
def test_acts_need_the_csrf_token(place, nom):
    client = Client(enforce_csrf_checks=True)
    client.cookies = deposant(place.candidature).cookies

    reponse = client.post(reverse(nom), {"reponse": "accepter"})

    assert reponse.status_code == 403
    assert "restée ouverte trop longtemps" in reponse.content.decode()
    assert (lue(place).etat, statut(place.candidature)) == ("annoncee", "proposee")
