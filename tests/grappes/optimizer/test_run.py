"""Budgets, progress, cancellation, and re-runs after late arrivals."""

import threading
import time
from dataclasses import replace
from itertools import pairwise

import pytest

from grappes.optimizer import Budget, Problem, Progress, check, insert, score, solve
from grappes.optimizer.bench.instances import draw


@pytest.fixture(scope="module")
def region() -> Problem:
    return draw("drawn", 150, 3, "Normandie")


def test_progress_tells_more_and_more_placed_under_a_ceiling(region):
    events: list[Progress] = []
    plan = solve(region, budget=Budget(effort=100), on_event=events.append)
    placed = [event.placed for event in events]
    assert events[0].phase == "départ"
    assert placed == sorted(placed)
    assert events[-1].ceiling == plan.placement_ceiling
    assert all(a.elapsed <= b.elapsed for a, b in pairwise(events))


def test_a_cancelled_run_answers_within_a_second():
    given = draw("real", 600, 1, "Bretagne")
    cancel = threading.Event()
    asked: list[float] = []

    def ask() -> None:
        asked.append(time.process_time())
        cancel.set()

    timer = threading.Timer(4.0, ask)
    timer.start()
    plan = solve(given, budget=Budget(seconds=60), cancelled=cancel.is_set)
    late = time.process_time() - asked[0]
    timer.join()
    assert late < 1.0
    assert check(given, plan) == []


def test_seconds_stop_a_run(region):
    started = time.monotonic()
    solve(region, budget=Budget(seconds=1.0))
    assert time.monotonic() - started < 3.0


def test_two_runs_of_the_same_effort_give_the_same_plan(region):
    again = Problem(region.rules, region.candidates, region.locks)
    effort = Budget(effort=60)
    assert solve(region, budget=effort, seed=1) == solve(again, budget=effort, seed=1)


@pytest.mark.parametrize("kind", ["drawn", "real"])
def test_a_little_effort_is_enough_for_a_plan_near_the_ceiling(kind):
    """A dive comes before the proof, however little is given."""
    plan = solve(draw(kind, 150, 4, "Bretagne"), budget=Budget(effort=60))
    assert plan.placed_esms >= 0.95 * plan.placement_ceiling


def test_more_effort_places_no_less(region):
    little, much = (solve(region, budget=Budget(effort=effort)) for effort in (20, 100))
    assert much.placed_esms >= little.placed_esms


def test_late_arrivals_are_placed_and_nobody_moves_without_need():
    whole = draw("drawn", 300, 2, "Normandie")
    late = {candidate.id for candidate in whole.candidates[::25]}
    early = Problem(
        whole.rules,
        tuple(
            replace(
                person,
                partners=tuple(p for p in person.partners if p not in late),
                refuses=tuple(r for r in person.refuses if r not in late),
            )
            for person in whole.candidates
            if person.id not in late
        ),
    )
    before = solve(early, budget=Budget(effort=80))
    started = time.process_time()
    first = insert(whole, before)
    assert time.process_time() - started < 1.0
    after = solve(whole, previous=before, budget=Budget(effort=80))
    assert score(whole, first, before).moved == 0
    assert after.placed_esms >= first.placed_esms
    gained = after.placed_esms - first.placed_esms
    assert score(whole, after, before).moved <= 2 * gained
    assert check(whole, after) == []


def test_a_re_run_without_change_moves_nobody(region):
    before = solve(region, budget=Budget(effort=150))
    after = solve(region, previous=before, budget=Budget(effort=60))
    assert after.placed_esms >= before.placed_esms
    assert score(region, after, before).moved <= 2 * (after.placed_esms - before.placed_esms)
