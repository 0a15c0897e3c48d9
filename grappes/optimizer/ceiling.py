"""The proven ceiling: how many ESMS any plan can place at most."""

from contextlib import suppress
from functools import partial

import numpy as np

from . import master, program
from .exact import MOST_ITEMS, most_placed
from .generation import Generation
from .master import SolverError
from .model import Model, Setting
from .pricing import solos
from .problem import Problem
from .run import DEFAULT, Budget, Run
from .start import CELL_SIZE, cells
from .state import State
from .table import Table, previous_groups, table_of
from .validation import validate

ROUNDING = 1e-4
MOST_ROUNDS = 400
MOST_GENERATED = 450
# Of the last proof: places of its program, shares of the budget before which it starts and ends.
MOST_PLACES, STARTED, FINISHED = 10_000, 0.5, 0.67


def bound(problem: Problem, *, budget: Budget = DEFAULT) -> int | None:
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
        problem = table.problem
        run.frozen = sum(problem.by_id[name].esms for name in problem.frozen)
        self.proven: int | None = None

    def prove(self, state: State) -> None:
        """The best ceiling that the size allows: exact, by column generation, or by counting."""
        if not master.AVAILABLE:
            return
        if len(self.table.items) <= MOST_ITEMS:
            self._tell(most_placed(self.table, state.setting))
            return
        self._tell(self._usable(state))
        if len(self.table.items) <= MOST_GENERATED:
            self._generate(state)

    def _usable(self, state: State) -> int:
        """ESMS of the items that some possible grappe could hold: a weak bound, but quick."""
        table, everyone = self.table, np.arange(len(self.table.items))
        usable = np.zeros(len(everyone), dtype=bool)
        for cell in cells(state.sphere, CELL_SIZE, 0.0):
            if self.run.stopped():
                return int(table.weight.sum())
            model = Model(table, everyone, state.setting, leading=cell)
            usable |= model.slots.allowed.any(axis=0)
            usable[model.slots.item] = True
            usable[[item for column in solos(model) for item in column.items]] = True
        return int(table.weight[usable].sum())

    def _generate(self, state: State) -> None:
        """Column generation on placement alone, from the columns and duals of the search."""
        everyone = np.arange(len(self.table.items))
        model = Model(self.table, everyone, state.setting)
        price = self.table.problem.rules.weights.unplaced_esms
        duals = np.nan_to_num(state.duals, nan=0.0) / max(price, 1e-9)
        center = np.clip(duals, 0, self.table.weight)
        columns = state.pool.inside(np.ones(len(everyone), dtype=bool))
        generation = Generation(model, columns, self.run, placement=True, center=center)
        # Without an answer of the solver the bound stands as it is: it is valid at any duals.
        with suppress(SolverError):
            generation.close(MOST_ROUNDS, gap=ROUNDING, share=0.75)
        self._tell(int(np.floor(min(generation.ceiling, float(2**31)) + ROUNDING)))

    def tighten(self, state: State) -> None:
        """By the root of an integer program, where there is time and something left to place."""
        run, items = self.run, len(self.table.items)
        if items > MOST_GENERATED or not run.may_place_more() or run.over(STARTED):
            return
        model = Model(self.table, np.arange(items), state.setting)
        if not 0 < model.slots.allowed.sum() <= MOST_PLACES:
            return
        bound, iterations = program.most_placed(
            model, seconds=run.remaining(FINISHED), stop=partial(run.over, FINISHED)
        )
        run.spend(1 + iterations // program.ITERATIONS_PER_ROUND)
        if np.isfinite(bound):
            self._tell(int(np.floor(bound + ROUNDING)))

    def _tell(self, free: int) -> None:
        ceiling = self.run.frozen + free
        self.proven = ceiling if self.proven is None else min(self.proven, ceiling)
        self.run.ceiling = self.proven
        self.run.tell("plafond")
