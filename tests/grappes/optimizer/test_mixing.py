"""Grappes of both kinds of project: a share lets more be placed, never less."""

from dataclasses import replace

import pytest

from grappes.optimizer import Budget, Problem, bound, check, solve
from grappes.optimizer.bench.instances import draw
from grappes.optimizer.start import greedy, setting_for
from grappes.optimizer.table import table_of

from .builders import og, problem


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
