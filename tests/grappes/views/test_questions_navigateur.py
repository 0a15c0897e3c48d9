"""From a question to its answer, on real parts: browsers, a mail server, and axe on every page."""

import datetime
import re

import pytest
import time_machine
from django.utils import timezone

from faq.models import Question, Rubrique
from faq.services import journal
from faq.services import questions as questions_faq
from grappes.services import questions
from grappes.services.messagerie import envois
from tests import factories, smtp
from tests.browser import PHONE, Personne, entrer
from tests.grappes.views.clients import navigateur

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DEMANDES = ("Peut-on financer des tablettes ?", "Les tablettes sont-elles financées ?")


@pytest.fixture
def boite(settings, live_server):
    """A mail server, and settings that lead to it; links of mails lead to the live server."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_TIMEOUT = "127.0.0.1", 5
    settings.SITE_URL = live_server.url
    with smtp.serveur() as (boite, port):
        settings.EMAIL_PORT = port
        yield boite


@pytest.fixture
def rubrique(db):
    rubrique = Rubrique.objects.create(slug="financement", titre="Financement")
    Question.objects.create(
        slug="porteur",
        rubrique=rubrique,
        question="Qui reçoit le financement de la grappe ?",
        reponse="L’organisme porteur.",
        etat=Question.Etat.PUBLIEE,
    )
    return rubrique


@pytest.fixture
def candidature(campagne):
    candidature = factories.make_candidature(campagne=campagne)
    questions.poser(candidature, candidature.titulaire, DEMANDES[1])
    return candidature


@pytest.fixture
def visiteuse(chromium, live_server):
    return Personne(chromium, live_server.url, PHONE)


@pytest.fixture
def claire(chromium, live_server):
    claire = Personne(chromium, live_server.url)
    entrer(claire.page, factories.make_staff(username="claire"))
    return claire


def poser(visiteuse):
    """She sees what the FAQ answers already, and asks all the same."""
    visiteuse.aller("/faq/poser/")
    visiteuse.champ("Votre question").press_sequentially("financement de la grappe")
    visiteuse.lit("Ces réponses existent déjà")
    visiteuse.verifier()
    visiteuse.champ("Votre question").fill(DEMANDES[0])
    visiteuse.champ("Votre adresse").fill("ines@mas.example")
    visiteuse.presser("Envoyer ma question")
    visiteuse.lit("Votre question est bien arrivée")


def publier(claire, reponse):
    """One answer for the whole group, in the FAQ and by mail."""
    claire.aller("/admin/faq/questionposee/")
    claire.ouvrir("Répondre par groupes")
    claire.lit("2 questions")
    claire.ouvrir("Répondre à")
    claire.champ("Réponse").fill(reponse)
    claire.presser("Publier et prévenir")
    claire.lit("Choisissez la rubrique")
    claire.champ("Rubrique").select_option(label="Financement")
    claire.presser("Publier et prévenir")
    claire.lit("Réponse envoyée à 2 personnes.")


def test_a_question_is_answered_published_and_told_to_all_who_asked(
    rubrique, candidature, boite, visiteuse, claire, live_server
):
    poser(visiteuse)
    envois.envoyer_les_dus()
    boite.messages.clear()

    publier(claire, "Oui, **dans la limite** du forfait.")
    envois.envoyer_les_dus()

    reponses = [m for m in boite.messages if "Réponse à votre question" in m["Subject"]]
    assert sorted(m["To"] for m in reponses) == sorted(
        ["ines@mas.example", candidature.titulaire.courriel]
    )
    texte = reponses[0].get_body(("plain",)).get_content()
    assert "Oui, dans la limite du forfait." in texte
    visiteuse.aller(re.search(r"https?://\S+/faq/\S+/", texte)[0])
    visiteuse.lit("dans la limite")
    visiteuse.aller("/faq/?q=tablettes")
    visiteuse.lit("1 réponse")

    session = navigateur(candidature).cookies["sessionid"].value
    cookie = {"name": "sessionid", "value": session, "url": live_server.url}
    visiteuse.page.context.add_cookies([cookie])
    visiteuse.aller("/candidatures/suivi/")
    visiteuse.lit("Réponse du Collectif")
    visiteuse.ouvrir("Lire cette réponse dans la FAQ")

    assert visiteuse.fautes + claire.fautes == []


def test_a_search_without_result_becomes_a_wording(rubrique, claire):
    for jours in (2, 1):  # a word that nobody knows is kept from its third day on
        with time_machine.travel(timezone.now() - datetime.timedelta(days=jours)):
            journal.noter("zigouigoui", trouvee=False)
    claire.aller("/faq/?q=zigouigoui")
    claire.ouvrir("Ce que les lecteurs cherchent")
    claire.lit("zigouigoui")
    claire.page.get_by_text("Autre formulation de").first.click()
    claire.verifier()
    claire.ouvrir("Une autre question")
    claire.champ("C’est une autre façon").select_option(value="porteur")
    claire.presser("Ajouter cette formulation")
    claire.lit("est maintenant une façon de demander")

    claire.aller("/faq/?q=zigouigoui")
    claire.lit("Qui reçoit le financement")

    assert claire.fautes == []


def test_who_answers_second_is_told_in_the_page(rubrique, candidature, claire, staff):
    claire.aller("/admin/faq/questionposee/groupes/")
    claire.ouvrir("Répondre à")
    questions_faq.repondre(questions_faq.QuestionPosee.objects.get(), reponse="Non.", par=staff)

    claire.champ("Réponse").fill("Oui.")
    claire.presser("Répondre par courriel seulement")
    claire.lit("a déjà répondu à")

    assert claire.champ("Réponse").input_value() == "Oui."
    assert claire.fautes == []


def test_a_candidate_sees_the_answers_that_exist_before_asking(
    rubrique, candidature, visiteuse, live_server
):
    session = navigateur(candidature).cookies["sessionid"].value
    cookie = {"name": "sessionid", "value": session, "url": live_server.url}
    visiteuse.page.context.add_cookies([cookie])
    visiteuse.aller("/candidatures/suivi/question/")

    visiteuse.champ("Votre question").fill("Qui reçoit le financement de la grappe ? " * 20)
    visiteuse.lit("Ces réponses existent déjà")

    visiteuse.verifier()
    assert visiteuse.fautes == []
