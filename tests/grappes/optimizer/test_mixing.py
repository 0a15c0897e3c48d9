"""Grappes of both kinds of project: a share lets more be placed, never less."""

from dataclasses import replace

import pytest

from grappes.optimizer import (
    Budget,
    Candidate,
    Kinds,
    Problem,
    bound,
    check,
    explain,
    solve,
    suggest,
)
from grappes.optimizer.bench.instances import draw
from grappes.optimizer.start import greedy, setting_for
from grappes.optimizer.table import table_of

from .builders import og, plan, problem


def shared(share: float | None, n: int = 120) -> Problem:
    """A region with the sizes of the field, under a share of mixed projects."""
    drawn = draw("real", n, 1, "Bretagne")
    return Problem(replace(drawn.rules, mixed_share=share), drawn.candidates, drawn.locks)


@pytest.mark.parametrize("share", [0.1, 0.2, 0.4, 1.0])
def test_a_share_of_mixed_projects_never_places_less(share: float) -> None:
    unmixed, mixed = (solve(shared(s), budget=Budget(effort=120)) for s in (None, share))
    assert check(shared(share), mixed) == []
    assert mixed.placed_esms >= unmixed.placed_esms


def test_greedy_keeps_its_grappes_within_the_share() -> None:
    placed = {}
    for share in (None, 0.2):
        table = table_of(shared(share))
        placed[share] = sum(c.weight for c in greedy(table, setting_for(table, None)))
    assert placed[0.2] >= placed[None]


def test_a_half_share_is_as_if_everybody_wanted_both() -> None:
    free, both = shared(0.5, n=60), shared(None, n=60)
    people = tuple(replace(person, project="mixte") for person in both.candidates)
    assert bound(free) == bound(Problem(both.rules, people, both.locks)) > bound(both)


def test_a_grappe_where_mixing_is_free_says_the_kind_of_most_of_its_esms() -> None:
    given = problem(
        og("a", 6), og("b", 10, project="conformite"), og("c", 1), mixed_share=1.0, min_esms=17
    )
    assert [group.project for group in solve(given).groups] == ["conformite"]


def test_partners_of_both_kinds_count_for_the_part_that_does_not_fit() -> None:
    """4 of 20 ESMS are another project: 20 %, however the partners are bound."""
    people = [og("a", 8), og("b", 8, partners=("c",)), og("c", 4, project="conformite")]
    enough = problem(*people, mixed_share=0.2)
    short = problem(*people, mixed_share=0.19)
    assert solve(enough).placed_esms == 20
    assert solve(short).placed_esms == 0


def both(name: str, acquisition: int, conformite: int) -> Candidate:
    return og(name, acquisition + conformite, kinds=Kinds(acquisition, conformite))


@pytest.mark.parametrize(("share", "placed"), [(0.2, 0), (0.25, 20)])
def test_an_og_of_both_kinds_counts_esms_by_esms(share: float, placed: int) -> None:
    """5 of 20 ESMS are another project than the others."""
    given = problem(both("a", 5, 5), og("b", 10), mixed_share=share, min_esms=20)
    assert solve(given).placed_esms == bound(given) == placed


def test_esms_of_no_kind_fit_both() -> None:
    undecided = og("a", 10, kinds=Kinds(acquisition=2))
    given = problem(undecided, og("b", 10, project="conformite"), mixed_share=0.1, min_esms=20)
    assert [group.project for group in solve(given).groups] == ["conformite"]


def test_a_share_that_is_just_reached_passes_whatever_its_decimals() -> None:
    given = problem(both("a", 71, 29), mixed_share=0.29, max_esms=None)
    assert solve(given).placed_esms == 100
    assert check(given, plan(given, ("a",))) == []


def test_an_og_alone_keeps_to_the_share_too() -> None:
    given = problem(both("a", 10, 10), og("b", 1), mixed_share=0.2)
    found = solve(given)
    assert found.groups == ()
    assert "PROJET" in explain(given, found, "a").code
    assert "« acquisition »" in check(given, plan(given, ("a",)))[0]


def test_an_og_of_both_kinds_is_told_that_no_grappe_is_large_enough() -> None:
    given = problem(both("a", 11, 11), og("b", 15), mixed_share=0.2)
    found = solve(given)
    assert explain(given, found, "a").code == "PROJET"
    assert "11 ESMS en acquisition et 11 en mise" in explain(given, found, "a").sentence
    assert [s.kind for s in suggest(given, found, "a")] == ["projet"]


def test_without_a_share_an_og_of_both_kinds_fits_nothing() -> None:
    given = problem(both("a", 8, 1), og("b", 10), mixed_share=None)
    found = solve(given)
    assert found.placed_esms == 0
    assert explain(given, found, "a").code == "PROJET"


def test_many_ogs_of_both_kinds_leave_a_plan_near_its_ceiling() -> None:
    drawn = shared(0.2)
    people = tuple(
        replace(person, kinds=Kinds(person.esms - person.esms // 3, person.esms // 3))
        for person in drawn.candidates
    )
    given = Problem(drawn.rules, people, drawn.locks)
    found = solve(given, budget=Budget(effort=120))
    assert check(given, found) == []
    assert found.placed_esms >= 0.95 * found.placement_ceiling
