"""Who is bound to whom, and which of these bonds nobody can honour.

Wishes come from people: when they contradict each other, those concerned are left out of the
search and the conflict is told, for the staff to settle. Locks come from the staff: `validate`
refuses those that contradict each other.
"""

from collections.abc import Callable
from dataclasses import dataclass

from .mixing import stray
from .problem import PROJECTS, Candidate, Problem
from .score import km
from .sentences import Namer, same


@dataclass(frozen=True, slots=True)
class Conflict:
    """Bonds that no plan can honour. Codes: EXCLU, FIGE, REFUS, SEPARES, LOGICIEL, PROJET,
    PLAFOND, DISTANCE."""

    code: str
    candidates: tuple[str, ...]
    sentence: str


def bundles(problem: Problem) -> list[tuple[str, ...]]:
    """Candidates bound to each other by partners or by locks, frozen groups apart.

    A partner declared by one side binds both: the plan never separates them.
    """
    root = {c.id: c.id for c in problem.candidates if c.id not in problem.frozen}

    def find(name: str) -> str:
        while root[name] != name:
            root[name] = root[root[name]]
            name = root[name]
        return name

    ties = [(c.id, *c.partners) for c in problem.candidates] + list(problem.locks.together)
    for group in ties:
        for other in group[1:]:
            if group[0] in root and other in root:
                root[find(other)] = find(group[0])
    found: dict[str, list[str]] = {}
    for name in root:
        found.setdefault(find(name), []).append(name)
    return [tuple(members) for members in found.values()]


def conflicts(problem: Problem, *, name: Namer = same) -> list[Conflict]:
    """Wishes for the staff to settle: partners that cannot be in one grappe, whoever joins them."""
    found = (contradiction(problem, bundle, name) for bundle in bundles(problem))
    return [conflict for conflict in found if conflict and conflict.code not in ("SEUL", "EXCLU")]


def contradiction(problem: Problem, bundle: tuple[str, ...], name: Namer = same) -> Conflict | None:
    """Why candidates bound together can be placed nowhere, or None.

    "SEUL": one candidate alone that accepts no vendor, "EXCLU": the staff wants it so.
    """
    people = [problem.by_id[member] for member in bundle]
    if len(people) == 1 and people[0].accepts and not problem.locks.excluded and not problem.frozen:
        return None
    for code, obstacle in OBSTACLES.items():
        sentence = obstacle(problem, people, name)
        if sentence:
            return Conflict(code, bundle, sentence)
    return None


def _excluded(problem: Problem, people: list[Candidate], name: Namer) -> str | None:
    out = [person.id for person in people if person.id in problem.locks.excluded]
    if not out:
        return None
    return (
        f"lié à {name(out[0])}, exclu par un verrou" if len(people) > 1 else "exclu par un verrou"
    )


def _no_vendor(problem: Problem, people: list[Candidate], name: Namer) -> str | None:
    alone = len(people) == 1 and not people[0].accepts
    return "aucun logiciel n’est accepté" if alone else None


def _frozen(problem: Problem, people: list[Candidate], name: Namer) -> str | None:
    for person in people:
        for other in person.partners:
            if other in problem.frozen:
                return f"{name(person.id)} est lié à {name(other)}, dont la grappe est figée"
    return None


def _refusal(problem: Problem, people: list[Candidate], name: Namer) -> str | None:
    names = {person.id for person in people}
    for person in people:
        for other in person.refuses:
            if other in names:
                return f"{name(person.id)} et {name(other)} sont liés, mais l’un refuse l’autre"
    return None


def _separated(problem: Problem, people: list[Candidate], name: Namer) -> str | None:
    if len(people) == 1:
        return None
    names = {person.id for person in people}
    for apart in problem.locks.apart:
        both = sorted(names.intersection(apart))
        if len(both) > 1:
            return f"{name(both[0])} et {name(both[1])} sont liés, mais un verrou les sépare"
    return None


def _vendors(problem: Problem, people: list[Candidate], name: Namer) -> str | None:
    if frozenset.intersection(*(frozenset(person.accepts) for person in people)):
        return None
    return f"{_all(people, name)} sont liés, mais n’acceptent aucun logiciel en commun"


def _projects(problem: Problem, people: list[Candidate], name: Namer) -> str | None:
    fits_one = not all(any(stray(person, kind) for person in people) for kind in PROJECTS)
    if len(people) == 1 or problem.rules.mixed_share or fits_one:
        return None
    return f"{_all(people, name)} sont liés, mais n’ont aucun type de projet en commun"


def _too_big(problem: Problem, people: list[Candidate], name: Namer) -> str | None:
    most, total = problem.rules.max_esms, sum(person.esms for person in people)
    if most is None or len(people) == 1 or total <= most:
        return None
    return f"{_all(people, name)} sont liés et réunissent {total} ESMS, {most} au plus"


def _too_far(problem: Problem, people: list[Candidate], name: Namer) -> str | None:
    radius = problem.rules.radius_km
    if radius is None:
        return None
    least = min(max(km(lead, person) for person in people) for lead in people)
    if least <= radius:
        return None
    return (
        f"{_all(people, name)} sont liés, mais aucun n’est à moins de {radius:g} km de tous "
        f"({least:.0f} km au mieux)"
    )


def _all(people: list[Candidate], name: Namer) -> str:
    *first, last = [name(person.id) for person in people]
    return f"{', '.join(first)} et {last}"


Obstacle = Callable[[Problem, list[Candidate], Namer], str | None]
OBSTACLES: dict[str, Obstacle] = {
    "EXCLU": _excluded,
    "SEUL": _no_vendor,
    "FIGE": _frozen,
    "REFUS": _refusal,
    "SEPARES": _separated,
    "LOGICIEL": _vendors,
    "PROJET": _projects,
    "PLAFOND": _too_big,
    "DISTANCE": _too_far,
}
