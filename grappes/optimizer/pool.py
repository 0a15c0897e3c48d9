"""Columns found so far, the best one for each set of items, searchable by part."""

from collections.abc import Iterable

import numpy as np

from .model import Column
from .table import Bools

MOST_COLUMNS = 60_000


class Pool:
    """A growing set of columns. The oldest leave first when it is full."""

    def __init__(self, n_items: int) -> None:
        self.n_items = n_items
        self.best: dict[tuple[int, ...], Column] = {}
        self._columns: list[Column] = []
        self._members = np.empty(0, dtype=np.int32)
        self._starts = np.empty(0, dtype=np.int64)
        self._fresh: list[Column] = []

    def add(self, columns: Iterable[Column]) -> None:
        for column in columns:
            known = self.best.get(column.items)
            if known is None or column.reward > known.reward + 1e-9:
                self.best[column.items] = column
                self._fresh.append(column)

    def inside(self, part: Bools) -> list[Column]:
        """Columns whose items all belong to a part (mask over the items)."""
        self._index()
        if not len(self._columns):
            return []
        whole = np.logical_and.reduceat(part[self._members], self._starts)
        return [self._columns[n] for n in np.flatnonzero(whole)]

    def _index(self) -> None:
        if len(self._columns) > MOST_COLUMNS:
            kept = self._columns[len(self._columns) // 2 :]
            self.best = {column.items: self.best[column.items] for column in kept}
            self._columns, self._fresh = [], list(self.best.values())
            self._members, self._starts = self._members[:0], self._starts[:0]
        if not self._fresh:
            return
        lengths = np.array([len(column.items) for column in self._fresh])
        starts = len(self._members) + np.cumsum(lengths) - lengths
        members = [item for column in self._fresh for item in column.items]
        self._columns += self._fresh
        self._starts = np.concatenate([self._starts, starts])
        self._members = np.concatenate([self._members, np.array(members, dtype=np.int32)])
        self._fresh = []
