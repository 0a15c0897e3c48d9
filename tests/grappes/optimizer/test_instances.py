"""The bench's own problems, and the reference problems where they are at hand."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from grappes.optimizer import Budget, bound, check, read_problem, solve, write_plan
from grappes.optimizer.bench.instances import KINDS, draw, france, regions

SHARED = Path(__file__).resolve().parents[4] / "shared" / "grouping"
needs_shared = pytest.mark.skipif(
    not (SHARED / "score.py").exists(),
    reason="only with the reference problems in a `shared` folder beside the checkout",
)
SMALL = ["synthetic-50", "corse-all", "synthetic-150"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_drawn_problem_is_the_same_for_the_same_seed(kind):
    assert draw(kind, 80, 4).candidates == draw(kind, 80, 4).candidates


def test_two_thirds_of_the_real_sizes_are_one():
    sizes = [candidate.esms for candidate in draw("real", 2000, 1).candidates]
    assert 0.65 < sizes.count(1) / len(sizes) < 0.73


def test_france_has_all_its_regions_and_candidates():
    problems = france("drawn", 900, 1)
    assert len(regions()) == 18
    assert sum(len(problem.candidates) for problem in problems.values()) == 900


@needs_shared
@pytest.mark.parametrize("name", SMALL)
def test_the_ceiling_is_that_of_the_reference(name):
    path = SHARED / "instances" / f"{name}.json"
    reference = json.loads(path.read_text(encoding="utf-8"))["reference"]
    assert bound(read_problem(path)) == reference["placement_ceiling"]


@needs_shared
@pytest.mark.parametrize("name", SMALL)
def test_the_reference_scorer_accepts_the_plan(name, tmp_path):
    path = SHARED / "instances" / f"{name}.json"
    problem = read_problem(path)
    plan = solve(problem, budget=Budget(effort=120))
    write_plan(tmp_path / "plan.json", plan)
    command = [sys.executable, str(SHARED / "score.py"), str(path), str(tmp_path / "plan.json")]
    told = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    assert (check(problem, plan), told["violations"]) == ([], [])
    assert told["placed_esms"] == plan.placed_esms
    assert told["share_of_ceiling"] >= 0.99
