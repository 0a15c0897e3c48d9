"""The plan in the making: disjoint columns, and what the search has learned around them."""

from collections.abc import Iterable, Sequence

import numpy as np

from .model import Column, Setting
from .pool import Pool
from .run import Run
from .table import Ints, Table

NEGLIGIBLE = 1e-3


class State:
    """Groups of the incumbent, home of each item, shared columns and duals."""

    def __init__(self, table: Table, setting: Setting, run: Run, seed: int) -> None:
        self.table, self.setting, self.run = table, setting, run
        self.random = np.random.default_rng(seed)
        self.pool = Pool(len(table.items))
        self.duals = np.full(len(table.items), np.nan)
        self.most_reward = np.inf
        self.groups: dict[int, Column] = {}
        self.home = np.full(len(table.items), -1, dtype=np.int64)
        self._next = 0
        first = [members[0] for members in table.items]
        self.sphere = table.sphere[first]

    def replace(self, old: Iterable[int], new: Sequence[Column]) -> None:
        """Take these groups out and put these columns in."""
        for number in old:
            column = self.groups.pop(number)
            self.home[list(column.items)] = -1
        for column in new:
            self.groups[self._next] = column
            self.home[list(column.items)] = self._next
            self._next += 1
        self.pool.add(new)
        self.run.placed = self.run.frozen + self.placed()

    def optimal(self) -> bool:
        """Whether the incumbent reaches the proven bound of the whole objective."""
        return self.reward() >= self.most_reward - NEGLIGIBLE

    def placed(self) -> int:
        """ESMS placed, frozen groups apart."""
        return sum(column.weight for column in self.groups.values())

    def reward(self) -> float:
        return sum(column.reward for column in self.groups.values())

    def unplaced(self) -> Ints:
        return np.flatnonzero(self.home < 0)

    def chord(self, item: int) -> np.ndarray:
        """Distance of every item to one, as squared chord (cheap and in the right order)."""
        return ((self.sphere - self.sphere[item]) ** 2).sum(axis=1)
