import itertools
import random
import time

import pytest

from faq.recherche import index as faq_index
from faq.search import Document, Group, SearchIndex
from faq.search.evaluation import SETS, read_queries
from faq.search.grouping import group

TABLETTES = (
    "Peut-on financer des tablettes pour les soignants ?",
    "Les tablettes sont-elles financées ?",
    "financement tablette soignants",
)
CONVENTION = (
    "Qui signe la convention de grappe ?",
    "La convention de grappe doit-elle être signée par le président ?",
)
SEULE = "Un service ouvert en cours d’année peut-il rejoindre le dossier ?"


@pytest.fixture(scope="module")
def small():
    documents = [Document("mfa", "La double authentification est-elle obligatoire ?", "Oui.")]
    return SearchIndex(documents, [Group(("MFA", "double authentification"))])


@pytest.fixture
def whole(faq_chargee):
    return faq_index()


def as_texts(texts, groups):
    return {frozenset(texts[place] for place in places) for places in groups}


def test_questions_that_ask_the_same_stand_together(small):
    texts = [*TABLETTES, *CONVENTION, SEULE]

    groups = group(texts, small)

    assert as_texts(texts, groups) == {
        frozenset(TABLETTES[:2]) | {TABLETTES[2]},
        frozenset(CONVENTION),
        frozenset([SEULE]),
    }
    assert [len(places) for places in groups] == [3, 2, 1]


def test_synonyms_and_answers_bring_other_words_together(small):
    texts = ["MFA obligatoire ?", "Doit-on avoir la double authentification ?", SEULE]

    assert group(texts, small) == [[0, 1], [2]]


def test_the_order_of_the_questions_changes_no_group(small):
    texts = [*TABLETTES, *CONVENTION, SEULE]
    expected = as_texts(texts, group(texts, small))

    for order in itertools.islice(itertools.permutations(texts), 0, 720, 37):
        assert as_texts(order, group(order, small)) == expected


@pytest.mark.parametrize("texts", [[], ["?!"], ["", " ", "le la"]])
def test_texts_without_words_stay_alone(small, texts):
    assert group(texts, small) == [[place] for place in range(len(texts))]


@pytest.mark.django_db
def test_pairs_kept_aside_are_mostly_right(whole):
    """The thresholds were chosen on `developpement.tsv`; these questions only measure them."""
    judged = read_queries(SETS / "reserve.tsv")
    groups = group([query.query for query in judged], whole)

    home = {place: number for number, places in enumerate(groups) for place in places}
    together = same = right = 0
    for one, other in itertools.combinations(range(len(judged)), 2):
        alike, joined = judged[one].expected == judged[other].expected, home[one] == home[other]
        together, same, right = together + joined, same + alike, right + (alike and joined)
    assert right / together >= 0.75
    assert right / same >= 0.7


@pytest.mark.django_db
def test_five_hundred_questions_are_grouped_within_a_second(whole):
    words = random.Random(500)
    pool = [query.query for query in read_queries(SETS / "developpement.tsv")]
    texts = [f"{words.choice(pool)} {words.choice(pool)} service{n}" for n in range(500)]

    begun = time.process_time()
    groups = group(texts, whole)

    assert time.process_time() - begun < 1
    assert sorted(place for places in groups for place in places) == list(range(500))
