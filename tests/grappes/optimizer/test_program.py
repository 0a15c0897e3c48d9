"""The integer program over open members, judged by enumeration and on hard regions."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from grappes.optimizer import Budget, Problem, bound, check, solve
from grappes.optimizer.bench.instances import draw
from grappes.optimizer.exact import best_partition
from grappes.optimizer.exact import most_placed as enumerated
from grappes.optimizer.model import Column, Model, size_price
from grappes.optimizer.plan import build_plan
from grappes.optimizer.program import likely, most_placed, reassign
from grappes.optimizer.run import never
from grappes.optimizer.start import greedy, setting_for
from grappes.optimizer.table import Table, table_of

from .builders import heavy_problems, problems

few = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


def everything(problem: Problem) -> tuple[Table, Model]:
    table = table_of(problem)
    return table, Model(table, np.arange(len(table.items)), setting_for(table, None))


def whole_worth(table: Table, columns: list[Column]) -> float:
    """Rewards without the price of size, which the program leaves out."""
    weights = np.array([column.weight for column in columns], dtype=np.int64)
    prices = size_price(table.problem.rules, weights)
    return float(sum(column.reward for column in columns) + prices.sum())


@few
@given(problems(1, 9))
def test_a_program_over_every_slot_is_worth_what_enumeration_finds(problem: Problem) -> None:
    table, model = everything(problem)
    slots = np.arange(len(model.slots))
    found, _ = reassign(model, slots, [], gap=1e-3, seconds=60.0, stop=never)
    best = best_partition(table, setting_for(table, None))
    assert check(problem, build_plan(problem, None, table, found)) == []
    assert whole_worth(table, found) >= whole_worth(table, best) - 1e-2


@few
@given(problems(1, 9) | heavy_problems())
def test_the_root_of_the_program_bounds_what_any_plan_places(problem: Problem) -> None:
    table, model = everything(problem)
    most, _ = most_placed(model, seconds=60.0, stop=never)
    assert most >= enumerated(table, setting_for(table, None)) - 1e-4


def test_the_last_proof_lowers_a_ceiling_and_no_plan_exceeds_it() -> None:
    problem = draw("real", 70, 6, "Normandie")
    plan = solve(problem, budget=Budget(effort=600))
    assert plan.placed_esms <= plan.placement_ceiling < bound(problem)


@pytest.mark.parametrize("kind", ["drawn", "real"])
def test_a_program_never_gives_less_than_the_plan_it_starts_from(kind: str) -> None:
    table, model = everything(draw(kind, 80, 1, "Normandie"))
    old = greedy(table, setting_for(table, None))
    slots = likely(model, np.zeros(len(model.slots)), old, 400)
    found, iterations = reassign(model, slots, old, gap=1e-3, seconds=60.0, stop=never)
    assert whole_worth(table, found) >= whole_worth(table, old)
    assert iterations > 0


def test_likely_slots_hold_the_old_grappes_first_then_the_most_rewarding() -> None:
    table, model = everything(draw("drawn", 80, 1, "Normandie"))
    old = greedy(table, setting_for(table, None))[:1]
    reduced = -np.arange(len(model.slots), dtype=float)
    places = model.slots.allowed.sum(axis=1)
    kept = likely(model, reduced, old, int(places[:10].sum()))
    leads = model.leads[model.slots.lead[kept]]
    assert old[0].lead in leads.tolist()
    assert places[kept].sum() <= places[:10].sum()
    assert set(kept.tolist()) >= set(range(5))
    assert len(likely(model, reduced, old, 1)) == 0


def test_a_thin_region_is_solved_within_one_esms_of_its_ceiling() -> None:
    problem = draw("real", 120, 5, "Normandie")
    plan = solve(problem, budget=Budget(effort=400))
    assert check(problem, plan) == []
    assert plan.placed_esms >= plan.placement_ceiling - 1
