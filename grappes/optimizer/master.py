"""The restricted master: which of the known columns to take, as a linear or integer program.

HiGHS is optional: without it `AVAILABLE` is False and the search does without linear programs.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from .rows import Rows
from .table import Floats, Ints

try:
    import highspy
except ImportError:  # the search then has no bound, see `solve`
    highspy = None  # type: ignore[assignment] # a module or nothing: AVAILABLE tells

DUAL_SIMPLEX, PRIMAL_SIMPLEX = 1, 4
FEASIBLE = 2  # of HighsInfo.primal_solution_status
# Heuristics of HiGHS that hear no interruption for seconds, and seldom help after its first one.
DEAF = ("mip_heuristic_run_rins", "mip_heuristic_run_root_reduced_cost")
AVAILABLE = highspy is not None


class SolverError(RuntimeError):
    """HiGHS did not answer."""


def _silent() -> "highspy.Highs":
    """An empty program to maximise. One thread: HiGHS refuses two numbers in one process."""
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.changeObjectiveSense(highspy.ObjSense.kMaximize)
    return highs


class Master:
    """maximise the rewards of chosen columns, each item at most once. Columns can be added."""

    def __init__(self, n_items: int) -> None:
        self.highs = _silent()
        self.highs.setOptionValue("presolve", "off")  # it would lose the warm start
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
    known = np.isin(np.arange(len(rewards)), list(start)).astype(float)
    answer = _branch(master.highs, known, gap=1e-3, seconds=seconds, stop=stop)
    chosen = np.flatnonzero(answer.values > 0.5).tolist()
    return chosen if rewards[chosen].sum() > rewards[list(start)].sum() else list(start)


def decide(
    rewards: Floats,
    rows: Rows,
    start: Floats,
    *,
    gap: float,
    seconds: float,
    stop: Callable[[], bool],
    proof: bool = False,
) -> "Answer":
    """maximise the rewards of variables that are 0 or 1 under linear constraints.

    `proof`: what counts is the bound, no better solution is looked for.
    """
    highs, nothing = _silent(), np.array([], dtype=np.int32)
    if proof:
        highs.setOptionValue("mip_heuristic_effort", 0.0)
    n = len(rewards)
    highs.addCols(n, rewards, np.zeros(n), np.ones(n), 0, nothing, nothing, np.array([]))
    starts, variables, values = rows.matrix()
    low, high = rows.bounds()
    highs.addRows(
        rows.count,
        low,
        high,
        len(values),
        starts.astype(np.int32),
        variables.astype(np.int32),
        values,
    )
    return _branch(highs, start, gap=gap, seconds=seconds, stop=stop)


class Answer(NamedTuple):
    """What an integer program found: value of each variable, simplex iterations spent, and what no
    other values exceed."""

    values: Floats
    iterations: int
    bound: float


def _branch(
    highs: "highspy.Highs", start: Floats, *, gap: float, seconds: float, stop: Callable[[], bool]
) -> Answer:
    """Integer program from a known solution, its first node only: the next ones seldom help."""
    n = len(start)
    every = np.arange(n, dtype=np.int32)
    highs.changeColsIntegrality(n, every, np.full(n, 1, dtype=np.uint8))
    highs.changeColsBounds(n, every, np.zeros(n), np.ones(n))
    for option, value in (
        ("mip_max_nodes", 1),
        ("time_limit", seconds),
        ("mip_rel_gap", 0.0),
        ("mip_abs_gap", gap),
        ("presolve", "choose"),
        ("random_seed", 0),
        ("mip_allow_restart", False),
    ):
        highs.setOptionValue(option, value)
    for option in DEAF:
        highs.setOptionValue(option, False)
    hint = highspy.HighsSolution()
    hint.col_value = start.tolist()
    highs.setSolution(hint)
    highs.cbMipInterrupt.subscribe(lambda event: event.interrupt(stop()))
    highs.run()
    info = highs.getInfo()
    found = info.primal_solution_status == FEASIBLE
    values = np.array(highs.getSolution().col_value) if found else start
    return Answer(values, max(0, info.simplex_iteration_count), float(info.mip_dual_bound))
