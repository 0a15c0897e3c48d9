"""French sentences about placements. A `Namer` turns an identifier into what people read."""

from collections.abc import Callable

from .problem import Candidate, Group, Problem
from .score import km

Namer = Callable[[str], str]


def same(identifier: str) -> str:
    """The identifier itself, between guillemets."""
    return f"«\u00a0{identifier}\u00a0»"


def joining(
    problem: Problem,
    group: Group,
    candidate: str,
    name: Namer = same,
    *,
    software: str | None = None,
) -> str:
    """Why a member is in this grappe: « même DUI (V1), 18 km, même secteur, … ».

    `software` is what to say of it instead; empty, nothing.
    """
    person, lead = problem.by_id[candidate], problem.by_id[group.lead]
    told = f"même DUI ({group.vendor})" if software is None else software
    reasons = [told] if told else []
    if person is lead:
        reasons.append("porteur de la grappe")
        if len(group.members) == 1:
            reasons = [f"atteint seul le seuil avec {person.esms} ESMS"]
        return ", ".join(reasons)
    reasons.append(f"à {_round(km(person, lead))} km de {name(lead.id)}, qui porterait")
    reasons += _alike(person, lead)
    friends = [name(other) for other in person.partners if other in group.members]
    if friends:
        reasons.append(f"souhaité\u00a0: avec {', '.join(friends)}")
    return ", ".join(reasons)


def _alike(person: Candidate, lead: Candidate) -> list[str]:
    gap = abs(person.horizon - lead.horizon)
    return [
        "même secteur" if person.sector == lead.sector else "secteur différent",
        "même département" if person.department == lead.department else "autre département",
        "même échéance" if not gap else "échéance différente",
    ]


def _round(distance: float) -> str:
    return f"{distance:.0f}" if distance >= 1 else "moins de 1"
