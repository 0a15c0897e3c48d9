import pytest

from faq import ports
from faq.models import Question, Vote
from faq.services import votes
from faq.services.redaction import enregistrer

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def vote(client, utile="oui", raison="", revision="", **options):
    data = {"utile": utile, "raison": raison, "revision": revision}
    return client.post("/faq/lecteurs/avis/", data, **options)


def test_a_reader_says_that_an_answer_helped(client, make_question):
    make_question()

    response = vote(client, follow=True)

    assert "votre avis nous aide" in response.text
    assert Vote.objects.get().utile is True


def test_a_reader_says_why_an_answer_did_not_help(client, make_question):
    make_question()

    asked = vote(client, "non", headers={"HX-Request": "true"})
    vote(client, "non", "Trop court")

    assert "Que manque-t-il" in asked.text
    assert Vote.objects.values_list("utile", "raison").get() == (False, "Trop court")


def test_one_visitor_votes_once_and_may_change_their_mind(client, make_question):
    make_question()

    vote(client, "oui")
    vote(client, "non")

    assert Vote.objects.get().utile is False


def test_an_edited_answer_may_be_voted_on_anew(client, make_question):
    question = make_question()
    vote(client)

    question.reponse = "Une autre réponse."
    enregistrer(question, auteur=None)
    vote(client)

    assert sorted(Vote.objects.values_list("revision__numero", flat=True)) == [1, 2]


def test_a_vote_judges_the_revision_that_was_on_the_page(client, make_question):
    question = make_question()
    page = client.get("/faq/lecteurs/").text
    assert '<input type="hidden" name="revision" value="1">' in page

    question.reponse = "Une autre réponse."
    enregistrer(question, auteur=None)
    vote(client, "non", revision=1)
    asked = vote(client, "non", revision=1, headers={"HX-Request": "true"}).text

    assert Vote.objects.get().revision.numero == 1
    assert '<input type="hidden" name="revision" value="1">' in asked


@pytest.mark.parametrize("revision", [99, 10**30, ""])
def test_a_revision_that_does_not_exist_leaves_the_vote_on_the_present_one(
    client, make_question, revision
):
    make_question()

    vote(client, revision=revision)

    assert Vote.objects.get().revision.numero == 1


def test_a_revision_of_another_question_gets_no_vote(client, make_question):
    make_question()
    autre = make_question("autre")
    autre.reponse = "Une autre réponse."
    enregistrer(autre, auteur=None)

    vote(client, revision=2)

    assert Vote.objects.get().question.slug == "lecteurs"


def test_a_vote_is_no_edit(client, make_question):
    question = make_question()

    vote(client)

    assert Question.objects.get().modifie_le == question.modifie_le


def test_a_flood_of_votes_is_not_kept(make_question):
    question = make_question()
    for number in range(votes.PAR_HEURE):
        votes.voter(question, visiteur=f"v{number}", utile=False)

    with pytest.raises(ports.LimiteAtteinte, match="dans une heure"):
        votes.voter(question, visiteur="un de trop", utile=False)
    assert votes.voter(question, visiteur="v0", utile=True) is False
    assert Vote.objects.count() == votes.PAR_HEURE


def test_a_reason_is_as_long_as_the_browser_counted(client, make_question):
    make_question()
    typed = "\n".join(["Il manque les montants."] * 30)[:500]

    response = vote(client, "non", typed.replace("\n", "\r\n"), headers=HTMX)

    assert response.status_code == 200
    assert Vote.objects.get().raison == typed


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_reason_that_is_too_long_comes_back_with_a_sentence(client, make_question, headers):
    make_question()

    response = vote(client, "non", "x" * 501, headers=headers)

    assert response.status_code == 400
    assert "Restez sous 500 caractères" in response.text
    assert f"{'x' * 501}</textarea>" in response.text


@pytest.mark.parametrize("utile", ["", "peut-être"])
def test_a_forged_vote_is_refused(client, make_question, utile):
    make_question()

    assert vote(client, utile).status_code == 400
    assert not Vote.objects.exists()


def test_a_vote_needs_a_post(client, make_question):
    make_question()

    assert client.get("/faq/lecteurs/avis/").status_code == 405


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_flood_of_votes_gets_a_sentence_and_keeps_the_text(
    client, make_question, monkeypatch, headers
):
    monkeypatch.setattr(votes, "PAR_HEURE", 0)
    make_question()

    response = vote(client, "non", "Il manque les montants.", headers=headers)

    assert response.status_code == 429
    assert "n’est pas enregistré" in response.text
    assert "Il manque les montants.</textarea>" in response.text
