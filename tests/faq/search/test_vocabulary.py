import pytest

from faq.search.analysis import words
from faq.search.vocabulary import Vocabulary

SURFACES = {"ars", "sante", "file", "paye", "tant", "grappe", "porteur", "engager", "aap", "dmp"}


@pytest.fixture(scope="module")
def vocabulary():
    return Vocabulary(SURFACES, {"ars", "aap", "dmp", "esms"})


def corrected(vocabulary, typed):
    (word,) = words(typed)
    meant = vocabulary.correct(word)
    return meant and meant.surface


@pytest.mark.parametrize(
    "typed", ["mars", "cent", "fille", "tenter", "paie", "grippe", "APA", "RAS", "carte grise"]
)
def test_what_is_french_already_is_not_corrected(vocabulary, typed):
    assert corrected(vocabulary, typed) is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("grape", "grappe"),
        ("porteuse", "porteur"),
        ("sengager", "engager"),
        ("sangager", "engager"),
        ("dpm", "dmp"),
    ],
)
def test_a_slip_is_corrected(vocabulary, typed, meant):
    assert corrected(vocabulary, typed) == meant


def test_the_name_of_a_kind_of_establishment_names_no_subject(vocabulary):
    assert vocabulary.names == {"ars", "aap", "dmp"}
