"""A part of the problem, ready for the search: some items, their stars, costs and columns.

A column is a possible grappe: a lead, a vendor, a project, and items that are all within reach
of the lead. A slot is a column without its items: (lead, vendor, project, thresholds).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from .problem import Rules
from .table import Bools, Floats, Ints, Table


class Column(NamedTuple):
    """A grappe in positions of the table; `reward` is what it saves against leaving them out."""

    items: tuple[int, ...]
    lead: int
    vendor: int
    project: int
    weight: int
    reward: float


@dataclass(frozen=True, eq=False)
class Slots:
    """Possible grappes without their members, as parallel arrays."""

    lead: Ints  # row of the lead in Model.leads
    item: Ints  # local item of the lead
    vendor: Ints
    project: Ints
    min_esms: Ints
    min_ogs: Ints
    allowed: Bools  # (slot, item) who may join, the lead's own item apart

    def __len__(self) -> int:
        return len(self.lead)


class Setting(NamedTuple):
    """What the search adds to the problem: previous groups and the prices of moving."""

    before: Ints
    moved: float
    bonus: Floats  # (item,) added to the value of items that were placed before


def size_price(rules: Rules, weight: Ints) -> Floats:
    """What the total of a grappe costs: too near the threshold, or large."""
    w = rules.weights
    short = np.maximum(0, rules.min_esms + w.margin_esms - weight)
    return w.below_margin * short + w.above_large * np.maximum(0, weight - w.large_esms)


def _members(table: Table, items: Ints) -> Ints:
    """Candidates of these items, in order."""
    return np.array([og for item in items for og in table.items[item]], dtype=np.int64)


class Model:
    """Distances, costs and slots among `items` (positions in the table, sorted).

    `leading` restricts the leads to some of these items (local positions).
    """

    def __init__(
        self, table: Table, items: Ints, setting: Setting, leading: Ints | None = None
    ) -> None:
        self.table, self.items, self.setting = table, items, setting
        rules = table.problem.rules
        leading = np.arange(len(items)) if leading is None else leading
        self.leads = _members(table, items[leading])
        self.item_of_lead = np.repeat(leading, table.size[items[leading]])
        members, sizes = _members(table, items), table.size[items]
        km = table.distances(self.leads, members)
        cost = table.costs(self.leads, members, km, setting.before, setting.moved)
        reach = np.ones(km.shape, dtype=bool)
        if rules.radius_km is not None:
            reach = km <= rules.radius_km
        if len(members) > len(items):
            starts = np.cumsum(sizes) - sizes
            cost = np.add.reduceat(cost, starts, axis=1)
            reach = np.logical_and.reduceat(reach, starts, axis=1)
        self.cost, self.reach = cost, reach
        self.weight, self.size = table.weight[items], sizes
        self.misfit, self.share = table.misfit[items], table.share
        self.value = table.value[items] + setting.bonus[items]
        self.cap = self._cap()
        self.apart = self._apart()
        self.apart_set = frozenset(self.apart)

    def _cap(self) -> int:
        """Largest total weight that pricing must look at.

        Without a ceiling the price of size is linear above `large_esms`: see `Heavy` for the sets
        heavier than that.
        """
        rules, total = self.table.problem.rules, int(self.weight.sum())
        if rules.max_esms is not None:
            return min(rules.max_esms, total)
        weights = rules.weights
        floor = max(rules.min_esms + weights.margin_esms, weights.large_esms)
        return min(total, floor + int(self.weight.max(initial=0)))

    def _apart(self) -> list[tuple[int, int]]:
        local = {int(item): n for n, item in enumerate(self.items)}
        pairs = ((local.get(a), local.get(b)) for a, b in self.table.apart)
        return sorted((a, b) for a, b in pairs if a is not None and b is not None)

    @cached_property
    def fits(self) -> Bools:
        """(item, project) where a grappe can be large enough for what strays."""
        ceiling = self.table.problem.rules.max_esms
        most = self.cap if ceiling is not None else int(self.weight.sum())
        return self.misfit <= self.share * most

    @cached_property
    def slots(self) -> Slots:
        """Every possible (lead, vendor, project, thresholds) that can reach its threshold."""
        table, rules = self.table, self.table.problem.rules
        accepts = table.item_accepts[self.items]
        fits = self.fits
        lead, vendor = np.nonzero(accepts[self.item_of_lead])
        lead, project = np.repeat(lead, table.kinds), np.tile(np.arange(table.kinds), len(lead))
        vendor = np.repeat(vendor, table.kinds)
        item = self.item_of_lead[lead]
        keep = fits[item, project] & self.reach[lead, item] & (self.weight[item] <= self.cap)
        lead, vendor, project, item = lead[keep], vendor[keep], project[keep], item[keep]
        allowed = self.reach[lead] & accepts.T[vendor] & fits.T[project]
        for a, b in self.apart:
            allowed[item == a, b] = allowed[item == b, a] = False
        allowed[np.arange(len(lead)), item] = False
        zones = [(allowed, np.ones(len(lead), dtype=bool), rules.min_esms, rules.min_ogs)]
        if rules.reduced:
            inner = table.item_inside[self.items]
            outside = ~inner[item] | (allowed & ~inner).any(axis=1)
            zones = [
                (allowed, outside, rules.min_esms, rules.min_ogs),
                (allowed & inner, inner[item], rules.reduced.min_esms, rules.reduced.min_ogs),
            ]
        parts = []
        for who, usable, min_esms, min_ogs in zones:
            rows = np.flatnonzero(usable & (who @ self.weight + self.weight[item] >= min_esms))
            floors, crowds = np.full(len(rows), min_esms), np.full(len(rows), min_ogs)
            parts.append(
                (lead[rows], item[rows], vendor[rows], project[rows], floors, crowds, who[rows])
            )
        return Slots(*(np.concatenate(column) for column in zip(*parts, strict=True)))

    def column(self, slot: int, chosen: Iterable[int]) -> Column:
        """The column of a slot with these local items (the lead's own comes first)."""
        slots = self.slots
        lead = int(slots.lead[slot])
        return self.star(lead, int(slots.vendor[slot]), int(slots.project[slot]), chosen)

    def star(self, lead: int, vendor: int, project: int, chosen: Iterable[int]) -> Column:
        """The column of a local lead with these local items."""
        local = np.fromiter(chosen, dtype=np.int64)
        weight = int(self.weight[local].sum())
        og = int(self.leads[lead])
        price = self.table.lead_cost[og] + self.cost[lead, local].sum()
        price += float(size_price(self.table.problem.rules, np.array(weight)))
        items = tuple(sorted(self.items[local].tolist()))
        reward = float(self.value[local].sum() - price)
        return Column(items, og, vendor, project, weight, reward)
