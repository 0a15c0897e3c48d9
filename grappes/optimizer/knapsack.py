"""The exact dynamic program behind pricing: many knapsacks with a counter, side by side.

Items are taken class by class (same weight, same count, same misfit), best gain first, so that
one numpy step moves every slot at once. In a class, only as many items as fit can be useful.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from .table import Bools, Floats, Ints


class Class(NamedTuple):
    """Items of one class, per slot: `who` (slot, rank) local items, -1 where there is none.

    `part`: where only a part of each item is offered, that part of what it brings.
    """

    weight: int
    crowd: int
    misfit: int
    who: Ints
    penalty: Floats  # (slot, rank) cost of the item with the slot's lead, inf where none
    part: Floats | float = 1.0


def classes(allowed: Bools, cost: Floats, keys: Sequence[tuple[int, int, int]]) -> list[Class]:
    """Sort the items allowed in each slot into classes; `keys` gives the class of each item."""
    found = []
    ranks = np.array([hash_key(key) for key in keys], dtype=np.int64)
    # Misfit classes come last: the table of `solve` grows a dimension at the first one.
    for key in sorted(set(keys), key=lambda key: (key[2] > 0, -key[0], key[1], key[2])):
        members = np.flatnonzero(ranks == hash_key(key))
        mask = allowed[:, members]
        width = int(mask.sum(axis=1).max(initial=0))
        if not width:
            continue
        order = np.argsort(~mask, axis=1, kind="stable")[:, :width]
        present = np.take_along_axis(mask, order, axis=1)
        who = np.where(present, members[order], -1)
        penalty = np.where(present, np.take_along_axis(cost[:, members], order, axis=1), np.inf)
        found.append(Class(*key, who, penalty))
    return found


def portions(allowed: Bools, cost: Floats, weight: Ints, held: Ints) -> list[Class]:
    """Classes of the part of each item that weighs `held`: it brings as much of its gain."""
    part = np.append(held / np.maximum(1, weight), 1.0)
    keys = [(held, 1, 0) for held in held.tolist()]
    return [group._replace(part=part[group.who]) for group in classes(allowed, cost, keys)]


def hash_key(key: tuple[int, int, int]) -> int:
    """One integer per class key."""
    weight, count, misfit = key
    return (weight * 4096 + count) * 65536 + misfit


class Step(NamedTuple):
    """One offer to every slot: `taken` holds the count before, or 0 where it was refused."""

    weight: int
    misfit: int
    who: Ints
    taken: np.ndarray


def sorted_gains(group: Class, gains: Floats, most: int) -> tuple[Floats, Ints]:
    """Gains of a class, best first (slot, rank), and the items they belong to."""
    value = gains[group.who] - group.penalty
    order = np.argsort(-value, axis=1, kind="stable")[:, :most]
    return np.take_along_axis(value, order, axis=1), np.take_along_axis(group.who, order, axis=1)


def scan(found: Sequence[Class], gains: Floats, start: Ints, cap: int) -> Floats:
    """Best sum of gains for each total weight, counts and misfits ignored: (slot, weight).

    `start`: weight of each slot's lead. Unreachable totals are -inf.
    """
    table = np.full((len(start), cap + 1), -np.inf)
    table[np.arange(len(start)), start] = 0.0
    for group in found:
        weight = group.weight
        value = group.part * (gains[group.who] - group.penalty)
        most = cap // weight if weight else value.shape[1]
        if value.shape[1] > most:
            value = -np.partition(-value, most - 1, axis=1)[:, :most] if most else value[:, :0]
        value = -np.sort(-value, axis=1)
        for rank in range(value.shape[1]):
            gain = value[:, rank, None]
            if not np.isfinite(gain).any():
                break
            better = table[:, : cap + 1 - weight] + gain
            np.maximum(table[:, weight:], better, out=table[:, weight:])
    return table


def mix(fitting: Floats, others: Floats, own: Ints, share: float) -> Floats:
    """Best sum of gains for each total weight, of members that fit and of others within a share.

    `fitting`: as `scan` gives; `others`: the same for those that do not fit, the lead apart;
    `own`: ESMS of each slot's lead that do not fit.
    """
    totals = np.arange(fitting.shape[1])
    best = np.full_like(fitting, -np.inf)
    for misfit in range(others.shape[1]):
        room = best[:, misfit:]
        offer = fitting[:, : len(totals) - misfit] + others[:, [misfit]]
        valid = own[:, None] + misfit <= share * totals[misfit:]
        np.maximum(room, offer, out=room, where=valid)
    return best


class Solved(NamedTuple):
    """`table`: best sum of gains for each (slot, count - 1, misfit, weight), and the way back."""

    table: Floats
    steps: list[Step]
    others: list[Step]  # those that do not fit, where they were solved on their own


def solve(
    found: Sequence[Class], gains: Floats, start: Sequence[Ints], limits: tuple[int, int, int]
) -> Solved:
    """`start`: weight and count of each slot's lead, whose own misfit is not counted; `limits`:
    largest count (counts beyond it are kept equal to it), misfit and weight."""
    if limits[0] == 1 and all(group.misfit in (0, group.weight) for group in found):
        return _solve_mixed(found, gains, start, limits)
    return _solve(found, gains, start, limits)


def _solve_mixed(
    found: Sequence[Class], gains: Floats, start: Sequence[Ints], limits: tuple[int, int, int]
) -> Solved:
    """Who fits, then who does not, then the best of both: a dimension less."""
    _, most_misfit, cap = limits
    fitting = [group for group in found if not group.misfit]
    others = [group._replace(misfit=0) for group in found if group.misfit]
    table, steps, _ = _solve(fitting, gains, start, (1, 0, cap))
    if not others:
        return Solved(table, steps, [])
    nobody = (np.zeros_like(start[0]), np.ones_like(start[1]))
    beside, more, _ = _solve(others, gains, nobody, (1, 0, most_misfit))
    layers = np.full((len(table), 1, most_misfit + 1, cap + 1), -np.inf)
    for misfit in range(most_misfit + 1):
        layers[:, 0, misfit, misfit:] = (
            table[:, 0, 0, : cap + 1 - misfit] + beside[:, 0, 0, [misfit]]
        )
    return Solved(layers, steps, more)


def _solve(
    found: Sequence[Class], gains: Floats, start: Sequence[Ints], limits: tuple[int, int, int]
) -> Solved:
    most_count, most_misfit, cap = limits
    weights, counts = start
    rows = np.arange(len(weights))
    table = np.full((len(rows), most_count, 1, cap + 1), -np.inf)
    table[rows, np.minimum(counts, most_count) - 1, 0, weights] = 0.0
    steps = []
    for group in found:
        if group.misfit and table.shape[2] == 1:
            more = np.full((len(rows), most_count, most_misfit, cap + 1), -np.inf)
            table = np.concatenate([table, more], axis=2)
        most = cap // group.weight if group.weight else group.who.shape[1]
        if group.misfit:
            most = min(most, most_misfit // group.misfit)
        value, who = sorted_gains(group, gains, most)
        for rank in range(value.shape[1]):
            gain = value[:, rank]
            if not np.isfinite(gain).any():
                break
            taken = _take(table, group, gain)
            steps.append(Step(group.weight, group.misfit, who[:, rank], taken))
    return Solved(table, steps, [])


def _take(table: Floats, group: Class, gain: Floats) -> np.ndarray:
    """Offer one item to every slot; return the decisions."""
    weight, misfit, top = group.weight, group.misfit, table.shape[1] - 1
    taken = np.zeros(table.shape, dtype=np.int8)
    if weight >= table.shape[3] or misfit >= table.shape[2]:
        return taken
    before = table[:, :, : table.shape[2] - misfit, : table.shape[3] - weight]
    offer = before + gain[:, None, None, None]
    for count in range(top + 1):
        target = min(count + group.crowd, top)
        room = table[:, target, misfit:, weight:]
        better = offer[:, count] > room
        np.copyto(room, offer[:, count], where=better)
        np.copyto(taken[:, target, misfit:, weight:], count + 1, where=better)
    return taken


def trace(solved: Solved, state: tuple[Ints, Ints, Ints]) -> list[list[int]]:
    """Items chosen by each slot to reach its state (count - 1, misfit, weight)."""
    if not solved.others:
        return _trace(solved.steps, state)
    count, misfit, weight = state
    nothing = np.zeros_like(misfit)
    fitting = _trace(solved.steps, (count, nothing, weight - misfit))
    others = _trace(solved.others, (count, nothing, misfit))
    return [[*a, *b] for a, b in zip(fitting, others, strict=True)]


def _trace(steps: Sequence[Step], state: tuple[Ints, Ints, Ints]) -> list[list[int]]:
    count, misfit, weight = (part.copy() for part in state)
    rows = np.arange(len(count))
    chosen: list[list[int]] = [[] for _ in rows]
    for step in reversed(steps):
        decision = step.taken[rows, count, misfit, weight]
        took = np.flatnonzero(decision)
        for row in took:
            chosen[row].append(int(step.who[row]))
        count[took] = decision[took] - 1
        misfit[took] -= step.misfit
        weight[took] -= step.weight
    return chosen
