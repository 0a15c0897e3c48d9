"""Linear constraints gathered block by block, for a solver that wants them row by row."""

import numpy as np

from .table import Floats, Ints

Term = tuple[Ints, Ints, Floats | Ints]  # row within the block, variable, coefficient


class Rows:
    """low <= sum of coefficient x variable <= high, for each row."""

    def __init__(self) -> None:
        self.count = 0
        self._terms: list[Term] = []
        self._low: list[Floats] = []
        self._high: list[Floats] = []

    def add(self, low: Floats | float, high: Floats | float, *terms: Term) -> None:
        """A block of rows; one of its bounds at least is an array, the other may be a number."""
        bounds = np.broadcast_arrays(np.asarray(low, dtype=float), np.asarray(high, dtype=float))
        self._low.append(bounds[0])
        self._high.append(bounds[1])
        self._terms += [(self.count + row, variable, value) for row, variable, value in terms]
        self.count += len(bounds[0])

    def bounds(self) -> tuple[Floats, Floats]:
        return np.concatenate(self._low), np.concatenate(self._high)

    def matrix(self) -> tuple[Ints, Ints, Floats]:
        """Compressed rows: where each starts, its variables, their coefficients (not zero)."""
        row, variable, value = (np.concatenate(part) for part in zip(*self._terms, strict=True))
        kept = np.flatnonzero(value)
        order = kept[np.lexsort((variable[kept], row[kept]))]
        starts = np.searchsorted(row[order], np.arange(self.count))
        return starts, variable[order], value[order].astype(float)
