"""The promise of the search on the shipped answers, on queries kept aside."""

import time
from collections import Counter

import pytest

from faq.management.commands.evaluer_faq import JEUX
from faq.management.commands.mesurer_faq import HOSTILES
from faq.recherche import index
from faq.search.evaluation import SETS, measure, read_queries, refused, run
from tests.factories import make_dui

pytestmark = pytest.mark.django_db


# How many queries judge each answer, while tuning and aside.
ENOUGH = 7


@pytest.fixture
def slugs(faq_chargee):
    make_dui("NetSoins")
    make_dui("Imago DU")
    shipped = index()
    return lambda query: [match.document.key for match in shipped.search(query)]


@pytest.mark.parametrize("name", JEUX)
def test_answerable_queries_find_their_answer(slugs, name):
    measures = measure(run(read_queries(SETS / f"{name}.tsv"), slugs))

    assert measures.mrr >= 0.95
    assert measures.hit1 >= 0.92
    assert measures.hit3 >= 0.98
    assert measures.empty == 0


@pytest.mark.parametrize("kept_aside", [False, True])
def test_every_shipped_answer_is_judged(faq_chargee, kept_aside):
    names = [name for name in JEUX if name.endswith("reserve") == kept_aside]
    judged = Counter(q.expected for name in names for q in read_queries(SETS / f"{name}.tsv"))

    shipped = {document.key for document in index().documents}
    assert set(judged) == shipped
    assert {slug for slug in shipped if judged[slug] < ENOUGH} == set()


@pytest.mark.parametrize("name", JEUX)
def test_most_off_topic_queries_get_nothing(slugs, name):
    assert refused(run(read_queries(SETS / f"hors_sujet_{name}.tsv"), slugs)) >= 0.8


def test_every_shipped_question_finds_itself(slugs, faq_chargee):
    documents = index().documents

    assert {d.key: slugs(d.title)[0] for d in documents} == {d.key: d.key for d in documents}


@pytest.mark.parametrize("query", HOSTILES.values(), ids=HOSTILES.keys())
def test_hostile_queries_take_little_time(slugs, query):
    began = time.perf_counter()
    slugs(query)

    assert time.perf_counter() - began < 0.1
