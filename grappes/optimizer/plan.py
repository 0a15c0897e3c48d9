"""From columns back to the caller's words; frozen groups take their place again."""

from collections.abc import Sequence
from dataclasses import replace

from .mixing import prevailing
from .model import Column
from .problem import PROJECTS, Group, Plan, Problem
from .score import group_cost, km
from .table import Table


def build_plan(
    problem: Problem,
    previous: Plan | None,
    table: Table,
    columns: Sequence[Column],
) -> Plan:
    """The plan of these columns, in a stable order."""
    groups = frozen_groups(problem, previous)
    groups += [_familiar(problem, previous, as_group(table, column)) for column in columns]
    groups.sort(key=lambda group: min(group.members))
    placed = {member for group in groups for member in group.members}
    return Plan(
        groups=tuple(groups),
        unplaced=tuple(c.id for c in problem.candidates if c.id not in placed),
        placed_esms=sum(c.esms for c in problem.candidates if c.id in placed),
    )


def as_group(table: Table, column: Column) -> Group:
    """A column in the caller's words."""
    people = table.problem.candidates
    ogs = sorted(og for item in column.items for og in table.items[item])
    members = tuple(people[og].id for og in ogs)
    lead, vendor = people[column.lead].id, table.vendors[column.vendor]
    project = PROJECTS[column.project]
    if table.kinds == 1:
        project = prevailing([people[og] for og in ogs])
    return Group(lead, vendor, project, members)


def _familiar(problem: Problem, previous: Plan | None, group: Group) -> Group:
    """The group with the vendor that its lead's previous group had, if everyone accepts it."""
    for before in previous.groups if previous else ():
        if group.lead in before.members and all(
            before.vendor in problem.by_id[member].accepts for member in group.members
        ):
            return replace(group, vendor=before.vendor)
    return group


def frozen_groups(problem: Problem, previous: Plan | None) -> list[Group]:
    """Frozen groups with a lead, a vendor and a project: the previous ones where known."""
    groups = previous.groups if previous else ()
    known = {frozenset(group.members): group for group in groups if group.lead in group.members}
    return [
        known.get(frozenset(members)) or shape_frozen(problem, members)
        for members in problem.locks.frozen_groups
    ]


def shape_frozen(problem: Problem, members: tuple[str, ...]) -> Group:
    """The cheapest lead within reach of all, a common vendor, the project that fits best."""
    people = [problem.by_id[member] for member in members]
    vendors = sorted(set.intersection(*(set(person.accepts) for person in people)))
    kind = prevailing(people)
    vendor = vendors[0] if vendors else ""

    def rank(group: Group) -> tuple[bool, float]:
        lead, radius = problem.by_id[group.lead], problem.rules.radius_km
        far = radius is not None and max(km(lead, person) for person in people) > radius
        return far, group_cost(problem, group)

    return min((Group(member, vendor, kind, members) for member in members), key=rank)
