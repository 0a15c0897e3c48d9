"""Without a ceiling of size: the grappes heavier than the knapsacks of pricing look at.

What is left of such a set without one of its items is still above every threshold (`Model.cap`).
So the best of them takes what is worth more than it costs, and of the rest only what it needs to
keep its share of another kind of project.
"""

import numpy as np

from .model import Column, Model
from .shape import violates
from .table import Bools, Floats, Ints

ROUNDING = 1e-9


class Heavy:
    """`cost` of each item (lead, item); `slope`: price of one more ESMS."""

    def __init__(self, model: Model, cost: Floats, slope: float) -> None:
        self.model, self.cost, self.slope = model, cost, slope
        rules, slots = model.table.problem.rules, model.slots
        self.possible = rules.max_esms is None and model.cap < model.weight.sum()
        start = model.weight[slots.item]
        self.start, self.credit = start, slope * (rules.weights.large_esms - start)
        # What each item strays from the project beyond its share; negative, it makes room.
        self.excess = model.misfit - model.share * model.weight[:, None]

    def bound(self, gains: Floats) -> Floats:
        """What the items of such a set bring at most, in each slot."""
        slots, model = self.model.slots, self.model
        if not self.possible:
            return np.full(len(slots), -np.inf)
        net = gains[:-1] - self.slope * model.weight - self.cost[slots.lead]
        taken = slots.allowed & (net > 0)
        total = taken @ model.weight + self.start
        best = np.where(taken, net, 0).sum(axis=1) + self.credit
        light = np.flatnonzero(total <= model.cap)
        best[light] -= self._filling(light, net[light], taken[light], total[light])
        return best

    def _filling(self, rows: Ints, net: Floats, taken: Bools, total: Ints) -> Floats:
        """Least price of what makes these sets heavy; infinite where nothing could ask for it."""
        model, slots = self.model, self.model.slots
        price = np.full(len(rows), np.inf)
        if not model.share:
            return price
        excess = self.excess.T[slots.project[rows]]
        spare = slots.allowed[rows] & ~taken & (excess < 0)
        stray = np.where(taken | spare, model.misfit.T[slots.project[rows]], 0).sum(axis=1)
        stray += model.misfit[slots.item[rows], slots.project[rows]]
        tight = np.flatnonzero(stray > model.share * (model.cap - model.weight.max()))
        each = np.where(spare, -net / np.maximum(1, model.weight), np.inf)[tight]
        order = np.argsort(each, axis=1, kind="stable")
        each = np.take_along_axis(each, order, axis=1)
        usable = np.isfinite(each)
        weight = np.where(usable, model.weight[order], 0)
        missing = (model.cap + 1 - total[tight])[:, None]
        used = np.clip(missing - (weight.cumsum(axis=1) - weight), 0, weight)
        filled = used.sum(axis=1) >= missing[:, 0]
        price[tight[filled]] = (used * np.where(usable, each, 0)).sum(axis=1)[filled]
        return price

    def column(self, row: int, gains: Floats) -> list[Column]:
        """A set that takes what is worth more than it costs, where that breaks no rule."""
        model, slots = self.model, self.model.slots
        own, excess = int(slots.item[row]), self.excess[:, slots.project[row]]
        net = gains[:-1] - self.slope * model.weight - self.cost[slots.lead[row]]
        worth = slots.allowed[row] & (net > 0)
        spare = np.flatnonzero(slots.allowed[row] & ~worth & (excess < 0) & np.isfinite(net))
        spare = spare[np.argsort(net[spare] / excess[spare], kind="stable")]
        easy, hard = np.flatnonzero(worth & (excess <= 0)), np.flatnonzero(worth & (excess > 0))
        hard = hard[np.argsort(-net[hard] / excess[hard], kind="stable")]
        room = -excess[[own, *easy, *spare]].sum()
        hard = hard[excess[hard].cumsum() <= room + ROUNDING]
        chosen = [own, *easy.tolist(), *hard.tolist()]
        over = excess[chosen].sum() + np.concatenate([[0.0], excess[spare].cumsum()])
        chosen += spare[: int(np.argmax(over <= ROUNDING))].tolist()
        column = model.column(row, chosen)
        return [] if violates(model.table, column) else [column]
