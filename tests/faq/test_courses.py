"""Two members of staff write the same answer at once: both texts are kept, in a row."""

import threading

import pytest
from django.db import connection, connections
from django.test import Client

from faq.forms.redaction import QuestionForm
from faq.models import Question
from faq.services import redaction
from tests.faq.test_admin_redaction import fill, post

# SQLite's tests share one connection in memory, and its writers never overlap.
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="only on PostgreSQL: rows are locked one by one"
    ),
]
ENSEMBLE = 6


def ecrire(numero, depart):
    question = Question.objects.get()
    question.reponse = f"Réponse {numero}"
    depart.wait()
    redaction.enregistrer(question, auteur=None)
    connections.close_all()


def test_writers_at_once_each_leave_a_numbered_revision(make_question):
    make_question()
    depart = threading.Barrier(ENSEMBLE)
    threads = [threading.Thread(target=ecrire, args=(n, depart)) for n in range(ENSEMBLE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)

    question = Question.objects.get()
    revisions = question.revisions.order_by("numero")
    assert [revision.numero for revision in revisions] == list(range(1, ENSEMBLE + 2))
    assert {r.reponse for r in revisions[1:]} == {f"Réponse {n}" for n in range(ENSEMBLE)}
    assert revisions.last().reponse == question.reponse


def test_of_two_forms_that_pass_the_check_together_one_is_told(
    admin_client, admin_user, make_question, monkeypatch
):
    question = make_question()
    opened = fill(admin_client, question)
    depart, clean, pages = threading.Barrier(2), QuestionForm._confirmer, []

    def clean_together(form, lue):
        clean(form, lue)
        if not form.non_field_errors():
            depart.wait(timeout=20)

    def write(number):
        client = Client()
        client.force_login(admin_user)
        page = post(client, question, opened | {"reponse": f"Réponse {number}"})
        pages.append(page.text)
        connections.close_all()

    monkeypatch.setattr(QuestionForm, "_confirmer", clean_together)
    threads = [threading.Thread(target=write, args=(n,)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert sum("a écrit la révision 2" in page for page in pages) == 1
    assert question.revisions.count() == 2
