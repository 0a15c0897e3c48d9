"""The bench's own problems, and the reference problems where they are at hand."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from grappes.optimizer import Budget, Problem, bound, check, read_problem, solve, write_plan
from grappes.optimizer.bench.instances import KINDS, draw, france, regions
from grappes.optimizer.bench.register import register

SHARED = Path(__file__).resolve().parents[4] / "shared" / "grouping"
needs_shared = pytest.mark.skipif(
    not (SHARED / "score.py").exists(),
    reason="only with the reference problems in a `shared` folder beside the checkout",
)
REGISTER = SHARED.parent / "data" / "finess_essms_20210108_national.csv.gz"
needs_register = pytest.mark.skipif(
    not REGISTER.exists(),
    reason="only with an extract of FINESS in a `shared` folder beside the checkout",
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


EXTRACT = """nofinessej;secteur;departement;region;lat;lon
2;PA;35;53;48.1;-1.6
1;PH adultes;35;53;48.0;-1.7
1;PH enfants;35;53;48.2;-1.7
1;PJJ;75;11;48.8;2.3
3;AHI;35;53;;
"""


def test_an_organisation_of_the_register_counts_its_establishments_of_one_region(tmp_path):
    path = tmp_path / "extract.csv"
    path.write_text(EXTRACT, encoding="utf-8")
    people = register(path, 5, 1, "53").candidates
    found = [(c.id, c.department, c.lat, c.lon, c.esms) for c in people]
    assert found == [("1", "35", 48.1, -1.7, 2), ("2", "35", 48.1, -1.6, 1)]
    assert [c.sector for c in people] == ["PH", "PA"]


@needs_register
@pytest.mark.parametrize("rules", [{}, {"min_ogs": 1, "max_esms": None}, {"radius_km": 40.0}])
def test_a_plan_of_real_organisations_breaks_no_rule_and_nears_its_ceiling(rules):
    drawn = register(REGISTER, 200, 1, "53")
    problem = Problem(replace(drawn.rules, **rules), drawn.candidates)
    plan = solve(problem, budget=Budget(effort=400))
    assert check(problem, plan) == []
    assert plan.placed_esms >= 0.98 * plan.placement_ceiling
