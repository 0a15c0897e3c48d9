"""Let items join a grappe that exists, changing it as little as possible."""

import numpy as np

from .model import Column, Model, Setting
from .shape import best_shape, violates
from .table import Table


def join(table: Table, setting: Setting, group: Column, item: int) -> Column | None:
    """The grappe with one more item: same lead, vendor and project if they can stay, else the
    best shape; None if it breaks a rule."""
    if not may_join(table, group, item):
        return None
    items = (*group.items, item)
    return keep_shape(table, setting, group, items) or best_shape(table, items, setting)


def keep_shape(
    table: Table, setting: Setting, group: Column, items: tuple[int, ...]
) -> Column | None:
    """These items under the lead, vendor and project of a grappe, or None if not valid."""
    rows = np.array(sorted(items), dtype=np.int64)
    if not table.item_accepts[rows, group.vendor].all():
        return None
    own = np.searchsorted(rows, table.item_of[group.lead])
    model = Model(table, rows, setting, leading=np.array([own]))
    lead = int(np.flatnonzero(model.leads == group.lead)[0])
    if not model.reach[lead].all():
        return None
    column = model.star(lead, group.vendor, group.project, range(len(rows)))
    return None if violates(table, column) else column


def may_join(table: Table, group: Column, item: int) -> bool:
    """Cheap necessary conditions, before any distance is computed."""
    most = table.problem.rules.max_esms
    if most is not None and group.weight + table.weight[item] > most:
        return False
    rows = [*group.items, item]
    return bool(table.item_accepts[rows].all(axis=0).any())
