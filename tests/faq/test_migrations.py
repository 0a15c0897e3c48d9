"""What was there before the history keeps its votes."""

import hashlib

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

pytestmark = pytest.mark.django_db(transaction=True)
AVANT = ("faq", "0001_initial")
APRES = ("faq", "0004_un_avis_par_revision")


@pytest.fixture
def migrer():
    """Take the FAQ's tables to a migration and give the models of that time; back at the end."""

    def vers(cible):
        MigrationExecutor(connection).migrate([cible])
        return MigrationExecutor(connection).loader.project_state([cible]).apps.get_model

    yield vers
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def test_questions_get_a_first_revision_and_votes_the_text_they_judged(migrer):
    modele = migrer(AVANT)
    rubrique = modele("faq", "Rubrique").objects.create(slug="cartes", titre="Cartes")
    question = modele("faq", "Question").objects.create(
        slug="lecteurs", rubrique=rubrique, question="Un ?", reponse="Oui."
    )
    presente = hashlib.sha256(b"Un ?\nOui.").hexdigest()[:16]
    for version, visiteur in ((presente, "a"), ("ancienne", "a"), ("ancienne", "b")):
        question.votes.create(version=version, visiteur=visiteur, utile=visiteur == "a")

    modele = migrer(APRES)

    votes = modele("faq", "Vote").objects.order_by("revision__numero", "visiteur")
    assert list(
        votes.values_list("revision__numero", "revision__reponse", "visiteur", "utile")
    ) == [
        (1, "", "a", True),
        (1, "", "b", False),
        (2, "Oui.", "a", True),
    ]
    assert modele("faq", "Revision").objects.get(numero=2).rubrique_id == rubrique.pk
