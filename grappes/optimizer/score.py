"""The objective of a plan, in plain Python: lower is better, unplaced ESMS weigh most."""

import math
from dataclasses import dataclass

from .problem import Candidate, Group, Plan, Problem

EARTH_DIAMETER_KM = 12742.0


@dataclass(frozen=True, slots=True)
class Score:
    """`quality` is what the grappes cost; `objective` adds the price of who is left out."""

    placed_esms: int
    placed_ogs: int
    moved: int
    quality: float
    objective: float


def km(a: Candidate, b: Candidate) -> float:
    """Great-circle distance in kilometres."""
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    haversine = (
        math.sin((lat_a - lat_b) / 2) ** 2
        + math.cos(lat_a) * math.cos(lat_b) * math.sin(math.radians(a.lon - b.lon) / 2) ** 2
    )
    return EARTH_DIAMETER_KM * math.asin(min(1.0, math.sqrt(haversine)))


def homes(plan: Plan | None) -> dict[str, int]:
    """Number of the group of each placed candidate."""
    if plan is None:
        return {}
    return {member: n for n, group in enumerate(plan.groups) for member in group.members}


def score(problem: Problem, plan: Plan, previous: Plan | None = None) -> Score:
    """Score a plan; `moved` counts members that were in another group than their lead."""
    weights, before = problem.rules.weights, homes(previous)
    quality, moved = 0.0, 0
    for group in plan.groups:
        quality += group_cost(problem, group)
        moved += sum(was_elsewhere(before, group.lead, member) for member in group.members)
    quality += weights.moved * moved
    placed = homes(plan)
    left = [candidate for candidate in problem.candidates if candidate.id not in placed]
    missing = sum(weights.unplaced_esms * c.esms + weights.unplaced_og for c in left)
    return Score(
        placed_esms=sum(c.esms for c in problem.candidates) - sum(c.esms for c in left),
        placed_ogs=len(placed),
        moved=moved,
        quality=round(quality, 3),
        objective=round(quality + missing, 3),
    )


def was_elsewhere(before: dict[str, int], lead: str, member: str) -> bool:
    """Whether the previous plan had both, in different groups."""
    return member in before and lead in before and before[member] != before[lead]


def group_cost(problem: Problem, group: Group) -> float:
    """What one grappe costs, moves apart."""
    weights, lead = problem.rules.weights, problem.by_id[group.lead]
    people = [problem.by_id[member] for member in group.members]
    total = sum(person.esms for person in people)
    return (
        weights.lead * (1 - lead.lead)
        + sum(member_cost(problem, lead, person) for person in people if person is not lead)
        + weights.below_margin * max(0, problem.rules.min_esms + weights.margin_esms - total)
        + weights.above_large * max(0, total - weights.large_esms)
    )


def member_cost(problem: Problem, lead: Candidate, member: Candidate) -> float:
    """What one member costs, compared with its lead."""
    weights = problem.rules.weights
    return (
        weights.km * km(lead, member)
        + weights.sector * (member.sector != lead.sector)
        + weights.horizon * abs(member.horizon - lead.horizon)
        + weights.department * (member.department != lead.department)
    )
