"""From a relaxation to a plan: fix what it is sure of, price again around it, until all is whole.

A dive generates the columns that a plan needs once others are fixed; an integer program over the
columns of the relaxation lacks them, and costs more. The first dive follows the relaxation, the
next ones look beside it.
"""

import numpy as np

from .generation import Generation
from .model import Column
from .start import completed
from .state import State
from .table import Floats

SURE = 0.75  # share from which a column is fixed without waiting
ROUNDS = 2
HAZARD = 0.6  # lowest factor drawn on the share of a column, after the first dive
WORTHWHILE = 1e-4


def plunge(
    state: State, generation: Generation, old: list[Column], ranks: range, share: float = 1.0
) -> list[Column]:
    """The best plan of a few dives, at worst the old one. `ranks` of the dives: the one of rank 0
    follows the relaxation. `share` of the budget: no dive after."""
    best, items = old, generation.model.items.tolist()
    for rank in ranks:
        worth = sum(column.reward for column in best) + WORTHWHILE
        if generation.ceiling <= worth or state.run.over(share):
            break
        found = dive(generation, state.random if rank else None, share)
        found = completed(state.table, state.setting, found, items)
        if sum(column.reward for column in found) > worth:
            best = found
    state.pool.add(generation.columns)
    return best


def dive(
    generation: Generation, random: np.random.Generator | None = None, share: float = 1.0
) -> list[Column]:
    """Disjoint columns of the generation's model, fewer when the budget stops it half-way.

    `random` draws which of the fractional columns are fixed; None follows the relaxation.
    """
    fixed: list[int] = []
    generation.fix(fixed)
    while True:
        generation.settle(ROUNDS)
        shares = generation.master.shares()
        shares[fixed] = 0.0
        if generation.run.over(share) or shares.max(initial=0.0) < 1e-6:
            return [generation.columns[n] for n in fixed]
        fixed += surest(shares, random)
        generation.fix(fixed)


def surest(shares: Floats, random: np.random.Generator | None) -> list[int]:
    """The columns that the relaxation takes nearly whole, or else the one it takes most."""
    sure: list[int] = np.flatnonzero(shares > SURE).tolist()
    if sure:
        return sure
    if random is not None:
        shares = shares * random.uniform(HAZARD, 1.0, len(shares))
    return [int(np.argmax(shares))]
