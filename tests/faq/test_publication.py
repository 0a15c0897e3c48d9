"""What is published later is nowhere before its moment; what is archived says so."""

import datetime
import time

import pytest
from django.template import Context, Template
from django.utils import timezone

from faq.models import Question
from faq.recherche import chercher, index
from faq.services.redaction import enregistrer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sans_ports")]
PAGES = ("/faq/", "/faq/rubriques/cartes/", "/faq/sitemap.xml", "/faq/presente/")


@pytest.fixture
def programmee(make_question):
    """A question to come, and one that is there."""
    make_question("presente", question="Où trouver un lecteur de carte ?")
    return make_question(
        "a-venir",
        question="Où trouver un lecteur biométrique ?",
        publiee_a_partir_de=timezone.now() + datetime.timedelta(days=1),
    )


def found(query):
    return [match.document.key for match in chercher(query)]


def embedded(slug):
    return Template(f'{{% load faq %}}{{% faq "{slug}" %}}').render(Context()).strip()


def test_a_question_to_come_is_neither_read_nor_found_nor_listed(client, programmee):
    pages = {path: client.get(path).text for path in PAGES}

    assert [
        path for path, page in pages.items() if "biométrique" in page or "a-venir" in page
    ] == []
    assert client.get("/faq/a-venir/").status_code == 404
    assert client.post("/faq/a-venir/avis/", {"utile": "oui"}).status_code == 404
    assert "a-venir" not in found("lecteur biométrique")
    assert embedded("a-venir") == ""


def test_a_rubrique_whose_questions_are_all_to_come_is_not_listed(client, make_question):
    make_question(publiee_a_partir_de=timezone.now() + datetime.timedelta(days=1))

    assert "Cartes" not in client.get("/faq/").text


def test_once_its_moment_has_come_it_is_everywhere(client, programmee):
    programmee.publiee_a_partir_de = timezone.now()
    enregistrer(programmee, auteur=None)

    assert "biométrique" in client.get("/faq/a-venir/").text
    assert [path for path in PAGES if "a-venir" not in client.get(path).text] == []
    assert found("lecteur biométrique")[0] == "a-venir"
    assert "biométrique" in embedded("a-venir")


def test_the_index_follows_the_clock_without_any_write(make_question):
    moment = timezone.now() + datetime.timedelta(seconds=0.5)
    make_question("bientot", question="Que dire du badge ?", publiee_a_partir_de=moment)
    assert found("badge") == []

    time.sleep(max(0, (moment - timezone.now()).total_seconds()))

    assert found("badge") == ["bientot"]


def test_the_index_is_not_rebuilt_while_nothing_comes(programmee):
    assert index() is index()


def test_a_future_moment_does_not_publish_a_draft(client, make_question):
    make_question(etat=Question.Etat.BROUILLON, publiee_a_partir_de=timezone.now())

    assert client.get("/faq/lecteurs/").status_code == 404


def test_an_archived_answer_says_where_to_look_and_tells_nothing_of_itself(client, make_question):
    make_question("presente", question="Où trouver un lecteur de carte ?")
    make_question(
        "ancienne",
        question="Où trouver un ancien lecteur de carte ?",
        reponse="Secret.",
        etat=Question.Etat.ARCHIVEE,
    )

    response = client.get("/faq/ancienne/")

    assert response.status_code == 410
    assert "Cette réponse a été retirée" in response.text
    assert 'href="/faq/presente/"' in response.text
    assert "ancien lecteur" not in response.text
    assert "Secret" not in response.text


def test_an_archived_answer_without_a_neighbour_still_shows_the_way(client, make_question):
    make_question(etat=Question.Etat.ARCHIVEE)

    response = client.get("/faq/lecteurs/")

    assert response.status_code == 410
    assert "Poser une question" in response.text


def test_a_page_tells_its_review_its_last_change_and_its_source(client, make_question):
    question = make_question(
        relue_le=datetime.date(2026, 11, 2), source="ANS", source_url="https://esante.gouv.fr/"
    )
    page = client.get("/faq/lecteurs/").text
    assert "Réponse relue le 2 novembre 2026." in page
    assert '<a href="https://esante.gouv.fr/" rel="noopener noreferrer">ANS</a>' in page
    assert "Modifiée le" not in page

    question.reponse = "Deux lecteurs."
    revision = enregistrer(question, auteur=None)
    revision.le = datetime.datetime(2026, 11, 20, 23, 30, tzinfo=datetime.UTC)
    revision.save()

    for path in ("/faq/lecteurs/", "/faq/rubriques/cartes/"):
        assert "Modifiée le 21 novembre 2026." in client.get(path).text
