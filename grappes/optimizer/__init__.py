"""Form grappes: a pure package (numpy, and HiGHS where installed), no Django, no rule value.

    plan = solve(problem, budget=Budget(seconds=10))

`solve` computes a plan, `insert` places late arrivals, `explain` says why, `suggest` finds the
smallest changes, `best_groups` and `best_candidates` rank, `check` and `judge` judge, `bound`
proves, `conflicts` tells which wishes contradict each other, `validate` which locks do.
"""

from .ceiling import bound
from .check import Fault, check, judge
from .explain import Explanation, explain
from .files import (
    parse_plan,
    parse_problem,
    plan_to_json,
    problem_to_json,
    read_plan,
    read_problem,
    write_plan,
    write_problem,
)
from .insert import insert
from .options import Option, best_candidates, best_groups
from .problem import (
    Candidate,
    Group,
    Kinds,
    Locks,
    Plan,
    Problem,
    ProblemError,
    Reduced,
    Rules,
    Weights,
)
from .run import Budget, Progress
from .score import Score, score
from .solve import solve
from .suggest import Suggestion, apply, suggest
from .ties import Conflict, conflicts
from .validation import validate

__all__ = [
    "Budget",
    "Candidate",
    "Conflict",
    "Explanation",
    "Fault",
    "Group",
    "Kinds",
    "Locks",
    "Option",
    "Plan",
    "Problem",
    "ProblemError",
    "Progress",
    "Reduced",
    "Rules",
    "Score",
    "Suggestion",
    "Weights",
    "apply",
    "best_candidates",
    "best_groups",
    "bound",
    "check",
    "conflicts",
    "explain",
    "insert",
    "judge",
    "parse_plan",
    "parse_problem",
    "plan_to_json",
    "problem_to_json",
    "read_plan",
    "read_problem",
    "score",
    "solve",
    "suggest",
    "validate",
    "write_plan",
    "write_problem",
]
