"""What of a candidate fits a kind of project: the search and the explanations count by it."""

from collections.abc import Iterable

from .problem import FITS, PROJECTS, Candidate

FREE_SHARE = 0.5  # the smaller kind of project never exceeds half: from there it hinders nobody
HAIR = 1e-9  # a share is a decimal number: just that share must pass


def stray(person: Candidate, project: str) -> int:
    """ESMS of a candidate that do not fit a project."""
    if person.kinds is None:
        return 0 if project in FITS[person.project] else person.esms
    return person.kinds.conformite if project == "acquisition" else person.kinds.acquisition


def prevailing(people: Iterable[Candidate]) -> str:
    """The kind of project that suits most ESMS: the others are at most half."""
    group = list(people)
    return min(PROJECTS, key=lambda kind: sum(stray(person, kind) for person in group))


def usable_share(share: float | None) -> float:
    """The share of a grappe's ESMS that may stray from its project, as comparisons need it."""
    return share + HAIR if share else 0.0
