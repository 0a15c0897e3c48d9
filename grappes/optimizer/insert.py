"""Place late arrivals at once, without moving anybody."""

from .plan import build_plan
from .problem import Plan, Problem
from .start import completed, kept_groups, setting_for
from .table import table_of
from .validation import validate


def insert(problem: Problem, plan: Plan) -> Plan:
    """The plan with everyone who fits placed: in a grappe of the plan, where it costs least, or
    in a new one among those left out. `problem` holds the old candidates and the new ones.

    A group of the plan that the problem no longer allows is dissolved. The ceiling is unknown.
    """
    validate(problem)
    table = table_of(problem)
    setting = setting_for(table, plan)
    columns = completed(table, setting, kept_groups(table, setting, plan))
    return build_plan(problem, plan, table, columns)
