"""Starting plans: nearest-first stars, and insertion of who is left into existing grappes."""

from collections.abc import Iterable, Sequence

import numpy as np

from .join import join
from .model import Column, Model, Setting
from .run import Stop, never
from .shape import violates
from .table import Table


def nearest_first(model: Model) -> list[Column]:
    """Disjoint columns: each slot takes its nearest items up to a safe size; the cheapest per
    ESMS is kept, then the next, until none reaches its threshold."""
    free = np.ones(len(model.items), dtype=bool)
    found: list[Column] = []
    slots, margin = model.slots, model.table.problem.rules.weights.margin_esms
    waiting = list(range(len(slots)))
    offers = {slot: _star(model, slot, free, margin) for slot in waiting}
    while offers:
        slot = min(offers, key=lambda slot: (offers[slot][0], slot))
        chosen = offers[slot][1]
        if not free[chosen].all():
            again = _star(model, slot, free, margin)
            if again[1]:
                offers[slot] = again
            else:
                del offers[slot]
            continue
        del offers[slot]
        if chosen:
            found.append(model.column(slot, chosen))
            free[chosen] = False
    return found


def _star(model: Model, slot: int, free: np.ndarray, margin: int) -> tuple[float, list[int]]:
    """Cost per ESMS and items of the nearest valid star of a slot, or (inf, [])."""
    slots, own, nothing = model.slots, int(model.slots.item[slot]), (np.inf, list[int]())
    if not free[own]:
        return nothing
    cost = model.cost[slots.lead[slot]]
    near = np.flatnonzero(slots.allowed[slot] & free)
    near = near[np.argsort(cost[near], kind="stable")]
    goal = int(slots.min_esms[slot]) + margin
    other = model.misfit[:, slots.project[slot]]
    chosen, weight, price, mixed = [own], int(model.weight[own]), 0.0, int(other[own])
    for item in near.tolist():
        if weight >= goal and len(chosen) >= slots.min_ogs[slot]:
            break
        heavier = weight + int(model.weight[item])
        most_mixed = model.share * max(heavier, int(slots.min_esms[slot]))
        if heavier > model.cap or mixed + other[item] > most_mixed:
            continue
        if not _clash(model, item, chosen):
            chosen.append(item)
            weight, mixed = heavier, mixed + int(other[item])
            price += float(cost[item])
    column = model.column(slot, chosen)
    return nothing if violates(model.table, column) else (price / max(1, weight), chosen)


def _clash(model: Model, item: int, chosen: Sequence[int]) -> bool:
    return any((min(item, c), max(item, c)) in model.apart_set for c in chosen)


def insert_left(
    table: Table,
    setting: Setting,
    columns: Iterable[Column],
    left: Iterable[int],
    stop: Stop = never,
) -> list[Column]:
    """Put each item left out, heaviest first, where it costs least; nobody else moves.

    Whoever brings ESMS is placed at any cost; who brings none, only if the plan gains by it.
    """
    groups = list(columns)
    common = np.array([table.item_accepts[list(g.items)].all(axis=0) for g in groups], dtype=bool)
    common = common.reshape(len(groups), len(table.vendors))
    for item in sorted(left, key=lambda item: (-table.weight[item], item)):
        if stop():
            break
        able = np.flatnonzero((common & table.item_accepts[item]).any(axis=1)).tolist()
        offers = [(join(table, setting, groups[n], item), n) for n in able]
        gains = [(grown.reward - groups[n].reward, -n, grown) for grown, n in offers if grown]
        if gains and (table.weight[item] or max(gains)[0] > 0):
            _, n, grown = max(gains)
            groups[-n] = grown
            common[-n] &= table.item_accepts[item]
    return groups
