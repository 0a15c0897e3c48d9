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
        if not self._fresh:
            return
        if len(self.best) > MOST_COLUMNS:
            kept = list(self.best)[-MOST_COLUMNS * 2 // 3 :]
            self.best = {items: self.best[items] for items in kept}
        self._columns = list(self.best.values())
        lengths = [len(column.items) for column in self._columns]
        self._starts = np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.int64)
        self._members = np.fromiter(
            (item for column in self._columns for item in column.items), dtype=np.int32
        )
        self._fresh.clear()
