"""What every plan must satisfy, on problems drawn by hypothesis."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grappes.optimizer import (
    Budget,
    Plan,
    Problem,
    ProblemError,
    apply,
    best_groups,
    bound,
    check,
    explain,
    insert,
    master,
    score,
    solve,
    suggest,
)
from grappes.optimizer.bench.instances import draw as draw_instance
from grappes.optimizer.start import greedy, setting_for
from grappes.optimizer.table import table_of

from .brute_force import most_placed
from .builders import heavy_problems, og, problems
from .builders import problem as under_usual_rules

few = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
EFFORT = Budget(effort=30)


def is_settled(problem: Problem) -> bool:
    """Whether the problem's own locks agree; drawn ones sometimes do not."""
    try:
        solve(problem, budget=Budget(effort=1))
    except ProblemError:
        return False
    return True


@st.composite
def settled(draw: st.DrawFn, least: int = 1, most: int = 11) -> Problem:
    return draw(problems(least, most).filter(is_settled))


@contextmanager
def without_enumeration() -> Iterator[None]:
    with (
        patch.object(sys.modules["grappes.optimizer.solve"], "MOST_ITEMS", -1),
        patch.object(sys.modules["grappes.optimizer.ceiling"], "MOST_ITEMS", -1),
    ):
        yield


medium = st.builds(
    draw_instance,
    st.sampled_from(["drawn", "real"]),
    st.integers(20, 60),
    st.integers(0, 1000),
    st.sampled_from(["Bretagne", "Corse", "Normandie"]),
)


@few
@given(settled(most=14))
def test_a_plan_breaks_no_rule(problem: Problem) -> None:
    assert check(problem, solve(problem, budget=EFFORT)) == []


@few
@given(settled(most=9))
def test_the_bound_is_what_brute_force_finds(problem: Problem) -> None:
    assert bound(problem) == most_placed(problem)


@few
@given(settled(most=9) | heavy_problems())
def test_the_search_and_its_proof_hold_without_enumeration(problem: Problem) -> None:
    """Small problems are enumerated; here column generation and dives are judged on them."""
    with without_enumeration():
        plan = solve(problem, budget=EFFORT)
    best = most_placed(problem)
    assert check(problem, plan) == []
    assert plan.placed_esms <= best <= plan.placement_ceiling


def test_a_heavy_grappe_dilutes_what_no_usual_one_could() -> None:
    """20 ESMS of another kind are at most a fifth of 120, far above what knapsacks look at."""
    people = [og(f"a{rank}", 20) for rank in range(5)]
    given = under_usual_rules(
        *people, og("z", 20, project="conformite"), min_esms=25, max_esms=None, mixed_share=0.2
    )
    with without_enumeration():
        assert solve(given, budget=EFFORT).placed_esms == bound(given) == 120


@few
@given(settled(most=9))
def test_a_small_problem_is_solved_to_its_bound(problem: Problem) -> None:
    plan = solve(problem, budget=EFFORT)
    assert plan.placed_esms == plan.placement_ceiling


@few
@given(medium)
def test_a_plan_breaks_no_rule_and_stays_under_its_ceiling(problem: Problem) -> None:
    plan = solve(problem, budget=EFFORT)
    assert check(problem, plan) == []
    assert plan.placed_esms <= plan.placement_ceiling


@few
@given(medium)
def test_a_plan_is_never_worse_than_greedy(problem: Problem) -> None:
    table = table_of(problem)
    columns = greedy(table, setting_for(table, None))
    assert solve(problem, budget=EFFORT).placed_esms >= sum(column.weight for column in columns)


@few
@given(medium, st.integers(0, 1000))
def test_a_plan_is_never_worse_than_the_previous_one(problem: Problem, seed: int) -> None:
    previous = solve(problem, budget=Budget(effort=10), seed=seed)
    plan = solve(problem, previous=previous, budget=EFFORT)
    before = score(problem, previous, previous).objective
    assert score(problem, plan, previous).objective <= before + 1e-6


@few
@given(medium)
def test_the_same_seed_gives_the_same_plan(problem: Problem) -> None:
    again = Problem(problem.rules, problem.candidates, problem.locks)
    assert solve(problem, budget=EFFORT, seed=5) == solve(again, budget=EFFORT, seed=5)


@few
@given(settled(most=9), st.randoms(use_true_random=False))
def test_the_order_of_the_candidates_changes_no_score(problem: Problem, random) -> None:
    people = list(problem.candidates)
    random.shuffle(people)
    shuffled = Problem(problem.rules, tuple(people), problem.locks)
    scores = [
        score(given, solve(given, budget=Budget(effort=200))).objective
        for given in (problem, shuffled)
    ]
    assert scores[0] == pytest.approx(scores[1], abs=1e-3)


@few
@given(medium)
def test_nobody_left_out_fits_a_grappe(problem: Problem) -> None:
    plan = solve(problem, budget=EFFORT)
    fitting = [name for name in plan.unplaced if best_groups(problem, plan, name, 1)]
    assert fitting == []


@few
@given(medium)
def test_each_suggestion_once_applied_places_its_candidate(problem: Problem) -> None:
    plan = solve(problem, budget=EFFORT)
    for name in plan.unplaced[:4]:
        for suggestion in suggest(problem, plan, name):
            changed = apply(problem, suggestion)
            assert name not in insert(changed, plan).unplaced
            assert check(changed, insert(changed, plan)) == []


@few
@given(settled(most=14))
def test_everybody_gets_an_explanation(problem: Problem) -> None:
    plan = solve(problem, budget=EFFORT)
    for candidate in problem.candidates:
        explanation = explain(problem, plan, candidate.id)
        assert explanation.sentence
        assert (explanation.code == "PLACE") == (candidate.id not in plan.unplaced)


@few
@given(medium)
def test_without_a_solver_there_is_a_valid_plan_and_no_bound(problem: Problem) -> None:
    with patch.object(master, "AVAILABLE", False):
        plan = solve(problem, budget=EFFORT)
        assert bound(problem) is None
    assert check(problem, plan) == []
    assert plan.placement_ceiling is None


@few
@given(medium)
def test_late_arrivals_move_nobody_when_inserted(problem: Problem) -> None:
    early = _without(problem, {candidate.id for candidate in problem.candidates[-3:]})
    before = solve(early, budget=EFFORT)
    after = insert(problem, before)
    homes = [set(group.members) for group in after.groups]
    assert check(problem, after) == []
    assert all(any(set(group.members) <= home for home in homes) for group in before.groups)


def _without(problem: Problem, names: set[str]) -> Problem:
    people = tuple(
        replace(
            person,
            partners=tuple(p for p in person.partners if p not in names),
            refuses=tuple(r for r in person.refuses if r not in names),
        )
        for person in problem.candidates
        if person.id not in names
    )
    return Problem(problem.rules, people, problem.locks)


@few
@given(medium)
def test_every_plan_on_the_way_breaks_no_rule(problem: Problem) -> None:
    """The run is cancelled after each number of events in turn."""
    for most in range(1, 4):
        seen: list[int] = []
        plan: Plan = solve(
            problem,
            budget=EFFORT,
            on_event=lambda event, seen=seen: seen.append(event.placed),
            cancelled=lambda seen=seen, most=most: len(seen) >= most,
        )
        assert check(problem, plan) == []
        assert plan.placed_esms >= max(seen, default=0)


def test_distances_are_those_of_the_score() -> None:
    problem = draw_instance("drawn", 30, 1, "Bretagne")
    table = table_of(problem)
    everyone = np.arange(30)
    from grappes.optimizer.score import km

    people = problem.candidates
    expected = [[km(a, b) for b in people] for a in people]
    assert table.distances(everyone, everyone) == pytest.approx(np.array(expected), abs=1e-6)
