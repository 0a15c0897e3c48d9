"""The independent judge of a plan: it shares no code with the search.

Every sentence is French and names the grappe (by its rank, from 1) or the candidates at fault.
"""

import math
from collections.abc import Iterable

from .problem import FITS, Candidate, Group, Plan, Problem

TOLERANCE = 1.0001


def check(problem: Problem, plan: Plan) -> list[str]:
    """Return one sentence per broken rule; an empty list means that the plan is valid.

    A frozen group is taken as it was given: the staff answers for it, exceptions included.
    """
    known = {candidate.id for candidate in problem.candidates}
    given = {frozenset(members) for members in problem.locks.frozen_groups}
    found: list[str] = []
    home: dict[str, int] = {}
    for rank, group in enumerate(plan.groups, start=1):
        for member in group.members:
            if member in home:
                found.append(f"« {member} » est dans les grappes {home[member]} et {rank}.")
            home[member] = rank
        unknown = [member for member in group.members if member not in known]
        if unknown:
            found.append(f"Grappe {rank} : {_names(unknown)} n’est pas une candidature.")
        elif frozenset(group.members) not in given:
            found += [f"Grappe {rank} : {fault}" for fault in _faults(problem, group)]
    return found + _broken_locks(problem, plan, home) + _wrong_accounts(problem, plan, home)


def _faults(problem: Problem, group: Group) -> list[str]:
    if group.lead not in group.members:
        return [f"son porteur « {group.lead} » n’en est pas membre."]
    people = [problem.by_id[member] for member in group.members]
    lead = problem.by_id[group.lead]
    return [
        *_size_faults(problem, people),
        *_project_faults(problem, group, people),
        *_reach_faults(problem, lead, people),
        *_link_faults(problem, group, people),
    ]


def _size_faults(problem: Problem, people: list[Candidate]) -> list[str]:
    rules, total = problem.rules, sum(person.esms for person in people)
    min_esms, min_ogs = rules.min_esms, rules.min_ogs
    if rules.reduced and all(p.department in rules.reduced.departments for p in people):
        min_esms, min_ogs = rules.reduced.min_esms, rules.reduced.min_ogs
    faults = []
    if total < min_esms:
        faults.append(f"{total} ESMS, il en faut au moins {min_esms}.")
    if rules.max_esms is not None and total > rules.max_esms and len(people) > 1:
        faults.append(f"{total} ESMS, il en faut au plus {rules.max_esms}.")
    if len(people) < min_ogs and max(person.esms for person in people) < min_esms:
        faults.append(f"{len(people)} OG, il en faut au moins {min_ogs}.")
    return faults


def _project_faults(problem: Problem, group: Group, people: list[Candidate]) -> list[str]:
    total = sum(person.esms for person in people)
    misfits = sum(p.esms for p in people if group.project not in FITS[p.project])
    faults = [
        f"« {person.id} » n’accepte pas le logiciel {group.vendor}."
        for person in people
        if group.vendor not in person.accepts
    ]
    if misfits > (problem.rules.mixed_share or 0) * total:
        faults.append(f"{misfits} ESMS sur {total} ont un autre projet que « {group.project} ».")
    return faults


def _reach_faults(problem: Problem, lead: Candidate, people: list[Candidate]) -> list[str]:
    radius = problem.rules.radius_km
    if radius is None:
        return []
    far = [(person.id, _distance(lead, person)) for person in people]
    return [
        f"« {name} » est à {distance:.1f} km du porteur, {radius:g} km au plus."
        for name, distance in far
        if distance > radius * TOLERANCE
    ]


def _distance(a: Candidate, b: Candidate) -> float:
    """Kilometres between two candidates, by the spherical law of haversines."""
    phi, psi = math.radians(a.lat), math.radians(b.lat)
    half = math.sin(math.radians(b.lon - a.lon) / 2)
    chord = math.sin((psi - phi) / 2) ** 2 + math.cos(phi) * math.cos(psi) * half**2
    return 2 * 6371 * math.asin(math.sqrt(min(1.0, chord)))


def _link_faults(problem: Problem, group: Group, people: list[Candidate]) -> list[str]:
    members = set(group.members)
    faults = []
    for person in people:
        refused = members.intersection(person.refuses)
        missing = [p for p in person.partners if p in problem.by_id and p not in members]
        if refused:
            faults.append(f"« {person.id} » refuse {_names(sorted(refused))}.")
        if missing:
            faults.append(f"« {person.id} » est sans son partenaire {_names(missing)}.")
    return faults


def _broken_locks(problem: Problem, plan: Plan, home: dict[str, int]) -> list[str]:
    locks, groups = problem.locks, {frozenset(group.members) for group in plan.groups}
    found = [
        f"La grappe figée {_names(frozen)} a changé."
        for frozen in locks.frozen_groups
        if frozenset(frozen) not in groups
    ]
    for together in locks.together:
        if len({home.get(member) for member in together}) > 1:
            found.append(f"{_names(together)} devaient rester ensemble.")
    for apart in locks.apart:
        places = [home[member] for member in apart if member in home]
        if len(places) != len(set(places)):
            found.append(f"{_names(apart)} devaient rester séparés.")
    kept = sorted(locks.excluded.intersection(home))
    return found + ([f"{_names(kept)} devait rester hors des grappes."] if kept else [])


def _wrong_accounts(problem: Problem, plan: Plan, home: dict[str, int]) -> list[str]:
    placed = sum(c.esms for c in problem.candidates if c.id in home)
    left = {c.id for c in problem.candidates if c.id not in home}
    found = []
    if left != set(plan.unplaced) or len(left) != len(plan.unplaced):
        found.append("La liste des candidatures sans grappe n’est pas celle des groupes.")
    if placed != plan.placed_esms:
        found.append(f"{placed} ESMS placés, le plan en annonce {plan.placed_esms}.")
    if plan.placement_ceiling is not None and placed > plan.placement_ceiling:
        found.append(f"{placed} ESMS placés, plus que le plafond {plan.placement_ceiling}.")
    return found


def _names(ids: Iterable[str]) -> str:
    return ", ".join(f"« {name} »" for name in ids)
