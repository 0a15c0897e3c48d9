"""Column generation on a model: the linear relaxation, its duals and a proven upper bound.

Duals are smoothed towards those of the best bound (Wentges): plain duals swing, because the
master is degenerate. The bound is Lagrangian, hence valid at any duals.
"""

from collections.abc import Iterable, Sequence

import numpy as np

from .master import Master
from .model import Column, Model
from .pricing import Pricer, solos
from .run import Run
from .table import Floats, Ints

COLUMNS_PER_ROUND = 80
SMOOTHING = 0.5
NEGLIGIBLE = 1e-6
MOST_PER_ITEM = 8


class Generation:
    """Columns, duals and bound of one model. `placement`: count ESMS, ignore all costs."""

    def __init__(
        self,
        model: Model,
        columns: Iterable[Column],
        run: Run,
        *,
        placement: bool = False,
        center: Floats | None = None,
    ) -> None:
        self.model, self.run, self.placement = model, run, placement
        self.pricer = Pricer(model, placement=placement)
        self.master = Master(len(model.items))
        self.columns: list[Column] = []
        self.rows: list[Ints] = []
        self.rewards: list[float] = []
        self._known: dict[tuple[int, ...], float] = {}
        self.value, self.ceiling = -np.inf, np.inf
        self.center = center
        self.duals = np.zeros(len(model.items))
        self.busy = np.zeros(len(model.items), dtype=bool)
        self.solos = solos(model)
        self.add(self.solos)
        self.add(columns)

    def add(self, columns: Iterable[Column]) -> int:
        """Add the columns that are new or better; return how many."""
        rewards, rows = [], []
        for column in columns:
            reward = float(column.weight) if self.placement else column.reward
            if reward <= self._known.get(column.items, -np.inf) + NEGLIGIBLE:
                continue
            self._known[column.items] = reward
            self.columns.append(column)
            rewards.append(reward)
            rows.append(np.searchsorted(self.model.items, column.items))
        self.master.add(rewards, rows)
        self.rewards += rewards
        self.rows += rows
        return len(rewards)

    def close(self, rounds: int, gap: float, target: float = -np.inf, share: float = 1.0) -> bool:
        """Generate until the bound is within `gap` of the relaxation (then True), or no better
        than `target`, or until the rounds or this share of the budget are spent."""
        smoothing = SMOOTHING
        for _ in range(rounds):
            self.value, self.duals = self.master.relax(), self.master.duals()
            if self.ceiling - self.value <= gap:
                return True
            if self.ceiling <= target or self.run.over(share):
                return False
            duals = self.duals
            if self.center is not None:
                duals = smoothing * self.center + (1 - smoothing) * self.duals
            self._purge()
            added = self._round(duals)
            if not added and self.pricer.loose:
                # Behind slots that only promised, others may give.
                added = self._round(self.duals, len(self.model.slots))
            if not added and smoothing < 0.05:
                return True
            smoothing = SMOOTHING if added else smoothing / 3
        return False

    def fix(self, columns: Sequence[int]) -> None:
        """Take these columns whole, and no other one whole: their items are busy."""
        self.master.fix(columns)
        self.busy[:] = False
        for n in columns:
            self.busy[self.rows[n]] = True

    def settle(self, rounds: int) -> None:
        """A few rounds around the fixed columns."""
        self.master.relax(again=True)
        for _ in range(rounds):
            self.run.spend()
            duals = np.where(self.busy, np.inf, self.master.duals())
            if not self.add(self.pricer(duals, COLUMNS_PER_ROUND).columns):
                return
            self.master.relax()

    def _purge(self) -> None:
        """Forget the least promising columns when they are many: they slow every relaxation."""
        most = MOST_PER_ITEM * len(self.model.items)
        if len(self.columns) <= most:
            return
        reduced = np.array(self.rewards) - [self.duals[rows].sum() for rows in self.rows]
        gone = np.sort(np.argsort(reduced, kind="stable")[: len(reduced) // 2])
        self.master.remove(gone)
        kept = np.setdiff1d(np.arange(len(reduced)), gone)
        for n in gone:
            self._known.pop(self.columns[n].items, None)
        self.columns = [self.columns[n] for n in kept]
        self.rows = [self.rows[n] for n in kept]
        self.rewards = [self.rewards[n] for n in kept]

    def _round(self, duals: Floats, most: int = COLUMNS_PER_ROUND) -> int:
        self.run.spend()
        priced = self.pricer(duals, most)
        bound = self.bound(duals, priced.best)
        if bound < self.ceiling:
            self.ceiling, self.center = bound, duals
        return self.add(priced.columns)

    def bound(self, duals: Floats, best: Floats) -> float:
        """No plan is worth more: each item leads at most one column, and columns are few."""
        per_item = np.zeros(len(duals))
        np.maximum.at(per_item, self.model.slots.item, best)
        for solo in self.solos:
            own = int(np.searchsorted(self.model.items, solo.items[0]))
            reward = solo.weight if self.placement else solo.reward
            per_item[own] = max(per_item[own], reward - duals[own])
        floor = max(1, int(self.model.slots.min_esms.min(initial=10**9)))
        most = int(self.model.weight.sum()) // floor
        return float(duals.sum() + np.sort(per_item)[::-1][:most].sum())
