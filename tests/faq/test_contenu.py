"""The shipped answers name the facts that change; they never type them."""

import re

import pytest

from faq.fichiers.front_matter import lire
from faq.services.chargement import CONTENU
from faq.services.fiches import GENRES
from faq.services.variables import inconnues
from faq.texte import MARQUE, completer, en_texte

# Numbers that no règlement decides: what they are, in the answers that hold them.
PERMIS = {
    "mfa-echeance": ["1", "janvier", "2026"],  # the day when the law made two factors compulsory
    "dossiers-actifs": ["10", "9"],  # an example of the programme's target of use
}
NOMBRE = re.compile(
    r"\d+|\b(?:huit|dix|quinze|vingt|trente|cinquante|cent)\b"
    r"|\b(?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)\b",
    re.IGNORECASE,
)
QUESTIONS = sorted((CONTENU / "questions").glob("*.md"))


def lue(path):
    question = GENRES[1]
    texte = path.read_text(encoding="utf-8")
    fiche, defauts = lire(path.name, texte, cles=question.champs, listes=[question.liste])
    assert defauts == []
    return fiche


def numbers(text):
    """Numbers and months that a reader sees when no fact is known: fallbacks count."""
    return NOMBRE.findall(en_texte(completer(text, {})))


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_no_number_of_the_reglement_is_typed_in_an_answer(path):
    fiche = lue(path)

    assert numbers(fiche.corps) == PERMIS.get(path.stem, [])


def test_a_typed_number_would_be_seen():
    assert numbers("Il faut quinze ESMS, {{ seuil | 8 ESMS }}, avant le 3 avril.") == [
        "quinze", "8", "3", "avril",
    ]  # fmt: skip


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_an_answer_that_names_a_fact_declares_that_it_depends_on_the_rules(path):
    fiche = lue(path)

    if MARQUE.search(fiche.corps):
        assert fiche.champs["depend_de_l_instruction"] == "oui"


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_the_facts_that_an_answer_names_exist(path):
    assert inconnues(lue(path).corps) == []
