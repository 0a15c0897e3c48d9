"""One small FAQ, or the answers that ship."""

import pytest

from faq import ports
from faq.models import Question, Rubrique
from faq.services import journal
from faq.services.chargement import charger
from faq.services.redaction import enregistrer


@pytest.fixture
def rubrique(db):
    return Rubrique.objects.create(slug="cartes", titre="Cartes")


@pytest.fixture
def make_question(rubrique):
    def make(slug="lecteurs", **champs):
        defaut = {
            "rubrique": rubrique,
            "question": f"Que dire de {slug} ?",
            "reponse": "Un lecteur par site.",
            "etat": Question.Etat.PUBLIEE,
        }
        question = Question(slug=slug, **defaut | champs)
        enregistrer(question, auteur=None)
        return question

    return make


@pytest.fixture
def faq_chargee(db):
    charger()


@pytest.fixture
def mots_connus(monkeypatch):
    """The log hides no word: what it makes of those that it does not know is told elsewhere."""
    monkeypatch.setattr(journal, "inconnus", lambda texte: set())


@pytest.fixture
def sans_ports(monkeypatch):
    """Nothing registered, whatever the other app registers at start."""
    monkeypatch.setattr(ports, "_branches", ports.Branchements())
