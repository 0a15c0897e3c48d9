"""From a problem to a plan: start, column generation cell by cell, neighbourhoods, proof."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from . import master
from .ceiling import Ceiling
from .exact import MOST_ITEMS, best_partition
from .model import Column
from .neighbourhood import CELL, improve, search
from .plan import build_plan
from .problem import Plan, Problem
from .recreate import ruin_and_recreate
from .run import DEFAULT, Budget, Progress, Run
from .score import score
from .start import CELL_SIZE, cells, completed, greedy, kept_groups, setting_for
from .state import State
from .table import table_of
from .validation import validate
from .whole import solve_whole

MOST_WHOLE = 450


def solve(
    problem: Problem,
    *,
    previous: Plan | None = None,
    budget: Budget = DEFAULT,
    seed: int = 0,
    on_event: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Plan:
    """The best plan found within the budget, never worse than greedy or than `previous`.

    The same problem, seed and effort give the same plan, unless seconds or `cancelled` cut the
    run. `on_event` is called at every improvement, `cancelled` several times a second.
    Raises `ProblemError` when the problem contradicts itself.
    """
    validate(problem)
    table = table_of(problem)
    run = Run(budget.for_size(len(problem.candidates)), on_event, cancelled)
    setting = setting_for(table, previous)
    state = State(table, setting, run, seed)
    if previous is None:
        first = greedy(table, setting, run.stopped)
    else:
        kept = kept_groups(table, setting, previous)
        first = completed(table, setting, kept, stop=run.stopped)
    state.replace([], first)
    run.tell("départ")
    ceiling = Ceiling(table, run)
    _search(state, ceiling)
    return _best(problem, previous, state, first, ceiling.proven, seed)


def _search(state: State, ceiling: Ceiling) -> None:
    table = state.table
    if len(table.items) <= MOST_ITEMS:
        _replace_all(state, best_partition(table, state.setting))
        ceiling.prove(state)
        return
    if not master.AVAILABLE:
        ruin_and_recreate(state)
        return
    if len(state.home) <= MOST_WHOLE:
        solve_whole(state, ceiling)
    else:
        sweep(state)
    if ceiling.proven is None:
        ceiling.prove(state)
    ceiling.tighten(state)
    search(state)


def _replace_all(state: State, columns: list[Column]) -> None:
    if sum(column.reward for column in columns) > state.reward():
        state.replace(list(state.groups), columns)


def sweep(state: State) -> None:
    """Solve each geographic cell; a group belongs to the cell of its lead."""
    numbers, left = list(state.groups), state.unplaced()
    leads = [int(state.table.item_of[state.groups[n].lead]) for n in numbers]
    points = np.concatenate([state.sphere[leads], state.sphere[left]])
    parts = -(-len(state.home) // CELL_SIZE)
    for cell in cells(points, -(-len(points) // parts), angle=0.0):
        if state.run.over():
            return
        groups = [numbers[place] for place in cell if place < len(numbers)]
        extra = left[[place - len(numbers) for place in cell if place >= len(numbers)]]
        improve(state, groups, extra, CELL)
        state.run.tell("cellules")


def _best(
    problem: Problem,
    previous: Plan | None,
    state: State,
    first: list[Column],
    ceiling: int | None,
    seed: int,
) -> Plan:
    """The final plan, or a starting one if the true objective prefers it."""
    table, setting, stop = state.table, state.setting, state.run.stopped
    final = completed(table, setting, list(state.groups.values()), stop=stop)
    rivals = [final, first]
    if previous is not None:
        rivals.append(greedy(table, setting, stop))
    plans = [build_plan(problem, previous, table, columns) for columns in rivals]
    best = min(plans, key=lambda plan: score(problem, plan, previous).objective)
    status = "meilleur plan trouvé"
    if ceiling is not None and best.placed_esms >= ceiling:
        status = "placement maximal"
    if state.optimal():
        status = "optimal"
    return replace(best, placement_ceiling=ceiling, status=status, seed=seed)
