"""The demo's FAQ lives: it is searched, asked, voted, reviewed and edited."""

import pytest
from django.utils import timezone

from faq.models import Question, QuestionPosee, Revision, Vote
from faq.services import groupes, recherches

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("histoire"),
    pytest.mark.xdist_group("histoire"),
]


def test_search_log_has_something_in_each_of_its_lists():
    listes = recherches.palmares(30)

    assert [liste.critere for liste in listes if not liste.lignes] == []
    for liste in listes:
        assert len(liste.lignes) >= 3


def test_same_question_waits_several_times_from_several_people():
    largest, *_ = groupes.en_attente()

    courriels = {demande.posee.courriel for demande in largest.demandes}
    assert len(courriels) >= 3
    assert QuestionPosee.objects.sans_reponse().filter(origine="").exists()
    assert QuestionPosee.objects.sans_reponse().exclude(origine="").exists()


def test_one_answer_was_edited_by_two_people():
    auteurs = Revision.objects.exclude(auteur=None).filter(question__slug="delai-recontact")

    assert set(auteurs.values_list("auteur__username", flat=True)) == {"claire", "samir"}


def test_one_answer_waits_for_its_day_and_two_for_a_review_by_their_responsable():
    a_relire = Question.objects.a_relire(timezone.localdate())

    assert Question.objects.programmees().count() == 1
    assert [question.responsable.username for question in a_relire] == ["samir", "samir"]


def test_readers_voted_and_said_why():
    assert Vote.objects.filter(utile=True).exists()
    assert Vote.objects.filter(utile=False).exclude(raison="").count() >= 3
