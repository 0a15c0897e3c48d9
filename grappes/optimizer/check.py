"""The independent judge of a plan: it shares no code with the search.

Every sentence is French and names the candidates at fault.
"""

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from .problem import FITS, Candidate, Group, Plan, Problem

TOLERANCE = 1.0001
ROUNDING = 1e-6


def _quoted(identifier: str) -> str:
    return f"« {identifier} »"


@dataclass(frozen=True, slots=True)
class Fault:
    """A broken rule. Codes of a group: INCONNU, PORTEUR, SEUIL, PLAFOND, NOMBRE, LOGICIEL, PROJET,
    DISTANCE, REFUS, PARTENAIRE; of the whole plan: DOUBLE, FIGE, ENSEMBLE, SEPARES, EXCLU, COMPTE.

    `group` is its index in the plan, None for the whole plan.
    """

    group: int | None
    code: str
    candidates: tuple[str, ...]
    sentence: str


Namer = Callable[[str], str]
Found = tuple[str, tuple[str, ...], str]


def check(problem: Problem, plan: Plan) -> list[str]:
    """One sentence per broken rule, after the rank of its grappe; none when the plan is valid."""
    return [
        fault.sentence if fault.group is None else f"Grappe {fault.group + 1} : {fault.sentence}"
        for fault in judge(problem, plan)
    ]


def judge(problem: Problem, plan: Plan, *, name: Namer = _quoted) -> list[Fault]:
    """The broken rules; `name` says what people read for an identifier.

    A frozen group is taken as it was given: the staff answers for it, exceptions included.
    """
    return [
        *_of_the_groups(problem, plan, name),
        *(Fault(None, *found) for found in _of_the_plan(problem, plan, name)),
    ]


def _of_the_groups(problem: Problem, plan: Plan, name: Namer) -> Iterator[Fault]:
    given = {frozenset(members) for members in problem.locks.frozen_groups}
    for index, group in enumerate(plan.groups):
        if frozenset(group.members) not in given:
            for found in _faults(problem, group, name):
                yield Fault(index, *found)


def _faults(problem: Problem, group: Group, name: Namer) -> Iterator[Found]:
    unknown = tuple(member for member in group.members if member not in problem.by_id)
    if unknown:
        yield "INCONNU", unknown, f"{_names(unknown, name)} n’est pas une candidature."
        return
    if group.lead not in group.members:
        yield "PORTEUR", (group.lead,), f"son porteur {name(group.lead)} n’en est pas membre."
        return
    people = [problem.by_id[member] for member in group.members]
    yield from _size_faults(problem, people)
    yield from _project_faults(problem, group, people, name)
    yield from _reach_faults(problem, problem.by_id[group.lead], people, name)
    yield from _link_faults(problem, group, people, name)


def _size_faults(problem: Problem, people: list[Candidate]) -> Iterator[Found]:
    rules, total = problem.rules, sum(person.esms for person in people)
    min_esms, min_ogs = rules.min_esms, rules.min_ogs
    if rules.reduced and all(p.department in rules.reduced.departments for p in people):
        min_esms, min_ogs = rules.reduced.min_esms, rules.reduced.min_ogs
    if total < min_esms:
        yield "SEUIL", (), f"{total} ESMS, il en faut au moins {min_esms}."
    if rules.max_esms is not None and total > rules.max_esms and len(people) > 1:
        yield "PLAFOND", (), f"{total} ESMS, il en faut au plus {rules.max_esms}."
    if len(people) < min_ogs and max(person.esms for person in people) < min_esms:
        yield "NOMBRE", (), f"{len(people)} OG, il en faut au moins {min_ogs}."


def _project_faults(
    problem: Problem, group: Group, people: list[Candidate], name: Namer
) -> Iterator[Found]:
    for person in people:
        if group.vendor not in person.accepts:
            told = f"{name(person.id)} n’accepte pas le logiciel {group.vendor}."
            yield "LOGICIEL", (person.id,), told
    total = sum(person.esms for person in people)
    misfits = sum(_of_another_project(person, group.project) for person in people)
    if misfits > (problem.rules.mixed_share or 0) * total + ROUNDING:
        told = f"{misfits} ESMS sur {total} ont un autre projet que « {group.project} »."
        yield "PROJET", (), told


def _of_another_project(person: Candidate, project: str) -> int:
    if person.kinds is None:
        return 0 if project in FITS[person.project] else person.esms
    counts = {"acquisition": person.kinds.acquisition, "conformite": person.kinds.conformite}
    return sum(count for kind, count in counts.items() if kind != project)


def _reach_faults(
    problem: Problem, lead: Candidate, people: list[Candidate], name: Namer
) -> Iterator[Found]:
    radius = problem.rules.radius_km
    if radius is None:
        return
    for person in people:
        distance = _distance(lead, person)
        if distance > radius * TOLERANCE:
            told = f"{name(person.id)} est à {distance:.1f} km du porteur, {radius:g} km au plus."
            yield "DISTANCE", (person.id,), told


def _distance(a: Candidate, b: Candidate) -> float:
    """Kilometres between two candidates, by the spherical law of haversines."""
    phi, psi = math.radians(a.lat), math.radians(b.lat)
    half = math.sin(math.radians(b.lon - a.lon) / 2)
    chord = math.sin((psi - phi) / 2) ** 2 + math.cos(phi) * math.cos(psi) * half**2
    return 2 * 6371 * math.asin(math.sqrt(min(1.0, chord)))


def _link_faults(
    problem: Problem, group: Group, people: list[Candidate], name: Namer
) -> Iterator[Found]:
    members = set(group.members)
    for person in people:
        refused = sorted(members.intersection(person.refuses))
        missing = [p for p in person.partners if p in problem.by_id and p not in members]
        if refused:
            told = f"{name(person.id)} refuse {_names(refused, name)}."
            yield "REFUS", (person.id, *refused), told
        if missing:
            told = f"{name(person.id)} est sans son partenaire {_names(missing, name)}."
            yield "PARTENAIRE", (person.id, *missing), told


def _of_the_plan(problem: Problem, plan: Plan, name: Namer) -> Iterator[Found]:
    home: dict[str, int] = {}
    for rank, group in enumerate(plan.groups, start=1):
        for member in group.members:
            if member in home:
                told = f"{name(member)} est dans les grappes {home[member]} et {rank}."
                yield "DOUBLE", (member,), told
            home[member] = rank
    yield from _broken_locks(problem, plan, home, name)
    for told in _wrong_accounts(problem, plan, home):
        yield "COMPTE", (), told


def _broken_locks(
    problem: Problem, plan: Plan, home: dict[str, int], name: Namer
) -> Iterator[Found]:
    locks, groups = problem.locks, {frozenset(group.members) for group in plan.groups}
    for frozen in locks.frozen_groups:
        if frozenset(frozen) not in groups:
            yield "FIGE", frozen, f"La grappe figée {_names(frozen, name)} a changé."
    for together in locks.together:
        if len({home.get(member) for member in together}) > 1:
            yield "ENSEMBLE", together, f"{_names(together, name)} devaient rester ensemble."
    for apart in locks.apart:
        places = [home[member] for member in apart if member in home]
        if len(places) != len(set(places)):
            yield "SEPARES", apart, f"{_names(apart, name)} devaient rester séparés."
    kept = tuple(sorted(locks.excluded.intersection(home)))
    if kept:
        yield "EXCLU", kept, f"{_names(kept, name)} devait rester hors des grappes."


def _wrong_accounts(problem: Problem, plan: Plan, home: dict[str, int]) -> Iterator[str]:
    placed = sum(c.esms for c in problem.candidates if c.id in home)
    left = {c.id for c in problem.candidates if c.id not in home}
    if left != set(plan.unplaced) or len(left) != len(plan.unplaced):
        yield "La liste des candidatures sans grappe n’est pas celle des groupes."
    if placed != plan.placed_esms:
        yield f"{placed} ESMS placés, le plan en annonce {plan.placed_esms}."
    if plan.placement_ceiling is not None and placed > plan.placement_ceiling:
        yield f"{placed} ESMS placés, plus que le plafond {plan.placement_ceiling}."


def _names(ids: Iterable[str], name: Namer) -> str:
    return ", ".join(map(name, ids))
