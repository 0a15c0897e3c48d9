from datetime import date, timedelta

import pytest
from django.utils import timezone

from faq.models import Question
from faq.services import relecture
from faq.services.chargement import charger

pytestmark = pytest.mark.django_db
MOTIF = "Le règlement v3 est entré en vigueur."


def test_what_depends_on_the_rules_is_due_when_they_change_with_the_reason(make_question):
    tied = make_question("lie", depend_de_l_instruction=True, a_relire_le=date(2027, 5, 3))
    make_question("libre")
    make_question("archivee", depend_de_l_instruction=True, etat=Question.Etat.ARCHIVEE)

    assert relecture.faire_relire_dependantes(MOTIF) == 1

    due = Question.objects.a_relire(date(2026, 11, 23)).get()
    assert (due, due.motif_relecture, due.a_relire_le) == (tied, MOTIF, date(2027, 5, 3))


def test_reasons_add_up_and_none_is_told_twice(make_question):
    make_question(depend_de_l_instruction=True)

    for motif in (MOTIF, "L’instruction est publiée.", MOTIF):
        relecture.faire_relire_dependantes(motif)

    assert Question.objects.get().motif_relecture == f"{MOTIF}\nL’instruction est publiée."


def test_a_review_settles_its_reasons_and_plans_the_next(make_question):
    make_question(depend_de_l_instruction=True, a_relire_le=date(2026, 1, 1))
    relecture.faire_relire_dependantes(MOTIF)
    prochaine = timezone.localdate() + timedelta(days=90)

    assert (
        relecture.marquer_relues(Question.objects.all(), prochaine=prochaine, motifs=[MOTIF]) == 1
    )

    question = Question.objects.get()
    assert not Question.objects.a_relire(timezone.localdate()).exists()
    assert (question.relue_le, question.a_relire_le) == (timezone.localdate(), prochaine)
    assert question.motif_relecture == ""


def test_a_review_keeps_the_reason_that_it_never_saw(make_question):
    make_question(depend_de_l_instruction=True)
    for motif in (MOTIF, "L’instruction est publiée."):
        relecture.faire_relire_dependantes(motif)

    relecture.marquer_relues(Question.objects.all(), prochaine=None, motifs=[MOTIF])

    assert Question.objects.a_relire(timezone.localdate()).get().motif_relecture == (
        "L’instruction est publiée."
    )


def test_an_answer_due_by_the_rules_still_follows_the_shipped_text(faq_chargee):
    relecture.faire_relire_dependantes(MOTIF)

    assert set(charger()) == {"inchangée"}


def test_a_review_rebuilds_no_index(make_question):
    make_question(depend_de_l_instruction=True)
    before = Question.objects.get().modifie_le

    relecture.faire_relire_dependantes(MOTIF)
    relecture.marquer_relues(Question.objects.all(), prochaine=None, motifs=[MOTIF])

    assert Question.objects.get().modifie_le == before
