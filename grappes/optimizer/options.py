"""Where could this one go, and who could come here: ranked by what the objective says."""

from dataclasses import dataclass

from .join import join
from .model import Column, Setting
from .plan import as_group
from .problem import Group, Plan, Problem
from .sentences import Namer, joining, same
from .start import kept_groups, setting_for
from .table import Table, table_of


@dataclass(frozen=True, slots=True)
class Option:
    """One way of joining: the grappe as it would be, its ESMS, the added cost, why."""

    candidate: str
    group: Group
    esms: int
    cost: float
    sentence: str


def best_groups(
    problem: Problem, plan: Plan, candidate: str, k: int = 3, *, name: Namer = same
) -> list[Option]:
    """The best grappes of the plan that a candidate (with its partners) could join, best first.

    Its own grappe is not among them. Empty if the candidate is frozen, excluded, or fits none.
    """
    table = table_of(problem)
    item = item_of(table, candidate)
    if item is None:
        return []
    setting = setting_for(table, None)
    groups = kept_groups(table, setting, plan)
    found = [_option(table, setting, group, item, candidate, name) for group in groups]
    return _best(found, k)


def best_candidates(
    problem: Problem, plan: Plan, lead: str, k: int = 3, *, name: Namer = same
) -> list[Option]:
    """The best unplaced candidates for the grappe that has this lead, best first."""
    table = table_of(problem)
    setting = setting_for(table, None)
    groups = kept_groups(table, setting, plan)
    mine = next((g for g in groups if problem.candidates[g.lead].id == lead), None)
    if mine is None:
        return []
    found = []
    for candidate in plan.unplaced:
        item = item_of(table, candidate)
        if item is not None and table.problem.candidates[table.items[item][0]].id == candidate:
            found.append(_option(table, setting, mine, item, candidate, name))
    return _best(found, k)


def item_of(table: Table, candidate: str) -> int | None:
    """The item of a candidate, None if it is frozen, excluded or in contradiction."""
    item = int(table.item_of[table.position[candidate]])
    return item if item >= 0 else None


def _option(
    table: Table, setting: Setting, group: Column, item: int, candidate: str, name: Namer
) -> Option | None:
    if item in group.items:
        return None
    grown = join(table, setting, group, item)
    if grown is None:
        return None
    after = as_group(table, grown)
    cost = float(table.value[item]) - (grown.reward - group.reward)
    sentence = joining(table.problem, after, candidate, name)
    return Option(candidate, after, grown.weight, round(cost, 3), sentence)


def _best(found: list[Option | None], k: int) -> list[Option]:
    real = [option for option in found if option is not None]
    return sorted(real, key=lambda option: (option.cost, option.candidate, option.group.lead))[:k]
