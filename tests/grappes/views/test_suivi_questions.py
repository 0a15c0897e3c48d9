"""A question asked from a candidature: kept by the FAQ, answered by mail, read on the page."""

import pytest
from django.urls import reverse

from faq import ports
from faq.models import QuestionPosee
from faq.services import questions as questions_faq
from faq.services.questions import PAR_ORIGINE
from grappes.models import Courriel, Reglement
from grappes.services import questions
from tests import factories
from tests.grappes.views.clients import deposant, navigateur

pytestmark = pytest.mark.django_db
POSER = reverse("question_poser")


@pytest.fixture
def candidature(campagne):
    return factories.make_candidature(campagne=campagne)


def test_question_is_asked_in_the_name_of_who_reads(candidature):
    nora = factories.make_suppleant(candidature)

    reponse = navigateur(candidature, nora).post(POSER, {"texte": "Quand ?"}, follow=True)

    posee = QuestionPosee.objects.get()
    assert (posee.texte, posee.courriel, posee.nom) == ("Quand ?", nora.courriel, "Nora Petit")
    assert posee.origine == f"candidature:{candidature.pk}"
    assert "Quand ?" in reponse.content.decode()


def test_answer_is_mailed_once_and_shown_on_the_page(candidature, staff):
    client = deposant(candidature)
    client.post(POSER, {"texte": "Quand serons-nous rappelés ?"})

    questions_faq.repondre(QuestionPosee.objects.get(), reponse="La semaine prochaine.", par=staff)
    questions.ecrire_la_reponse(QuestionPosee.objects.get())

    courriel = Courriel.objects.get(genre="reponse_question")
    assert (courriel.candidature, courriel.contact) == (candidature, candidature.titulaire)
    assert "Quand serons-nous rappelés\u00a0?" in courriel.texte
    assert "La semaine prochaine." in courriel.texte
    assert "La semaine prochaine." in client.get(reverse("candidature_suivi")).content.decode()


def test_question_of_a_visitor_is_answered_without_a_candidature(db, staff):
    posee = questions_faq.poser(texte="Et nous ?", courriel="visiteur@exemple.fr")

    questions_faq.repondre(posee, reponse="Aussi.", par=staff)

    courriel = Courriel.objects.get()
    assert (courriel.destinataire, courriel.candidature) == ("visiteur@exemple.fr", None)


@pytest.mark.parametrize("origine", ["candidature:", "candidature:x", "candidature:999999", "faq"])
def test_origin_that_is_no_candidature_is_no_error(staff, origine):
    posee = questions_faq.poser(texte="Et nous ?", courriel="visiteur@exemple.fr", origine=origine)
    questions_faq.repondre(posee, reponse="Aussi.", par=staff)
    assert Courriel.objects.get().candidature is None


def test_charlie_does_not_read_the_questions_of_others(candidature, campagne):
    deposant(candidature).post(POSER, {"texte": "Question d’Alice"})

    page = deposant(factories.make_candidature(campagne=campagne)).get(reverse("candidature_suivi"))

    assert "Question d’Alice" not in page.content.decode()


def test_empty_question_gets_a_sentence(candidature):
    page = deposant(candidature).post(POSER, {"texte": " "})
    assert "Écrivez votre question." in page.content.decode()


def test_too_many_questions_get_a_429_and_keep_the_text(candidature):
    client = deposant(candidature)
    for n in range(PAR_ORIGINE):
        client.post(POSER, {"texte": f"Question {n}"})

    page = client.post(POSER, {"texte": "La question de trop"})

    assert page.status_code == 429
    assert "La question de trop" in page.content.decode()


def test_answers_speak_of_the_present_campagne(campagne):
    assert ports.valeurs()["seuil_esms"] == "au moins 3 établissements (ESMS)"
    assert "Le recueil des candidatures est ouvert jusqu’au" in ports.valeurs()["etat_campagne"]

    Reglement.objects.update(seuil_esms=15)
    assert ports.valeurs()["seuil_esms"] == "au moins 15 établissements (ESMS)"


def test_regions_with_different_thresholds_leave_the_general_words(campagne):
    autre = factories.make_campagne(region=factories.make_region("94", "Corse"))
    autre.reglements.update(seuil_esms=8)
    assert "seuil_esms" not in ports.valeurs()


def test_no_campagne_leaves_the_general_words(db):
    assert ports.valeurs() == {}


def test_home_shows_the_first_published_questions(client, campagne):
    from faq.services.chargement import charger

    charger()

    page = client.get("/").content.decode()

    assert page.count('<li><a href="/faq/') == 4
