"""The restricted master: which of the known columns to take, as a linear or integer program.

HiGHS is optional: without it `AVAILABLE` is False and the search does without linear programs.
"""

from collections.abc import Callable, Sequence

import numpy as np

from .table import Floats, Ints

try:
    import highspy
except ImportError:  # the search then has no bound, see `solve`
    highspy = None  # type: ignore[assignment] # a module or nothing: AVAILABLE tells

DUAL_SIMPLEX, PRIMAL_SIMPLEX = 1, 4
AVAILABLE = highspy is not None


class SolverError(RuntimeError):
    """HiGHS did not answer."""


class Master:
    """maximise the rewards of chosen columns, each item at most once. Columns can be added."""

    def __init__(self, n_items: int) -> None:
        self.highs = highspy.Highs()
        self.highs.setOptionValue("output_flag", False)
        self.highs.setOptionValue("threads", 1)
        self.highs.setOptionValue("presolve", "off")  # it would lose the warm start
        self.highs.changeObjectiveSense(highspy.ObjSense.kMaximize)
        nothing = np.array([], dtype=np.int32)
        ones = np.ones(n_items)
        self.highs.addRows(n_items, -np.inf * ones, ones, 0, nothing, nothing, np.array([]))
        self.count = 0

    def add(self, rewards: Sequence[float], members: Sequence[Ints]) -> None:
        """Add columns: their rewards and their rows."""
        n = len(rewards)
        if not n:
            return
        lengths = np.array([len(rows) for rows in members])
        starts = np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.int32)
        rows = np.concatenate(members).astype(np.int32)
        self.highs.addCols(
            n,
            np.asarray(rewards, dtype=float),
            np.zeros(n),
            np.full(n, np.inf),
            len(rows),
            starts,
            rows,
            np.ones(len(rows)),
        )
        self.count += n

    def relax(self, *, again: bool = False) -> float:
        """Solve the linear relaxation: its value. `again`: bounds have changed, not columns."""
        if not self.count:
            return 0.0
        # Duals stay feasible when bounds change, the primal solution when columns come.
        self.highs.setOptionValue("simplex_strategy", DUAL_SIMPLEX if again else PRIMAL_SIMPLEX)
        self.highs.run()
        if self.highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise SolverError(str(self.highs.getModelStatus()))
        return float(self.highs.getInfo().objective_function_value)

    def duals(self) -> Floats:
        """Price of each item in the last relaxation (not negative)."""
        if not self.count:
            return np.zeros(self.highs.getNumRow())
        return np.maximum(0.0, np.array(self.highs.getSolution().row_dual))

    def shares(self) -> Floats:
        """How much of each column the last relaxation takes."""
        return np.array(self.highs.getSolution().col_value)

    def fix(self, columns: Sequence[int]) -> None:
        """Take these columns whole; the others are free again."""
        every, least = np.arange(self.count, dtype=np.int32), np.zeros(self.count)
        least[list(columns)] = 1.0
        self.highs.changeColsBounds(self.count, every, least, np.full(self.count, np.inf))

    def remove(self, columns: Ints) -> None:
        """Forget these columns; the others keep their order."""
        self.highs.deleteCols(len(columns), columns.astype(np.int32))
        self.count -= len(columns)


def choose(
    n_items: int,
    rewards: Floats,
    members: Sequence[Ints],
    start: Sequence[int],
    *,
    seconds: float,
    stop: Callable[[], bool],
) -> list[int]:
    """Best set of disjoint columns by integer programming from a known one; positions."""
    master = Master(n_items)
    master.add(rewards.tolist(), members)
    highs, n = master.highs, len(rewards)
    every = np.arange(n, dtype=np.int32)
    highs.changeColsIntegrality(n, every, np.full(n, 1, dtype=np.uint8))
    highs.changeColsBounds(n, every, np.zeros(n), np.ones(n))
    for option, value in (
        ("mip_max_nodes", 1),
        ("time_limit", seconds),
        ("mip_rel_gap", 0.0),
        ("mip_abs_gap", 1e-3),
        ("presolve", "choose"),
        ("random_seed", 0),
        ("mip_allow_restart", False),
    ):
        highs.setOptionValue(option, value)
    hint = highspy.HighsSolution()
    hint.col_value = np.isin(every, list(start)).astype(float).tolist()
    highs.setSolution(hint)
    highs.cbMipInterrupt.subscribe(lambda event: event.interrupt(stop()))
    highs.run()
    if highs.getInfo().primal_solution_status != 2:
        return list(start)
    chosen = np.flatnonzero(np.array(highs.getSolution().col_value) > 0.5).tolist()
    return chosen if rewards[chosen].sum() > rewards[list(start)].sum() else list(start)
