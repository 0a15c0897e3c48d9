"""Small problems, whole: every valid grappe, then the best partition. Needs no solver."""

from collections.abc import Sequence

from .model import Column, Setting
from .shape import best_shape
from .table import Table

MOST_ITEMS = 12


def best_partition(table: Table, setting: Setting) -> list[Column]:
    """The columns of the best plan; only for `MOST_ITEMS` items at most."""
    columns = every_column(table, setting)
    rewards = [column.reward for column in columns]
    return [columns[n] for n in _partition(table, columns, rewards)]


def most_placed(table: Table, setting: Setting) -> int:
    """ESMS placed by the plan that places most."""
    columns = every_column(table, setting)
    weights = [float(column.weight) for column in columns]
    return sum(columns[n].weight for n in _partition(table, columns, weights))


def every_column(table: Table, setting: Setting) -> list[Column]:
    """The best shape of every set of items that has one."""
    n = len(table.items)
    sets = ([item for item in range(n) if mask >> item & 1] for mask in range(1, 1 << n))
    shapes = (best_shape(table, items, setting) for items in sets)
    return [column for column in shapes if column is not None]


def _partition(table: Table, columns: Sequence[Column], rewards: Sequence[float]) -> list[int]:
    """Disjoint columns of greatest total reward, by subsets in increasing order."""
    n = len(table.items)
    by_first: list[list[tuple[int, int]]] = [[] for _ in range(n)]
    for number, column in enumerate(columns):
        mask = sum(1 << item for item in column.items)
        by_first[max(column.items)].append((mask, number))
    best = [0.0] * (1 << n)
    choice = [-1] * (1 << n)
    for mask in range(1, 1 << n):
        top = mask.bit_length() - 1
        best[mask] = best[mask ^ (1 << top)]
        for members, number in by_first[top]:
            if members & ~mask == 0 and rewards[number] + best[mask ^ members] > best[mask]:
                best[mask], choice[mask] = rewards[number] + best[mask ^ members], number
    found, mask = [], (1 << n) - 1
    while mask:
        number = choice[mask]
        if number < 0:
            mask ^= 1 << (mask.bit_length() - 1)
        else:
            found.append(number)
            mask ^= sum(1 << item for item in columns[number].items)
    return found
