"""Improve a plan part by part: free a few groups and who is near, solve that part again."""

from itertools import count
from typing import NamedTuple

import numpy as np

from .dive import plunge
from .generation import Generation
from .master import SolverError, choose
from .model import Column, Model
from .program import ITERATIONS_PER_ROUND, likely, reassign
from .start import completed
from .state import State
from .table import Bools, Ints

GAIN = 1e-4
# Measured: small parts win at 300 candidates, larger ones at 1,000 and more.
SMALL, MEDIUM, LARGEST = 70, 120, 200
MANY = 450
SPREAD = (0.8, 1.3)
PATIENCE, GROWTH = 30, 1.25  # failures after which parts grow, and by how much


class Depth(NamedTuple):
    """How thoroughly a part is solved: pricing rounds, gap of the relaxation, then dives, or an
    integer program: over that many places where there are some, else over the best columns."""

    rounds: int
    gap: float
    dives: int = 0
    places: int = 0


# Measured: on 300 candidates dives beat the integer program; on a small part it beats them.
LOCAL = Depth(rounds=25, gap=1.0)
CELL = Depth(rounds=60, gap=5.0, dives=1)
SHARED = Depth(rounds=25, gap=1.0)
MOST_COLUMNS = 500
# Of the program over places: those that it starts with and grows to, items of its part, gap of
# reward that is not worth more time.
FEWEST_PLACES, MOST_PLACES, WIDE = 800, 3000, 300
EVERY = 12  # neighbourhoods from one such program to the next
CLOSE = 10.0


def improve(state: State, groups: list[int], extra: Ints, depth: Depth = LOCAL) -> bool:
    """Solve again the part made of these groups and these unplaced items; True if better."""
    old = [state.groups[number] for number in groups]
    items = [item for column in old for item in column.items]
    part = np.zeros(len(state.home), dtype=bool)
    part[items] = part[extra] = True
    model = Model(state.table, np.flatnonzero(part), state.setting)
    if not len(model.slots):
        return False
    try:
        new = resolve(state, model, old, part, depth)
    except SolverError:
        return False
    worth = sum(column.reward for column in old)
    if sum(column.reward for column in new) <= worth + GAIN:
        return False
    state.replace(groups, new)
    return True


def resolve(
    state: State, model: Model, old: list[Column], part: Bools, depth: Depth
) -> list[Column]:
    """The best columns found for a part, at worst the old ones."""
    worth = sum(column.reward for column in old)
    duals = state.duals[model.items]
    center = None if np.isnan(duals).any() else duals
    generation = Generation(model, [*old, *state.pool.inside(part)], state.run, center=center)
    generation.close(depth.rounds, depth.gap, target=worth + GAIN)
    if generation.center is not None:
        state.duals[model.items] = generation.center
    if generation.ceiling <= worth + GAIN or not state.run.remaining():
        return old
    if depth.dives:
        return plunge(state, generation, old, range(depth.dives))
    if depth.places:
        return share_out(state, generation, old, depth.places)
    return pick(state, generation, old)


def share_out(state: State, generation: Generation, old: list[Column], places: int) -> list[Column]:
    """Integer program over the members of the most promising slots."""
    model, run = generation.model, state.run
    duals = generation.duals if generation.center is None else generation.center
    slots = likely(model, generation.pricer(duals, 0).best, old, places)
    if not len(slots):
        return old
    seconds = run.remaining() / 2
    new, iterations = reassign(model, slots, old, gap=CLOSE, seconds=seconds, stop=run.over)
    run.spend(1 + iterations // ITERATIONS_PER_ROUND)
    state.pool.add(new)
    return completed(state.table, state.setting, new, model.items.tolist())


def pick(state: State, generation: Generation, old: list[Column]) -> list[Column]:
    """Integer program over the columns that the bound does not rule out."""
    worth = sum(column.reward for column in old)
    duals = generation.duals if generation.center is None else generation.center
    rewards = np.array(generation.rewards)
    reduced = rewards - np.array([duals[rows].sum() for rows in generation.rows])
    order = np.argsort(-reduced, kind="stable")
    order = order[reduced[order] >= worth - generation.ceiling - 1e-6]
    kept = order[:MOST_COLUMNS]
    state.pool.add(generation.columns[n] for n in kept)
    position = {generation.columns[n].items: place for place, n in enumerate(kept)}
    start = [position[column.items] for column in old if column.items in position]
    if not len(kept):
        return old
    state.run.spend(5)
    chosen = choose(
        len(generation.model.items),
        rewards[kept],
        [generation.rows[n] for n in kept],
        start,
        seconds=state.run.remaining() / 2,
        stop=state.run.over,
    )
    new = [generation.columns[kept[n]] for n in chosen]
    return new if sum(column.reward for column in new) > worth else old


def around(state: State, seed: int, size: int) -> tuple[list[int], Ints]:
    """Groups and unplaced items that matter to an item, about `size` items in all.

    A group matters if it is near and holds many items that accept one vendor, drawn among those
    of the seed: these could form another grappe with it.
    """
    random, table = state.random, state.table
    chord = state.chord(seed)
    numbers = list(state.groups)
    sizes = np.array([len(state.groups[n].items) for n in numbers])
    flat = np.concatenate([state.groups[n].items for n in numbers])
    starts = np.cumsum(sizes) - sizes
    vendor = int(random.choice(np.flatnonzero(table.item_accepts[seed])))
    alike = np.add.reduceat(table.item_accepts[flat, vendor].astype(float), starts) / sizes
    far = np.sqrt(np.minimum.reduceat(chord[flat], starts))
    key = far * (1 - 0.8 * alike) * random.uniform(0.5, 1.5, len(numbers))
    if state.home[seed] >= 0:
        key[numbers.index(int(state.home[seed]))] = -1
    order = np.argsort(key, kind="stable")
    count = max(1, int(np.searchsorted(np.cumsum(sizes[order]), size, side="right")))
    left = state.unplaced()
    left = left[np.argsort(chord[left], kind="stable")][: max(10, size // 3)]
    return [numbers[place] for place in order[:count]], left


def search(state: State) -> None:
    """Improve until the budget is spent, or every part is proven or settled."""
    settled: set[int] = set()
    size, quiet = MEDIUM if len(state.home) > MANY else SMALL, 0
    places = FEWEST_PLACES
    for step in count():
        if state.run.over() or state.optimal() or not state.groups:
            return
        seed = draw_seed(state, settled)
        if step % EVERY == 0 and state.run.may_place_more():
            if improve(state, *around(state, seed, WIDE), SHARED._replace(places=places)):
                state.run.tell("répartition")
                settled.clear()
            else:
                places = min(MOST_PLACES, int(GROWTH * places))
        groups, extra = around(state, seed, int(size * state.random.uniform(*SPREAD)))
        state.run.spend()
        if improve(state, groups, extra):
            state.run.tell("voisinages")
            settled.clear()
            quiet = 0
            continue
        quiet += 1
        settled.add(seed)
        if quiet > PATIENCE:
            quiet = 0
            settled.clear()
            size = min(LARGEST, int(GROWTH * size))


def draw_seed(state: State, settled: set[int]) -> int:
    """An item left out around which to search, heavy ones rather; any item when all are settled."""
    seeds = [item for item in state.unplaced().tolist() if item not in settled]
    if not seeds:
        return int(state.random.integers(len(state.home)))
    weights = state.table.weight[seeds] + 0.2
    return int(state.random.choice(seeds, p=weights / weights.sum()))
