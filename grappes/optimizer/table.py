"""The candidates as arrays, and the items: candidates that can only be placed together.

Everything below this module speaks in positions: of a candidate (OG) in `problem.candidates`,
of an item in `Table.items`, of a vendor in `Table.vendors`, of a project in `PROJECTS`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from .mixing import FREE_SHARE, stray, usable_share
from .problem import PROJECTS, Plan, Problem
from .ties import bundles, contradiction

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

EARTH_DIAMETER_KM = 12742.0


@dataclass(frozen=True, eq=False)
class Table:
    """Arrays over the candidates (axis `og`), and over the items (properties)."""

    problem: Problem
    vendors: tuple[str, ...]
    sphere: Floats  # (og, 3) unit vectors
    esms: Ints
    sector: Ints
    department: Ints
    horizon: Ints
    lead_cost: Floats
    accepts: Bools  # (og, vendor)
    stray: Ints  # (og, project) ESMS that do not fit, none where mixing is free
    kinds: int  # projects worth a try: one where mixing is free
    inside: Bools  # (og,) in a département of the reduced thresholds
    items: tuple[tuple[int, ...], ...]
    item_of: Ints  # (og,) its item, -1 when frozen, excluded or in contradiction
    apart: frozenset[tuple[int, int]]  # pairs of items, lower first

    @cached_property
    def position(self) -> dict[str, int]:
        """Where each candidate stands on the axis `og`."""
        return {candidate.id: n for n, candidate in enumerate(self.problem.candidates)}

    @cached_property
    def weight(self) -> Ints:
        """ESMS of each item."""
        return np.array([self.esms[list(item)].sum() for item in self.items], dtype=np.int64)

    @cached_property
    def size(self) -> Ints:
        """Candidates of each item."""
        return np.array([len(item) for item in self.items], dtype=np.int64)

    @cached_property
    def biggest(self) -> Ints:
        """ESMS of the largest candidate of each item."""
        return np.array([self.esms[list(item)].max() for item in self.items], dtype=np.int64)

    @cached_property
    def item_accepts(self) -> Bools:
        """(item, vendor) that all its candidates accept."""
        rows = [self.accepts[list(item)].all(axis=0) for item in self.items]
        return np.array(rows, dtype=bool).reshape(len(rows), len(self.vendors))

    @cached_property
    def misfit(self) -> Ints:
        """(item, project) ESMS that do not fit the project."""
        rows = [self.stray[list(item)].sum(axis=0) for item in self.items]
        return np.array(rows, dtype=np.int64).reshape(len(rows), len(PROJECTS))

    @cached_property
    def share(self) -> float:
        """Part of its ESMS that a grappe may have of another kind."""
        return usable_share(self.problem.rules.mixed_share)

    @cached_property
    def item_inside(self) -> Bools:
        """Items that lie wholly where thresholds are reduced."""
        return np.array([self.inside[list(item)].all() for item in self.items], dtype=bool)

    @cached_property
    def value(self) -> Floats:
        """What leaving each item out costs."""
        weights = self.problem.rules.weights
        return weights.unplaced_esms * self.weight + weights.unplaced_og * self.size

    def distances(self, ogs: Ints, others: Ints) -> Floats:
        """Kilometres between two lists of candidates, as a matrix."""
        a, b = self.sphere[ogs], self.sphere[others]
        square = ((a[:, None, :] - b[None, :, :]) ** 2).sum(axis=2)
        return EARTH_DIAMETER_KM * np.arcsin(np.minimum(1.0, np.sqrt(square) / 2))

    def costs(self, leads: Ints, members: Ints, km: Floats, before: Ints, moved: float) -> Floats:
        """What each member costs with each lead (rows: leads). `before`: previous group or -1."""
        weights = self.problem.rules.weights
        cost = weights.km * km
        for price, column in ((weights.sector, self.sector), (weights.department, self.department)):
            cost += price * (column[leads][:, None] != column[members][None, :])
        gap = np.abs(self.horizon[leads][:, None] - self.horizon[members][None, :])
        cost += weights.horizon * gap
        then, now = before[leads][:, None], before[members][None, :]
        cost += moved * ((then >= 0) & (now >= 0) & (then != now))
        cost[leads[:, None] == members[None, :]] = 0.0
        return cost


@lru_cache(maxsize=4)
def table_of(problem: Problem) -> Table:
    """Build the arrays of a problem, once per object."""
    people, weights = problem.candidates, problem.rules.weights
    reduced = problem.rules.reduced
    departments = reduced.departments if reduced else frozenset()
    vendors = tuple(sorted({vendor for candidate in people for vendor in candidate.accepts}))
    position = {candidate.id: n for n, candidate in enumerate(people)}
    items = tuple(_items(problem, position))
    item_of = np.full(len(people), -1, dtype=np.int64)
    for n, members in enumerate(items):
        item_of[list(members)] = n
    esms = np.array([candidate.esms for candidate in people], dtype=np.int64)
    free = (problem.rules.mixed_share or 0) >= FREE_SHARE
    strays = [[0 if free else stray(person, kind) for kind in PROJECTS] for person in people]
    return Table(
        problem=problem,
        vendors=vendors,
        sphere=_sphere(problem),
        esms=esms,
        sector=_codes(candidate.sector for candidate in people),
        department=_codes(candidate.department for candidate in people),
        horizon=np.array([candidate.horizon for candidate in people], dtype=np.int64),
        lead_cost=weights.lead * (1 - np.array([candidate.lead for candidate in people])),
        accepts=_accepts(problem, vendors),
        stray=np.array(strays, dtype=np.int64).reshape(len(people), len(PROJECTS)),
        kinds=1 if free else len(PROJECTS),
        inside=np.array([candidate.department in departments for candidate in people], dtype=bool),
        items=items,
        item_of=item_of,
        apart=frozenset(_apart(problem, position, item_of)),
    )


def _accepts(problem: Problem, vendors: tuple[str, ...]) -> Bools:
    rank = {vendor: n for n, vendor in enumerate(vendors)}
    accepts = np.zeros((len(problem.candidates), len(vendors)), dtype=bool)
    for n, candidate in enumerate(problem.candidates):
        accepts[n, [rank[vendor] for vendor in candidate.accepts]] = True
    return accepts


def previous_groups(problem: Problem, previous: Plan | None) -> Ints:
    """Number of each candidate's group in the previous plan, or -1."""
    before = np.full(len(problem.candidates), -1, dtype=np.int64)
    position = {candidate.id: n for n, candidate in enumerate(problem.candidates)}
    for number, group in enumerate(previous.groups if previous else ()):
        for member in group.members:
            if member in position:
                before[position[member]] = number
    return before


def _items(problem: Problem, position: dict[str, int]) -> Iterator[tuple[int, ...]]:
    for bundle in bundles(problem):
        if contradiction(problem, bundle) is None:
            yield tuple(sorted(position[name] for name in bundle))


def _apart(problem: Problem, position: dict[str, int], item_of: Ints) -> Iterator[tuple[int, int]]:
    pairs = [(c.id, other) for c in problem.candidates for other in c.refuses]
    for group in problem.locks.apart:
        pairs += [(a, b) for n, a in enumerate(group) for b in group[:n]]
    for a, b in pairs:
        i, j = sorted((int(item_of[position[a]]), int(item_of[position[b]])))
        if 0 <= i < j:
            yield i, j


def _sphere(problem: Problem) -> Floats:
    lat = np.radians([candidate.lat for candidate in problem.candidates])
    lon = np.radians([candidate.lon for candidate in problem.candidates])
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def _codes(words: Iterable[str]) -> Ints:
    ranks: dict[str, int] = {}
    return np.array([ranks.setdefault(word, len(ranks)) for word in words], dtype=np.int64)
