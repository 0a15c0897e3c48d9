"""The index of this process follows what is committed, and is built once."""

import threading
from datetime import timedelta

import pytest

from faq import ports, recherche
from faq.models import Question
from faq.recherche import chercher, index


@pytest.mark.django_db
@pytest.mark.usefixtures("sans_ports")
def test_what_was_stamped_early_and_committed_late_is_found(make_question):
    late, early = make_question("late"), make_question("early")
    assert chercher("vermillon") == []

    # As after a slow transaction: its moment is older than that of a change already read.
    stamped = min(late.modifie_le, early.modifie_le) - timedelta(seconds=5)
    Question.objects.filter(pk=late.pk).update(reponse="Le vermillon.", modifie_le=stamped)

    assert [match.document.key for match in chercher("vermillon")] == ["late"]


@pytest.mark.django_db
def test_a_search_costs_two_queries_and_those_of_the_ports(
    campagne, faq_chargee, django_assert_num_queries
):
    index()

    # The campagne and its règlements, the names of the software.
    with django_assert_num_queries(2 + 3) as captured:
        chercher("grappe")
    assert sum("modifie_le" in query["sql"] for query in captured) == 2


@pytest.fixture
def building(monkeypatch):
    """An index that takes long to build: the events of its two ends, and the versions built."""
    begun, finished, built = threading.Event(), threading.Event(), []

    def build(version):
        built.append(version)
        begun.set()
        finished.wait(5)
        return f"index of {version}"

    monkeypatch.setattr(recherche, "_construire", build)
    monkeypatch.setattr(recherche, "_prets", recherche.deque(maxlen=2))
    return begun, finished, built


def in_threads(number):
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(index())) for _ in range(number)]
    for thread in threads:
        thread.start()
    return threads, answers


def test_many_readers_of_a_new_version_build_it_once(building, monkeypatch):
    _, finished, built = building
    monkeypatch.setattr(recherche, "_version", lambda: "one")

    threads, answers = in_threads(8)
    finished.set()
    for thread in threads:
        thread.join()

    assert built == ["one"]
    assert answers == ["index of one"] * 8


def test_the_last_index_answers_while_the_next_one_is_built(building, monkeypatch):
    begun, finished, built = building
    recherche._prets.append(("zero", "index of zero"))
    monkeypatch.setattr(recherche, "_version", lambda: "one")

    (builder,), answers = in_threads(1)
    begun.wait(5)
    meanwhile = [index() for _ in range(3)]
    finished.set()
    builder.join()

    assert meanwhile == ["index of zero"] * 3
    assert answers == ["index of one"]
    assert built == ["one"]


@pytest.mark.django_db
@pytest.mark.usefixtures("sans_ports")
def test_a_name_that_the_site_knows_is_searched_as_its_word(make_question):
    make_question("logiciel", question="Peut-on garder son logiciel ?")
    make_question("carte", question="Où commander une carte ?")
    names = {"logiciel": {"NetSoins"}}
    ports.enregistrer_voisins(lambda: names)

    assert [match.document.key for match in chercher("netsoins")] == ["logiciel"]
    names["logiciel"] = {"Ogirys"}
    assert chercher("netsoins") == []
    assert [match.document.key for match in chercher("ogirys")] == ["logiciel"]
