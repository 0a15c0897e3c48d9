import json
import re

import pytest
from django.urls import reverse

from faq import ports
from faq.models import Question, QuestionPosee, Rubrique

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sans_ports")]
RECHERCHE = "/faq/recherche.json"


def search(client, query):
    return client.get(RECHERCHE, {"q": query}).json()["resultats"]


def test_json_search_has_its_promised_shape(client, faq_chargee):
    results = search(client, "mise en grape")

    assert results[0]["slug"] == "prochaines-etapes-grappe"
    assert set(results[0]) == {"slug", "question", "extrait"}
    assert "<" not in results[0]["extrait"]
    assert 1 <= len(results) <= 10


@pytest.mark.parametrize("query", ["", "   ", "?!", "recette de cuisine"])
def test_json_search_is_empty_when_there_is_nothing_to_say(client, faq_chargee, query):
    assert search(client, query) == []


def test_a_draft_is_neither_found_nor_read(client, make_question):
    make_question("secret", question="Le lecteur secret ?", etat=Question.Etat.BROUILLON)

    assert search(client, "lecteur secret") == []
    assert client.get("/faq/secret/").status_code == 404


def test_search_sees_a_change_made_elsewhere(client, make_question):
    question = make_question(question="Où trouver un lecteur ?")
    assert [r["slug"] for r in search(client, "lecteur")] == ["lecteurs"]

    question.etat = Question.Etat.ARCHIVEE
    question.save()

    assert search(client, "lecteur") == []


def test_search_costs_two_queries_once_the_index_is_built(
    client, faq_chargee, django_assert_num_queries
):
    search(client, "grappe")

    with django_assert_num_queries(2):
        search(client, "carte perdue")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/faq/", "Questions fréquentes"),
        ("/faq/?q=carte", "réponses"),
        ("/faq/?q=tarte", "Aucun résultat"),
        ("/faq/difference-sons/", "par FINESS géographique"),
        ("/faq/rubriques/identite-ins/", 'id="ins-piece-perimee"'),
        ("/faq/poser/", "Poser une question"),
        ("/faq/sitemap.xml", "<loc>http://testserver/faq/mfa-echeance/</loc>"),
    ],
)
def test_every_page_opens_without_login(client, faq_chargee, path, words):
    response = client.get(path)

    assert response.status_code == 200
    assert words in response.text


def test_a_rubrique_reads_in_the_order_that_staff_gave(client, rubrique, make_question):
    make_question("a", question="Après ?", ordre=2)
    make_question("z", question="Zut, avant ?", ordre=1)
    Rubrique.objects.create(slug="vide", titre="Rien à lire ici")

    page = client.get("/faq/rubriques/cartes/").content.decode()

    assert re.findall(r'<article [^>]*id="(\w)"', page) == ["z", "a"]
    assert "Rien à lire ici" not in page


@pytest.mark.parametrize("path", ["/faq/inconnue/", "/faq/rubriques/inconnue/"])
def test_what_does_not_exist_is_not_found(client, db, path):
    assert client.get(path).status_code == 404


def test_htmx_gets_the_results_alone_and_caches_know_it(client, faq_chargee):
    response = client.get("/faq/?q=mfa", headers={"HX-Request": "true"})

    assert "<html" not in response.text
    assert "mfa-echeance" in response.text
    assert "HX-Request" in response["Vary"]


def test_what_was_typed_is_escaped(client, faq_chargee):
    assert "<script>alert" not in client.get("/faq/", {"q": "<script>alert(1)</script>"}).text


def test_found_words_are_marked(client, faq_chargee):
    assert "<mark>porteur</mark>" in client.get("/faq/?q=porteur fonds").text


def test_a_registered_variable_shows_in_the_answer_and_in_the_search(client, faq_chargee):
    facts = {"etat_campagne": "Campagne *2027* ouverte."}
    ports.enregistrer_variables({"etat_campagne": "État"}, lambda: facts)

    assert "Campagne *2027* ouverte." in client.get("/faq/delai-recontact/").text
    assert [r["slug"] for r in search(client, "2027")][:1] == ["delai-recontact"]
    facts["etat_campagne"] = None
    assert "attend la publication" in client.get("/faq/delai-recontact/").text


def test_structured_data_is_valid_and_cannot_end_its_block(client, make_question):
    make_question("balise", question="Que vaut </script> ?", reponse="<b>Rien</b> & tout.")

    page = client.get("/faq/balise/").text
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[1]

    data = json.loads(block)
    assert data["mainEntity"][0]["name"] == "Que vaut </script> ?"
    assert data["mainEntity"][0]["acceptedAnswer"]["text"].startswith("<p>&lt;b&gt;")


def post(client, **changes):
    data = {"texte": "Et les tablettes ?", "courriel": "a@exemple.fr", "nom": "", "site_web": ""}
    return client.post(reverse("faq:poser"), data | changes, follow=True)


def test_a_question_is_asked_from_the_page(client, db):
    response = post(client)

    assert "Votre question est bien arrivée" in response.text
    assert QuestionPosee.objects.get().texte == "Et les tablettes ?"


def test_matching_answers_are_shown_before_asking(client, faq_chargee):
    assert "existent déjà" in client.get("/faq/poser/", {"texte": "ma carte est perdue"}).text


def test_bad_input_keeps_what_was_typed_and_says_what_to_do(client, db):
    response = post(client, courriel="")

    assert "Indiquez l’adresse où vous répondre." in response.text
    assert "Et les tablettes ?" in response.text
    assert not QuestionPosee.objects.exists()


def test_a_robot_is_thanked_and_forgotten(client, db):
    assert "bien arrivée" in post(client, site_web="https://spam.exemple").text
    assert not QuestionPosee.objects.exists()


def test_a_flood_gets_a_sentence_and_keeps_the_text(client, db):
    for number in range(5):
        post(client, texte=f"Question {number}")

    response = post(client, texte="Une de trop")

    assert response.status_code == 429
    assert "dans une heure" in response.text
    assert "Une de trop" in response.text


def test_suggestions_are_said_to_who_does_not_see_them(client, faq_chargee):
    assert '<div id="suggestions" aria-live="polite">' in client.get("/faq/poser/").text


def test_suggestions_while_typing_keep_nothing(client, faq_chargee):
    data = {"texte": "Ma carte est perdue. " * 90}

    response = client.post("/faq/poser/", data, headers={"HX-Request": "true"})

    assert "existent déjà" in response.text
    assert not QuestionPosee.objects.exists()
