"""Exact pricing: the best columns of a model for given dual prices, and a proof of the rest."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from .heavy import Heavy
from .knapsack import classes, mix, portions, scan, solve, trace
from .model import Column, Model, size_price
from .shape import keeps_share, violates
from .table import Bools, Floats, Ints

EPSILON = 1e-6
MOST_BRANCHES = 12


@dataclass(frozen=True)
class Priced:
    """Answer of one round. `best`: upper bound on the reduced reward of each slot."""

    columns: list[Column]
    best: Floats


class Thresholds(NamedTuple):
    """What slots solved together share; `counts`: what each item adds to the crowd."""

    project: int
    floor: int
    crowd: int
    counts: Ints


class Pricer:
    """Prices every slot of a model. `priced` False prices placement alone (all costs zero)."""

    def __init__(self, model: Model, *, placement: bool = False) -> None:
        self.model, self.placement = model, placement
        slots, items = model.slots, range(len(model.items))
        self.value = model.weight.astype(float) if placement else model.value
        cost = np.zeros_like(model.cost) if placement else model.cost
        self.cost = cost
        self.start = model.weight[slots.item]
        self.fixed = self.cost[slots.lead, slots.item]
        if not placement:
            self.fixed = self.fixed + model.table.lead_cost[model.leads[slots.lead]]
        keys = [(int(model.weight[item]), 1, 0) for item in items]
        misfit = slots.allowed & (model.misfit == model.weight[:, None]).T[slots.project]
        misfit &= model.weight > 0
        split = slots.allowed & ~misfit & (model.misfit > 0).T[slots.project]
        self.classes = classes(slots.allowed & ~misfit & ~split, cost[slots.lead], keys)
        self.misfits = classes(misfit, cost[slots.lead], keys)
        self.loose = bool(split.any())
        if self.loose:
            self._split(split)
        self.own_misfit = model.misfit[slots.item, slots.project]
        slope = 0.0 if placement else model.table.problem.rules.weights.above_large
        self.heavy = Heavy(model, cost, slope)
        totals = np.arange(model.cap + 1)
        self.tail = (
            np.zeros(len(totals)) if placement else -size_price(model.table.problem.rules, totals)
        )

    def _split(self, split: Bools) -> None:
        """Offer apart what fits and what does not of the items that fit in part: then `_scan`
        only bounds what they bring."""
        model, slots = self.model, self.model.slots
        cost = self.cost[slots.lead]
        for kind in np.unique(slots.project).tolist():
            mask, other = split & (slots.project == kind)[:, None], model.misfit[:, kind]
            self.classes += portions(mask, cost, model.weight, model.weight - other)
            self.misfits += portions(mask, cost, model.weight, other)

    def __call__(self, duals: Floats, most: int) -> Priced:
        """Bound the reduced reward of every slot and rebuild the `most` most promising ones."""
        gains = np.append(self.value - duals, -np.inf)
        table = self._scan(gains) + self.tail
        totals = np.arange(self.model.cap + 1)
        table[totals[None, :] < self.model.slots.min_esms[:, None]] = -np.inf
        own = gains[self.model.slots.item] - self.fixed
        best = table.max(axis=1, initial=-np.inf) + own
        heavy = self.heavy.bound(gains) + own
        best = np.maximum(best, heavy)
        rows = np.flatnonzero(best > EPSILON)
        rows = rows[np.argsort(-best[rows], kind="stable")][:most]
        columns = self._exact(rows, gains, best)
        best = np.maximum(best, heavy)
        for row in rows[heavy[rows] > EPSILON]:
            columns += self.heavy.column(int(row), gains)
        return Priced(columns, best)

    def _scan(self, gains: Floats) -> Floats:
        """Best sum of gains for each slot and total weight, separations and crowds ignored."""
        fitting = scan(self.classes, gains, self.start, self.model.cap)
        if not self.misfits and not self.own_misfit.any():
            return fitting
        most = int(self.model.share * self.model.cap)
        others = scan(self.misfits, gains, np.zeros_like(self.start), most)
        return mix(fitting, others, self.own_misfit, self.model.share)

    def _exact(self, rows: Ints, gains: Floats, best: Floats) -> list[Column]:
        """Columns of these slots under every rule; lowers `best` to the exact value."""
        if not len(rows):
            return []
        found: list[Column] = []
        queue = [(int(row), frozenset[int]()) for row in rows]
        exact = dict.fromkeys((row for row, _ in queue), -np.inf)
        branches = dict.fromkeys(exact, 1)
        while queue:
            answers = self._knapsacks(queue, gains)
            again = []
            for (row, banned), (reward, chosen) in zip(queue, answers, strict=True):
                clash = self._clash(chosen) if reward > EPSILON else None
                if clash and branches[row] < MOST_BRANCHES:
                    branches[row] += 1
                    again += [(row, banned | {clash[0]}), (row, banned | {clash[1]})]
                    continue
                exact[row] = max(exact[row], reward)
                if reward > EPSILON and not clash:
                    found += self._valid(row, chosen)
            queue = again
        for row, reward in exact.items():
            best[row] = min(best[row], reward)
        return found

    def _valid(self, row: int, chosen: list[int]) -> list[Column]:
        """The column, unless it lies wholly where thresholds are reduced and misses those."""
        column = self.model.column(row, [int(self.model.slots.item[row]), *chosen])
        table = self.model.table
        return [] if table.problem.rules.reduced and violates(table, column) else [column]

    def _clash(self, chosen: list[int]) -> tuple[int, int] | None:
        here = set(chosen)
        return next(((a, b) for a, b in self.model.apart if a in here and b in here), None)

    def _knapsacks(
        self, queue: list[tuple[int, frozenset[int]]], gains: Floats
    ) -> list[tuple[float, list[int]]]:
        """Best (reduced reward, items) of each slot without its banned items."""
        slots = self.model.slots
        rows = np.array([row for row, _ in queue])
        allowed = slots.allowed[rows].copy()
        for place, (_, banned) in enumerate(queue):
            allowed[place, sorted(banned)] = False
        allowed[:, gains[:-1] == -np.inf] = False
        answers: list[tuple[float, list[int]]] = [(-np.inf, [])] * len(queue)
        alike = np.column_stack([slots.project[rows], slots.min_esms[rows], slots.min_ogs[rows]])
        for key in np.unique(alike, axis=0):
            places = np.flatnonzero((alike == key).all(axis=1))
            project, floor, crowd = (int(part) for part in key)
            counts = self._counts(floor, crowd)
            # The count is rarely binding: ignore it first, it makes the program larger.
            group = Thresholds(project, floor, 1, counts)
            for ask in (group, group._replace(crowd=crowd)):
                found = self._group(rows[places], allowed[places], gains, ask)
                for place, answer in zip(places.tolist(), found, strict=True):
                    answers[place] = answer
                own = slots.item[rows[places]]
                sizes = [
                    counts[[item, *answers[place][1]]].sum()
                    for place, item in zip(places.tolist(), own.tolist(), strict=True)
                ]
                places = places[np.array(sizes) < crowd]
                if not len(places):
                    break
        return answers

    def _counts(self, floor: int, crowd: int) -> Ints:
        """What each item adds to the count: a member that reaches the threshold alone is enough."""
        model = self.model
        alone = model.table.biggest[model.items] >= floor
        return np.where(alone, crowd, np.minimum(model.size, crowd))

    def _group(
        self, rows: Ints, allowed: Bools, gains: Floats, ask: Thresholds
    ) -> list[tuple[float, list[int]]]:
        """Slots of one project and one pair of thresholds, solved together."""
        model, slots, cap = self.model, self.model.slots, self.model.cap
        misfit, most_misfit = model.misfit[:, ask.project], int(model.share * cap)
        counts = np.minimum(ask.counts, ask.crowd)
        keys = list(zip(model.weight.tolist(), counts.tolist(), misfit.tolist(), strict=True))
        found = classes(allowed, self.cost[slots.lead[rows]], keys)
        own = slots.item[rows]
        start = (model.weight[own], counts[own])
        solved = solve(found, gains, start, (ask.crowd, most_misfit, cap))
        table = solved.table[:, ask.crowd - 1] + self.tail
        totals = np.arange(cap + 1)
        mixed = misfit[own][:, None] + np.arange(table.shape[1])
        table[mixed[:, :, None] > model.share * totals] = -np.inf
        table[:, :, totals < ask.floor] = -np.inf
        flat = table.reshape(len(rows), -1)
        pick = flat.argmax(axis=1)
        state = (np.full(len(rows), ask.crowd - 1), pick // (cap + 1), pick % (cap + 1))
        reward = flat[np.arange(len(rows)), pick] + gains[own] - self.fixed[rows]
        usable = np.isfinite(reward)
        chosen = trace(solved, state)
        return [
            (float(reward[n]) if usable[n] else -np.inf, chosen[n] if usable[n] else [])
            for n in range(len(rows))
        ]


def solos(model: Model) -> list[Column]:
    """Organisations that reach the threshold alone: whatever the ceiling and the count, valid
    where they keep to the share."""
    table, rules = model.table, model.table.problem.rules
    found = []
    for lead in range(len(model.leads)):
        item = int(model.item_of_lead[lead])
        og, whole = int(model.leads[lead]), int(model.items[item])
        floor = rules.min_esms
        if rules.reduced and table.inside[og]:
            floor = rules.reduced.min_esms
        if model.size[item] == 1 and table.esms[og] >= floor:
            vendor = int(np.argmax(table.item_accepts[whole]))
            project = int(np.argmin(table.misfit[whole]))
            if keeps_share(table, [whole], project):
                found.append(model.star(lead, vendor, project, [item]))
    return found
