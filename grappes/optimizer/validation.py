"""Refuse a problem that contradicts itself, in one French sentence that names the culprits."""

from collections import Counter
from collections.abc import Iterable

from .problem import Problem, ProblemError
from .sentences import Namer


def _quoted(identifier: str) -> str:
    return f"« {identifier} »"


def validate(problem: Problem, *, name: Namer = _quoted) -> None:
    """Raise `ProblemError` for duplicate or unknown identifiers and contradictory locks."""
    _duplicates(problem)
    _unknown(problem)
    _counts(problem, name)
    _frozen(problem, name)
    _pairs(problem, name)


def _duplicates(problem: Problem) -> None:
    for name, times in Counter(candidate.id for candidate in problem.candidates).items():
        if times > 1:
            raise ProblemError(f"Le candidat « {name} » figure {times} fois.")


def _unknown(problem: Problem) -> None:
    for rank, candidate in enumerate(problem.candidates, start=1):
        where = f"Le candidat n° {rank} (« {candidate.id} »)"
        for key, names in (("partenaire", candidate.partners), ("refus", candidate.refuses)):
            for name in names:
                if name not in problem.by_id:
                    raise ProblemError(f"{where} : {key} inconnu, « {name} ».")
                if name == candidate.id:
                    raise ProblemError(f"{where} se nomme lui-même comme {key}.")
    for where, members in _named_locks(problem):
        for name in members:
            if name not in problem.by_id:
                raise ProblemError(f"{where} : candidat inconnu, « {name} ».")
        repeated = [name for name, times in Counter(members).items() if times > 1]
        if repeated:
            raise ProblemError(f"{where} : « {repeated[0]} » y figure deux fois.")


def _counts(problem: Problem, name: Namer) -> None:
    """A candidate has no more ESMS of each kind than it has in all."""
    for person in problem.candidates:
        kinds = person.kinds
        if kinds and kinds.acquisition + kinds.conformite > person.esms:
            raise ProblemError(
                f"{name(person.id)} compte {kinds.acquisition} ESMS en acquisition et "
                f"{kinds.conformite} en mise en conformité, sur {person.esms} en tout."
            )


def _named_locks(problem: Problem) -> Iterable[tuple[str, tuple[str, ...]]]:
    locks = problem.locks
    for key, groups in (
        ("frozen_groups", locks.frozen_groups),
        ("together", locks.together),
        ("apart", locks.apart),
    ):
        for rank, members in enumerate(groups, start=1):
            yield f"Le verrou « {key} » n° {rank}", members
    yield "Le verrou « excluded »", tuple(sorted(locks.excluded))


def _frozen(problem: Problem, name: Namer) -> None:
    """Frozen groups are taken as they are, but a candidate is in one of them at most, and staff
    cannot freeze together those who refuse each other."""
    home: dict[str, int] = {}
    for rank, members in enumerate(problem.locks.frozen_groups, start=1):
        where = f"La grappe figée n° {rank}"
        if not members:
            raise ProblemError(f"{where} est vide.")
        for member in members:
            if member in home:
                raise ProblemError(
                    f"{name(member)} est dans les grappes figées {home[member]} et {rank}."
                )
            if member in problem.locks.excluded:
                raise ProblemError(f"{name(member)} est à la fois exclu et dans une grappe figée.")
            home[member] = rank
        for member in members:
            outside = set(problem.by_id[member].partners).difference(members)
            if outside:
                raise ProblemError(
                    f"{where} sépare {name(member)} de {name(min(outside))}, partenaires."
                )
            refused = set(problem.by_id[member].refuses).intersection(members)
            if refused:
                raise ProblemError(
                    f"{where} réunit {name(member)} et {name(min(refused))}, qu’il refuse."
                )
    for rank, members in enumerate(problem.locks.together, start=1):
        if len({home.get(member) for member in members}) > 1:
            raise ProblemError(f"Le verrou « together » n° {rank} contredit une grappe figée.")


def _pairs(problem: Problem, name: Namer) -> None:
    """Staff cannot ask for two candidates together and apart, or together and excluded."""
    for keys, members in _bound(problem):
        for apart in problem.locks.apart:
            both = sorted(members.intersection(apart))
            if len(both) > 1:
                raise ProblemError(
                    f"{name(both[0])} et {name(both[1])} sont à la fois dans les verrous "
                    f"« {' », « '.join(sorted(keys))} » et « apart »."
                )
        out = sorted(members & problem.locks.excluded)
        if out and not members <= problem.locks.excluded:
            raise ProblemError(f"{name(out[0])} est exclu, mais « together » le lie à d’autres.")


def _bound(problem: Problem) -> list[tuple[set[str], set[str]]]:
    """Candidates that locks hold together, directly or through others, and which locks do."""
    found: list[tuple[set[str], set[str]]] = []
    locks = problem.locks
    for key, groups in (("frozen_groups", locks.frozen_groups), ("together", locks.together)):
        for group in groups:
            keys, members = {key}, set(group)
            for other in [other for other in found if other[1] & members]:
                found.remove(other)
                keys, members = keys | other[0], members | other[1]
            found.append((keys, members))
    return found
