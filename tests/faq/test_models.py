from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import get_resolver

from faq.chemins import SLUGS_RESERVES
from faq.models import Question

pytestmark = pytest.mark.django_db


def errors_of(question):
    with pytest.raises(ValidationError) as caught:
        question.full_clean()
    return caught.value.message_dict


def test_every_fixed_path_of_the_faq_is_a_reserved_word():
    patterns = get_resolver("faq.urls").url_patterns
    first = {str(pattern.pattern).split("/")[0] for pattern in patterns}

    assert {path for path in first if path and "<" not in path} <= SLUGS_RESERVES


@pytest.mark.parametrize("slug", ["poser", "rubriques", "recherche", "sitemap"])
def test_a_reserved_word_is_refused_with_its_reason(make_question, slug):
    question = make_question()
    question.slug = slug

    assert errors_of(question) == {
        "slug": [f"« {slug} » est l’adresse d’une autre page de la FAQ : choisissez un autre mot."]
    }


def test_the_same_question_twice_is_told_in_french(make_question):
    make_question("un", question="Faut-il un lecteur ?")
    double = make_question("deux")
    double.question = "FAUT-IL UN LECTEUR ?"

    assert errors_of(double) == {"__all__": ["Cette question existe déjà dans la FAQ."]}


def test_a_published_question_has_an_answer(make_question):
    question = make_question(etat=Question.Etat.BROUILLON, reponse="")
    question.etat = Question.Etat.PUBLIEE

    assert errors_of(question) == {
        "__all__": ["Une question publiée a une réponse : écrivez-la d’abord."]
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        question.save()


def test_a_mark_without_fallback_is_refused(make_question):
    question = make_question(reponse="Il faut {{ seuil_esms }} ESMS.")

    assert "seuil_esms" in errors_of(question)["reponse"][0]


def test_the_next_review_comes_after_the_last(make_question):
    question = make_question(relue_le=date(2026, 11, 2), a_relire_le=date(2026, 11, 2))

    assert errors_of(question) == {
        "a_relire_le": ["La prochaine relecture vient après la dernière."]
    }


def test_due_reviews_leave_archived_and_later_ones(make_question):
    due = make_question("due", a_relire_le=date(2026, 11, 1))
    make_question("plus-tard", a_relire_le=date(2026, 12, 1))
    make_question("archivee", a_relire_le=date(2026, 11, 1), etat=Question.Etat.ARCHIVEE)
    make_question("jamais")

    assert list(Question.objects.a_relire(date(2026, 11, 23))) == [due]
