"""The best shape of a given set of items: which lead, which vendor, which project."""

from collections.abc import Sequence

import numpy as np

from .model import Column, Setting, size_price
from .problem import PROJECTS
from .table import Table


def violates_size(table: Table, items: Sequence[int]) -> bool:
    """Whether a set of items breaks a threshold, a ceiling or a separation."""
    rules, rows = table.problem.rules, list(items)
    weight, size = int(table.weight[rows].sum()), int(table.size[rows].sum())
    min_esms, min_ogs = rules.min_esms, rules.min_ogs
    if rules.reduced and table.item_inside[rows].all():
        min_esms, min_ogs = rules.reduced.min_esms, rules.reduced.min_ogs
    if weight < min_esms:
        return True
    if rules.max_esms is not None and weight > rules.max_esms and size > 1:
        return True
    if size < min_ogs and int(table.biggest[rows].max()) < min_esms:
        return True
    chosen = set(rows)
    return any(a in chosen and b in chosen for a, b in table.apart)


def violates(table: Table, column: Column) -> bool:
    """Whether a star breaks a threshold, a ceiling, a separation or the mixed share."""
    too_mixed = not keeps_share(table, column.items, column.project)
    return too_mixed or violates_size(table, column.items)


def keeps_share(table: Table, items: Sequence[int], project: int) -> bool:
    """Whether few enough ESMS of a set of items stray from a project."""
    rows = list(items)
    return bool(table.misfit[rows, project].sum() <= table.share * table.weight[rows].sum())


def best_shape(table: Table, items: Sequence[int], setting: Setting) -> Column | None:
    """The best column made of exactly these items, or None if no shape is valid."""
    rows = list(items)
    if violates_size(table, rows):
        return None
    vendors = np.flatnonzero(table.item_accepts[rows].all(axis=0))
    weight = int(table.weight[rows].sum())
    projects = [kind for kind in range(len(PROJECTS)) if keeps_share(table, rows, kind)]
    if not len(vendors) or not projects:
        return None
    leads = np.array([og for item in rows for og in table.items[item]], dtype=np.int64)
    km = table.distances(leads, leads)
    price = table.costs(leads, leads, km, setting.before, setting.moved).sum(axis=1)
    price += table.lead_cost[leads]
    radius = table.problem.rules.radius_km
    if radius is not None:
        price[(km > radius).any(axis=1)] = np.inf
    best = int(np.argmin(price))
    if not np.isfinite(price[best]):
        return None
    reward = float((table.value[rows] + setting.bonus[rows]).sum() - price[best])
    reward -= float(size_price(table.problem.rules, np.array(weight)))
    return Column(
        tuple(sorted(rows)), int(leads[best]), int(vendors[0]), projects[0], weight, reward
    )
