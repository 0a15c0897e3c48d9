"""The smallest changes that would place a candidate: one change each, with its effect."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from .insert import insert
from .join import join
from .model import Column, Setting
from .options import best_groups, item_of
from .plan import as_group
from .problem import Candidate, Plan, Problem
from .score import km
from .sentences import Namer, same
from .shape import keeps_share
from .start import kept_groups, setting_for
from .table import Table, table_of

KINDS = ("place", "logiciel", "projet", "refus", "partenaire", "distance", "plafond")
"""Lightest first: the OG alone decides, then two OGs, then the staff's wish, then the règlement."""
RULES = ("distance", "plafond")  # for everybody: the smallest change is enough to know
MOST_PER_KIND = 3


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One change. `value`: the vendor, the kilometres, the ceiling or the other candidate."""

    candidate: str
    kind: str
    value: str | int | None
    lead: str
    esms: int
    sentence: str


def suggest(
    problem: Problem, plan: Plan, candidate: str, *, name: Namer = same
) -> list[Suggestion]:
    """Single changes after which `insert` places the candidate, lightest first.

    Each lets it join a grappe of the plan. Empty if it is placed, frozen or excluded.
    """
    if candidate not in plan.unplaced or candidate in problem.locks.excluded:
        return []
    table = table_of(problem)
    setting, item = setting_for(table, None), item_of(table, candidate)
    found = list(_without_partners(problem, plan, candidate, name))
    if item is not None and table.size[item] == 1:
        for group in kept_groups(table, setting, plan):
            found += _to_join(table, setting, group, item, name)
    found.sort(key=lambda pair: (KINDS.index(pair[1].kind), pair[0], pair[1].lead))
    kept: dict[tuple[str, str | int | None], Suggestion] = {}
    for _, suggestion in found:
        kept.setdefault((suggestion.kind, suggestion.value), suggestion)
    rows = list(kept.values())
    best = [
        row
        for kind in KINDS
        for row in [r for r in rows if r.kind == kind][: 1 if kind in RULES else MOST_PER_KIND]
    ]
    return [row for row in best if row.kind not in RULES or _still_places(problem, plan, row)]


def _still_places(problem: Problem, plan: Plan, suggestion: Suggestion) -> bool:
    """A change of rule helps others too: they may take the room."""
    return suggestion.candidate not in insert(apply(problem, suggestion), plan).unplaced


def apply(problem: Problem, suggestion: Suggestion) -> Problem:
    """The problem after the change."""
    person, kind, value = problem.by_id[suggestion.candidate], suggestion.kind, suggestion.value
    if kind == "logiciel":
        return _changed(problem, replace(person, accepts=(*person.accepts, str(value))))
    if kind == "projet":
        return _changed(problem, replace(person, project="mixte", kinds=None))
    if kind == "distance":
        rules = replace(problem.rules, radius_km=float(str(value)))
        return Problem(rules, problem.candidates, problem.locks)
    if kind == "plafond":
        rules = replace(problem.rules, max_esms=int(str(value)))
        return Problem(rules, problem.candidates, problem.locks)
    if kind == "refus":
        other = problem.by_id[str(value)]
        return _changed(
            problem,
            replace(person, refuses=tuple(r for r in person.refuses if r != other.id)),
            replace(other, refuses=tuple(r for r in other.refuses if r != person.id)),
        )
    if kind == "partenaire":
        return _alone(problem, person)
    return problem


def _to_join(
    table: Table, setting: Setting, group: Column, item: int, name: Namer
) -> Iterator[tuple[float, Suggestion]]:
    """The one change that lets a candidate join this grappe as it is, if one is enough."""
    problem = table.problem
    rules, person = problem.rules, problem.candidates[table.items[item][0]]
    lead = problem.candidates[group.lead]
    distance, total = km(lead, person), group.weight + person.esms
    missing: list[tuple[str, str | int | None]] = []
    if not table.item_accepts[item, group.vendor]:
        missing.append(("logiciel", table.vendors[group.vendor]))
    if not keeps_share(table, [*group.items, item], group.project):
        missing.append(("projet", None))
    if rules.radius_km is not None and distance > rules.radius_km:
        missing.append(("distance", int(np.ceil(distance))))
    if rules.max_esms is not None and total > rules.max_esms:
        missing.append(("plafond", total))
    for other in group.items:
        if (min(item, other), max(item, other)) in table.apart:
            missing.append(("refus", _who_refuses(table, person, other)))
    if len(missing) > 1 or (missing and missing[0] == ("refus", None)):
        return
    kind, value = missing[0] if missing else ("place", None)
    where = f"la grappe de {name(lead.id)} ({total} ESMS avec lui, à {distance:.0f} km)"
    suggestion = Suggestion(person.id, kind, value, lead.id, total, "")
    sentence = f"{_change(suggestion, name)} : rejoindrait {where}."
    suggestion = replace(suggestion, sentence=sentence)
    if _places(table, setting, group, suggestion):
        yield distance, suggestion


def _places(table: Table, setting: Setting, group: Column, suggestion: Suggestion) -> bool:
    """Try the change on the grappe and the candidate alone: other rules may still forbid it."""
    changed = apply(table.problem, suggestion)
    names = {*as_group(table, group).members, suggestion.candidate}
    frozen = {name for members in changed.locks.frozen_groups for name in members}
    people = tuple(
        replace(
            person,
            partners=tuple(p for p in person.partners if p in names),
            refuses=tuple(r for r in person.refuses if r in names),
        )
        for person in changed.candidates
        if person.id in names and person.id not in frozen
    )
    small = table_of(Problem(changed.rules, people))
    ids = [person.id for person in people]
    own = int(small.item_of[ids.index(suggestion.candidate)])
    if own < 0:
        return False
    others = [item for item in range(len(small.items)) if item != own]
    lead = ids.index(table.problem.candidates[group.lead].id)
    vendor = small.vendors.index(table.vendors[group.vendor])
    was = Column(tuple(others), lead, vendor, group.project, group.weight, 0.0)
    return join(small, setting_for(small, None), was, own) is not None


def _who_refuses(table: Table, person: Candidate, item: int) -> str | None:
    """The candidate of an item with whom a refusal stands; None if it is a lock of the staff."""
    for og in table.items[item]:
        other = table.problem.candidates[og]
        if other.id in person.refuses or person.id in other.refuses:
            return other.id
    return None


def _change(suggestion: Suggestion, name: Namer) -> str:
    value = suggestion.value
    return {
        "place": "Aucun changement nécessaire",
        "logiciel": f"Accepter le logiciel {value}",
        "projet": "Accepter les deux types de projet",
        "refus": f"Lever le refus entre {name(suggestion.candidate)} et {name(str(value))}",
        "partenaire": "Se séparer de ses partenaires",
        "distance": f"Porter la distance au porteur à {value} km",
        "plafond": f"Porter le plafond à {value} ESMS",
    }[suggestion.kind]


def _without_partners(
    problem: Problem, plan: Plan, candidate: str, name: Namer
) -> Iterator[tuple[float, Suggestion]]:
    person = problem.by_id[candidate]
    tied = person.partners or any(candidate in other.partners for other in problem.candidates)
    if not tied:
        return
    for option in best_groups(_alone(problem, person), plan, candidate, 1, name=name):
        where = f"la grappe de {name(option.group.lead)} ({option.esms} ESMS avec lui)"
        sentence = f"Se séparer de ses partenaires : rejoindrait {where}."
        lead = option.group.lead
        yield 0.0, Suggestion(candidate, "partenaire", None, lead, option.esms, sentence)


def _alone(problem: Problem, person: Candidate) -> Problem:
    others = [
        replace(other, partners=tuple(p for p in other.partners if p != person.id))
        for other in problem.candidates
        if person.id in other.partners
    ]
    return _changed(problem, replace(person, partners=()), *others)


def _changed(problem: Problem, *people: Candidate) -> Problem:
    new = {person.id: person for person in people}
    candidates = tuple(new.get(person.id, person) for person in problem.candidates)
    return Problem(problem.rules, candidates, problem.locks)
