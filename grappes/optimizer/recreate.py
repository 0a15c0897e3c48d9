"""The search without a solver: tear down a part, price at random duals, pack greedily."""

import numpy as np

from .greedy import insert_left
from .model import Column, Model
from .neighbourhood import GAIN, around
from .pricing import Pricer, solos
from .state import State

SIZE = 60
COLUMNS = 100


def ruin_and_recreate(state: State) -> None:
    """Improve until the budget is spent."""
    while not state.run.over() and state.groups:
        seeds = state.unplaced() if state.random.random() < 0.7 else np.arange(len(state.home))
        if not len(seeds):
            seeds = np.arange(len(state.home))
        groups, extra = around(state, int(state.random.choice(seeds)), SIZE)
        old = [state.groups[number] for number in groups]
        part = sorted({*(item for column in old for item in column.items), *extra.tolist()})
        new = _rebuilt(state, Model(state.table, np.array(part), state.setting), old)
        if sum(column.reward for column in new) > sum(column.reward for column in old) + GAIN:
            state.replace(groups, new)
            state.run.tell("voisinages")


def _rebuilt(state: State, model: Model, old: list[Column]) -> list[Column]:
    """A packing of priced columns, the most rewarding per item value first, then insertion."""
    state.run.spend()
    if not len(model.slots):
        return old
    duals = model.value * state.random.uniform(0.0, 1.0, len(model.items))
    columns = [*old, *solos(model), *Pricer(model)(duals, COLUMNS).columns]
    price = np.zeros(len(state.home))
    price[model.items] = duals
    order = sorted(columns, key=lambda c: price[list(c.items)].sum() - c.reward)
    taken: set[int] = set()
    kept: list[Column] = []
    for column in order:
        if taken.isdisjoint(column.items):
            kept.append(column)
            taken.update(column.items)
    left = [item for item in model.items.tolist() if item not in taken]
    return insert_left(state.table, state.setting, kept, left)
