"""Solve all the candidates at once: a relaxation, a dive, the proof of the ceiling, more dives."""

import numpy as np

from .ceiling import Ceiling
from .dive import plunge
from .generation import Generation
from .master import SolverError
from .model import Model
from .state import State

ROUNDS, GAP = 300, 1.0
DIVES = 3
# Shares of the budget after which the relaxation, the first dive and the others stop: a plan
# comes before its proof, whatever little is given.
RELAXED, PLUNGED, DIVED = 0.35, 0.9, 0.6


def solve_whole(state: State, ceiling: Ceiling) -> None:
    """The best plan of a few dives; the ceiling is proven from the relaxation's prices."""
    try:
        generation = _relaxed(state)
        _plunge(state, generation, range(1), PLUNGED)
        ceiling.prove(state)
        _plunge(state, generation, range(1, DIVES), DIVED)
    except SolverError:
        return


def _plunge(state: State, generation: Generation, ranks: range, share: float) -> None:
    old = list(state.groups.values())
    best = plunge(state, generation, old, ranks, share)
    if best is not old:
        state.replace(list(state.groups), best)
        state.run.tell("ensemble")


def _relaxed(state: State) -> Generation:
    model = Model(state.table, np.arange(len(state.home)), state.setting)
    generation = Generation(model, state.groups.values(), state.run)
    generation.close(ROUNDS, GAP, share=RELAXED)
    if generation.center is not None:
        state.duals[:] = generation.center
    state.most_reward = generation.ceiling
    state.pool.add(generation.columns)
    return generation
