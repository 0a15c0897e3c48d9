"""Two members of staff write the same answer at once: both texts are kept, in a row."""

import threading

import pytest
from django.db import connection, connections

from faq.models import Question
from faq.services import redaction

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
