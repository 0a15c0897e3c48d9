"""Several members of staff act at once on the same row: nothing is lost, none is misled."""

import threading
from functools import partial

import pytest
from django.db import connection, connections
from django.test import Client

from faq.forms.redaction import QuestionForm
from faq.models import Question, QuestionPosee
from faq.services import redaction
from faq.services.questions import EntreeDejaPrete, poser, preparer_publication
from tests.faq.test_admin_redaction import fill, post

# SQLite's tests share one connection in memory, and its writers never overlap.
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="only on PostgreSQL: rows are locked one by one"
    ),
]
ENSEMBLE = 6


def ensemble(*actes):
    """Each act in a thread of its own."""
    threads = [threading.Thread(target=acte) for acte in actes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)


def ecrire(numero, depart):
    question = Question.objects.get()
    question.reponse = f"Réponse {numero}"
    depart.wait()
    redaction.enregistrer(question, auteur=None)
    connections.close_all()


def test_writers_at_once_each_leave_a_numbered_revision(make_question):
    make_question()
    depart = threading.Barrier(ENSEMBLE)
    ensemble(*(partial(ecrire, n, depart) for n in range(ENSEMBLE)))

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
    ensemble(partial(write, 0), partial(write, 1))

    assert sum("a écrit la révision 2" in page for page in pages) == 1
    assert question.revisions.count() == 2


def test_two_colleagues_who_prepare_an_entry_together_make_one(rubrique, admin_user):
    cles = [poser(texte="Faut-il un lecteur ?", courriel=f"{n}@exemple.fr").pk for n in range(2)]
    depart, entrees = threading.Barrier(4), []

    def prepare(cle):
        posee = QuestionPosee.objects.get(pk=cle)
        depart.wait(timeout=20)
        try:
            entrees.append(preparer_publication(posee, rubrique=rubrique, auteur=admin_user))
        except EntreeDejaPrete as prete:
            entrees.append(prete.entree)
        connections.close_all()

    ensemble(*(partial(prepare, cle) for cle in 2 * cles))

    assert entrees == 4 * [Question.objects.get()]
