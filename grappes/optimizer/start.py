"""Where a search starts: what the caller had before, or a greedy plan."""

import numpy as np

from .greedy import insert_left, nearest_first
from .model import Column, Model, Setting
from .problem import PROJECTS, Group, Plan
from .shape import best_shape, violates
from .table import Floats, Table, previous_groups

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
        same = same_shape(table, group, sorted(items), setting)
        column = same or best_shape(table, sorted(items), setting)
        if column:
            found.append(column)
    return found


def same_shape(
    table: Table, group: Group, items: list[int], setting: Setting
) -> Column | None:
    """The column with the group's own lead, vendor and project, or None if not valid."""
    problem = table.problem
    best = best_shape(table, items, setting)
    if best is None or group.vendor not in table.vendors or group.project not in PROJECTS:
        return None
    model = Model(table, np.array(items), setting)
    lead = next(
        (n for n, og in enumerate(model.leads) if problem.candidates[og].id == group.lead), None
    )
    vendor = table.vendors.index(group.vendor)
    if lead is None or not model.reach[lead].all() or not table.item_accepts[items, vendor].all():
        return None
    column = model.star(lead, vendor, PROJECTS.index(group.project), range(len(items)))
    return None if violates(table, column) else column


def greedy(table: Table, setting: Setting) -> list[Column]:
    """Nearest-first grappes, cell by cell, then insertion of who is left."""
    found: list[Column] = []
    centers = table.sphere[[members[0] for members in table.items]]
    for cell in cells(centers, CELL_SIZE, 0.0):
        found += nearest_first(Model(table, cell, setting))
    placed = {item for column in found for item in column.items}
    left = [item for item in range(len(table.items)) if item not in placed]
    return insert_left(table, setting, found, left)


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
    return [half for side in (order[:middle], order[middle:])
            for half in _halves(points, side, most, angle)]

