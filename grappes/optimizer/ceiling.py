"""The proven ceiling: how many ESMS any plan can place at most."""

import numpy as np

from . import master
from .exact import MOST_ITEMS, most_placed
from .generation import Generation
from .model import Model, Setting
from .problem import Problem
from .run import Budget, Run
from .state import State
from .table import Table, previous_groups, table_of
from .validation import validate

ROUNDING = 1e-4
MOST_ROUNDS = 400


def bound(problem: Problem, *, budget: Budget = Budget()) -> int | None:
    """Proven ceiling of the ESMS placed, or None without a solver."""
    validate(problem)
    table = table_of(problem)
    run = Run(budget.for_size(len(problem.candidates)))
    ceiling = Ceiling(table, run)
    setting = Setting(previous_groups(problem, None), 0.0, np.zeros(len(table.items)))
    ceiling.prove(State(table, setting, run, seed=0))
    return ceiling.proven


class Ceiling:
    """Proves a ceiling on the free candidates; frozen groups are counted in `proven`."""

    def __init__(self, table: Table, run: Run) -> None:
        self.table, self.run = table, run
        frozen = {name for group in table.problem.locks.frozen_groups for name in group}
        self.frozen = sum(c.esms for c in table.problem.candidates if c.id in frozen)
        self.proven: int | None = None
        run.frozen = self.frozen

    def prove(self, state: State) -> None:
        """Column generation on placement alone, from the columns and duals of the search."""
        if not master.AVAILABLE:
            return
        if len(self.table.items) <= MOST_ITEMS:
            self._tell(most_placed(self.table, state.setting))
            return
        everyone = np.arange(len(self.table.items))
        model = Model(self.table, everyone, state.setting)
        duals = np.nan_to_num(state.duals, nan=0.0) / self.table.problem.rules.weights.unplaced_esms
        center = np.clip(duals, 0, self.table.weight)
        columns = state.pool.inside(np.ones(len(everyone), dtype=bool))
        generation = Generation(model, columns, self.run, placement=True, center=center)
        generation.close(MOST_ROUNDS, gap=ROUNDING)
        self._tell(int(np.floor(min(generation.ceiling, float(self.table.weight.sum())) + ROUNDING)))

    def _tell(self, free: int) -> None:
        self.proven = self.run.ceiling = self.frozen + free
        self.run.tell("plafond")
