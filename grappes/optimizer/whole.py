"""Solve all the candidates at once: a relaxation, the proof of the ceiling, dives."""

import numpy as np

from .ceiling import Ceiling
from .dive import plunge
from .generation import Generation
from .master import SolverError
from .model import Model
from .state import State

ROUNDS, GAP = 300, 1.0
DIVES = 3
RELAXED, DIVED = 0.35, 0.6  # shares of the budget after which the relaxation, the dives stop


def solve_whole(state: State, ceiling: Ceiling) -> None:
    """The best plan of a few dives; the ceiling is proven before, from the relaxation's prices."""
    try:
        generation = _relaxed(state)
        ceiling.prove(state)
        old = list(state.groups.values())
        best = plunge(state, generation, old, DIVES, share=DIVED)
    except SolverError:
        return
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
