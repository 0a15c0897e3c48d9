"""What the optimiser is given and what it gives back: frozen dataclasses, no behaviour.

Units: kilometres, degrees, ESMS (eligible establishments). Identifiers are the caller's strings.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

PROJECTS = ("acquisition", "conformite")
"""The kinds of project that a grappe can have; a candidate may also say "mixte" (fits both)."""

FITS: Mapping[str, frozenset[str]] = {
    "acquisition": frozenset({"acquisition"}),
    "conformite": frozenset({"conformite"}),
    "mixte": frozenset(PROJECTS),
}


class ProblemError(ValueError):
    """A problem or a plan that contradicts itself; the message is a French sentence."""


@dataclass(frozen=True, slots=True)
class Kinds:
    """How many ESMS of a candidate are of each kind of project; the rest fits both."""

    acquisition: int = 0
    conformite: int = 0


@dataclass(frozen=True, slots=True)
class Candidate:
    """One OG: its eligible ESMS, its place, what it accepts and whom it wants.

    `kinds`, where given, tells what fits which project, ESMS by ESMS; `project` then says nothing
    more. Without it, all the ESMS are of that project.
    """

    id: str
    department: str
    lat: float
    lon: float
    esms: int
    sector: str
    project: str
    accepts: tuple[str, ...]
    horizon: int = 0
    lead: float = 0.0
    partners: tuple[str, ...] = ()
    refuses: tuple[str, ...] = ()
    kinds: Kinds | None = None


@dataclass(frozen=True, slots=True)
class Weights:
    """Prices of the objective (lower is better); see `score.objective` for the formula."""

    unplaced_esms: float
    unplaced_og: float
    km: float
    sector: float
    horizon: float
    department: float
    lead: float
    moved: float
    margin_esms: int
    below_margin: float
    large_esms: int
    above_large: float


@dataclass(frozen=True, slots=True)
class Reduced:
    """Thresholds of a grappe whose members all lie in these départements."""

    min_esms: int
    min_ogs: int
    departments: frozenset[str]


@dataclass(frozen=True, slots=True)
class Rules:
    """The règlement and the staff's wish. None means no limit (`mixed_share`: never mixed)."""

    min_esms: int
    max_esms: int | None
    min_ogs: int
    radius_km: float | None
    weights: Weights
    reduced: Reduced | None = None
    mixed_share: float | None = None


@dataclass(frozen=True, slots=True)
class Locks:
    """What the staff or a promise has settled: identifiers of candidates."""

    frozen_groups: tuple[tuple[str, ...], ...] = ()
    together: tuple[tuple[str, ...], ...] = ()
    apart: tuple[tuple[str, ...], ...] = ()
    excluded: frozenset[str] = frozenset()


@dataclass(frozen=True, eq=False)
class Problem:
    """Candidates to group under rules. Compared by identity: derived arrays are kept per object."""

    rules: Rules
    candidates: tuple[Candidate, ...]
    locks: Locks = Locks()

    @cached_property
    def by_id(self) -> dict[str, Candidate]:
        return {candidate.id: candidate for candidate in self.candidates}

    @cached_property
    def frozen(self) -> frozenset[str]:
        """Members of the frozen groups."""
        return frozenset(name for group in self.locks.frozen_groups for name in group)


@dataclass(frozen=True, slots=True)
class Group:
    """One grappe: its lead (expected porteur), its software vendor, its kind of project."""

    lead: str
    vendor: str
    project: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """An answer. `placement_ceiling`: proven ESMS that no plan can exceed, or None."""

    groups: tuple[Group, ...]
    unplaced: tuple[str, ...]
    placed_esms: int
    placement_ceiling: int | None = None
    status: str = "heuristique"
    seed: int = 0
