"""Reviewing in the admin: whose turn it is, why, and when it is done."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from faq.models import Question
from faq.services import relecture
from tests import factories
from tests.faq.test_admin_redaction import change, fill, post, save

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sans_ports")]
LISTE = "admin:faq_question_changelist"


def review(client, *questions, **data):
    chosen = {"action": "marquer_relues", "_selected_action": [q.pk for q in questions]}
    return client.post(reverse(LISTE), chosen | data, follow=True)


def listed(client, **filters):
    return [q.slug for q in client.get(reverse(LISTE), filters).context["cl"].result_list]


def test_the_list_is_narrowed_to_mine_and_to_nobody_s(admin_client, admin_user, make_question):
    make_question("mienne", responsable=admin_user)
    make_question("autre", responsable=factories.make_user(is_staff=True))
    make_question("orpheline")

    assert listed(admin_client, responsable="moi") == ["mienne"]
    assert listed(admin_client, responsable="personne") == ["orpheline"]


def test_what_a_rule_made_due_is_listed_and_says_why(admin_client, make_question):
    question = make_question(depend_de_l_instruction=True)
    relecture.faire_relire_dependantes("Le règlement v3 est entré en vigueur.")

    assert listed(admin_client, relecture="due") == ["lecteurs"]
    assert "maintenant" in admin_client.get(reverse(LISTE)).text
    assert "Le règlement v3 est entré en vigueur." in admin_client.get(change(question)).text


def test_reviewed_today_asks_for_the_next_date_then_settles(admin_client, make_question):
    question = make_question(motif_relecture="Le règlement a changé.")
    prochaine = timezone.localdate() + timedelta(days=30)

    asked = review(admin_client, question).text
    done = review(
        admin_client,
        question,
        prochaine=prochaine.isoformat(),
        motifs_lus="Le règlement a changé.",
    ).text

    assert 'name="motifs_lus" value="Le règlement a changé."' in asked
    assert f'value="{relecture.prochaine_relecture().isoformat()}"' in asked
    assert "Questions relues aujourd’hui\u00a0: 1." in done
    question.refresh_from_db()
    assert (question.relue_le, question.a_relire_le) == (timezone.localdate(), prochaine)
    assert question.motif_relecture == ""


def test_a_reason_come_while_the_page_was_open_still_asks_for_a_review(admin_client, make_question):
    question = make_question(depend_de_l_instruction=True)
    opened = fill(admin_client, question)
    relecture.faire_relire_dependantes("Le règlement v3 est entré en vigueur.")

    post(admin_client, question, opened | {"relue": "on", "a_relire_le": "03/05/2999"})
    review(admin_client, question, prochaine="2999-05-03")

    question.refresh_from_db()
    assert question.relue_le == timezone.localdate()
    assert listed(admin_client, relecture="due") == ["lecteurs"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Indiquez le jour de la prochaine relecture."),
        ("2020-01-01", "Choisissez un jour à venir."),
    ],
)
def test_a_review_needs_a_day_to_come(admin_client, make_question, typed, sentence):
    question = make_question()

    page = review(admin_client, question, prochaine=typed).text

    assert sentence in page
    assert Question.objects.get().relue_le is None


def test_the_form_marks_a_review_too(admin_client, make_question):
    question = make_question(motif_relecture="Le règlement a changé.")

    save(admin_client, question, relue="on", a_relire_le="03/05/2999")

    question.refresh_from_db()
    assert (question.relue_le, question.motif_relecture) == (timezone.localdate(), "")
    assert question.a_relire_le.isoformat() == "2999-05-03"


def test_the_form_refuses_a_next_review_that_is_past(admin_client, make_question):
    question = make_question()

    page = save(admin_client, question, relue="on", a_relire_le="03/05/2020").text

    assert "Choisissez un jour à venir, ou laissez vide." in page
    assert Question.objects.get().relue_le is None
