"""Measure what staff wait for: late arrivals with the plan in force, explanations, suggestions."""

import argparse
from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np

from grappes.optimizer.check import check
from grappes.optimizer.explain import explain
from grappes.optimizer.insert import insert
from grappes.optimizer.options import best_groups
from grappes.optimizer.problem import Plan, Problem
from grappes.optimizer.run import Budget
from grappes.optimizer.score import score
from grappes.optimizer.solve import solve
from grappes.optimizer.suggest import suggest

SHARE = 0.04
HEADER = (
    "| problem | OG | late | placed before | inserted | moved | s | still fit | placed again "
    "| moved | orphans | explain s | suggest ms | best three ms |"
)


def late_line(name: str, problem: Problem, seconds: float, options: argparse.Namespace) -> str:
    """One line of the table: 4 % arrive late; times are totals, then the worst of one candidate."""
    budget = Budget(seconds=seconds, clock=options.clock)
    late = latecomers(problem, options.seed)
    before = solve(without(problem, late), budget=budget, seed=options.seed)
    started = options.clock()
    first = insert(problem, before)
    waited = options.clock() - started
    again = solve(problem, previous=before, budget=budget, seed=options.seed)
    cells = [
        name,
        len(problem.candidates),
        len(late),
        before.placed_esms,
        first.placed_esms,
        score(problem, first, before).moved,
        f"{waited:.2f}",
        sum(bool(best_groups(problem, first, one, 1)) for one in first.unplaced),
        again.placed_esms,
        score(problem, again, before).moved,
        *_waits(problem, again, options.clock),
    ]
    faults = sum(len(check(problem, plan)) for plan in (first, again))
    cells += [f"{faults} rules broken!"] * bool(faults)
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def _waits(problem: Problem, plan: Plan, clock: Callable[[], float]) -> list[int | str]:
    """How many are left out; seconds to explain them all; worst milliseconds of one answer."""
    explained = timed(clock, lambda one: explain(problem, plan, one), plan.unplaced)
    suggested = timed(clock, lambda one: suggest(problem, plan, one), plan.unplaced)
    ranked = timed(clock, lambda one: best_groups(problem, plan, one), problem.by_id)
    return [
        len(plan.unplaced),
        f"{sum(explained):.2f}",
        f"{1000 * max(suggested, default=0):.0f}",
        f"{1000 * max(ranked, default=0):.0f}",
    ]


def latecomers(problem: Problem, seed: int) -> frozenset[str]:
    """A few candidates that no lock names."""
    locks = problem.locks
    named = locks.excluded.union(*locks.frozen_groups, *locks.together, *locks.apart)
    free = [candidate.id for candidate in problem.candidates if candidate.id not in named]
    count = min(len(free), round(SHARE * len(problem.candidates)))
    return frozenset(np.random.default_rng(seed).choice(free, count, replace=False).tolist())


def without(problem: Problem, gone: Iterable[str]) -> Problem:
    """The problem before these candidates came: nobody names them."""
    names = frozenset(gone)
    people = tuple(
        replace(
            person,
            partners=tuple(name for name in person.partners if name not in names),
            refuses=tuple(name for name in person.refuses if name not in names),
        )
        for person in problem.candidates
        if person.id not in names
    )
    return Problem(problem.rules, people, problem.locks)


def timed(
    clock: Callable[[], float], ask: Callable[[str], object], names: Iterable[str]
) -> list[float]:
    """Seconds that each question takes."""
    spent = []
    for name in names:
        started = clock()
        ask(name)
        spent.append(clock() - started)
    return spent
