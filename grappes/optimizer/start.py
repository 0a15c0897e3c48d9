"""Where a search starts: what the caller had before, or a greedy plan."""

from collections.abc import Iterable

import numpy as np

from .greedy import insert_left, nearest_first
from .join import keep_shape
from .model import Column, Model, Setting
from .problem import PROJECTS, Group, Plan
from .run import Stop, never
from .shape import best_shape
from .table import Floats, Ints, Table, previous_groups

CELL_SIZE = 300
STAY = 0.5
"""Share of an ESMS that leaving out, or moving, somebody placed before costs on top."""


def setting_for(table: Table, previous: Plan | None) -> Setting:
    """Prices of the search: with a previous plan, nobody moves for less than half an ESMS."""
    weights = table.problem.rules.weights
    before = previous_groups(table.problem, previous)
    if previous is None:
        return Setting(before, weights.moved, np.zeros(len(table.items)))
    placed = np.array([(before[list(members)] >= 0).any() for members in table.items], dtype=bool)
    bonus = STAY * weights.unplaced_esms * np.maximum(1, table.weight) * placed
    return Setting(before, max(weights.moved, STAY * weights.unplaced_esms), bonus)


def kept_groups(table: Table, setting: Setting, plan: Plan) -> list[Column]:
    """The plan's groups that are still valid, as columns; frozen groups are not among them."""
    position = {candidate.id: n for n, candidate in enumerate(table.problem.candidates)}
    found = []
    for group in plan.groups:
        ogs = [position[member] for member in group.members if member in position]
        items = {int(table.item_of[og]) for og in ogs}
        whole = sum(len(table.items[item]) for item in items if item >= 0) == len(ogs)
        if not ogs or -1 in items or not whole:
            continue
        column = _as_it_was(table, setting, group, sorted(items))
        column = column or best_shape(table, sorted(items), setting)
        if column:
            found.append(column)
    return found


def _as_it_was(table: Table, setting: Setting, group: Group, items: list[int]) -> Column | None:
    """The group with its own lead, vendor and project, or None if no longer valid."""
    ids = [table.problem.candidates[og].id for item in items for og in table.items[item]]
    ogs = [og for item in items for og in table.items[item]]
    if group.lead not in ids or group.vendor not in table.vendors or group.project not in PROJECTS:
        return None
    lead, vendor = ogs[ids.index(group.lead)], table.vendors.index(group.vendor)
    was = Column(tuple(items), lead, vendor, PROJECTS.index(group.project), 0, 0.0)
    return keep_shape(table, setting, was, was.items)


def completed(
    table: Table,
    setting: Setting,
    columns: Iterable[Column],
    among: Iterable[int] | None = None,
    stop: Stop = never,
) -> list[Column]:
    """The same groups, joined by whoever fits, and new groups among those left out.

    `among`: the items concerned, all of them by default. `stop` leaves the rest as it is.
    """
    groups = list(columns)
    everyone = list(range(len(table.items)) if among is None else among)
    while True:
        before = len(groups)
        groups = insert_left(table, setting, groups, left_out(groups, everyone), stop)
        left = left_out(groups, everyone)
        groups += _stars(table, setting, np.array(left, dtype=np.int64), stop)
        if len(groups) == before:
            return groups


def left_out(columns: Iterable[Column], among: Iterable[int]) -> list[int]:
    """Those of these items that are in none of these columns."""
    placed = {item for column in columns for item in column.items}
    return [item for item in among if item not in placed]


def greedy(table: Table, setting: Setting, stop: Stop = never) -> list[Column]:
    """Nearest-first grappes, cell by cell, then insertion of who is left."""
    stars = _stars(table, setting, np.arange(len(table.items)), stop)
    return completed(table, setting, stars, stop=stop)


def _stars(table: Table, setting: Setting, items: Ints, stop: Stop) -> list[Column]:
    """Nearest-first grappes among these items."""
    centers = table.sphere[[table.items[item][0] for item in items]]
    found: list[Column] = []
    for cell in cells(centers, CELL_SIZE, 0.0):
        if stop():
            break
        found += nearest_first(Model(table, items[cell], setting))
    return found


def cells(points: Floats, most: int, angle: float) -> list[np.ndarray]:
    """Cut points of the sphere into compact parts of `most` at most; `angle` turns the cuts."""
    whole = np.arange(len(points))
    return [cell for cell in _halves(points, whole, most, angle) if len(cell)]


def _halves(points: Floats, part: np.ndarray, most: int, angle: float) -> list[np.ndarray]:
    if len(part) <= most:
        return [np.sort(part)]
    centered = points[part] - points[part].mean(axis=0)
    _, _, axes = np.linalg.svd(centered, full_matrices=False)
    along = centered @ (np.cos(angle) * axes[0] + np.sin(angle) * axes[1])
    order = part[np.argsort(along, kind="stable")]
    middle = len(order) // 2
    return [
        half
        for side in (order[:middle], order[middle:])
        for half in _halves(points, side, most, angle)
    ]
