"""Who goes in which grappe, decided at once for a few slots by an integer program.

A column says who is in a grappe before the master chooses among columns. Here slots are given and
their members are open: where the relaxation hesitates between grappes that quarrel over the same
members, this finds sets that no known column holds.

Variables, all 0 or 1: whether each slot opens, whether each place (an item allowed in a slot) is
taken, whether each item that reaches the threshold alone stays alone.
"""

from collections.abc import Callable, Sequence

import numpy as np

from .master import decide
from .model import Column, Model
from .pricing import solos
from .rows import Rows
from .shape import violates
from .table import Floats, Ints

ITERATIONS_PER_ROUND = 60  # of the simplex, that take as long as a round of pricing


class Program:
    """The integer program of some slots of a model (positions in `model.slots`).

    The price of size is left out of its objective: it is small beside one ESMS.
    """

    def __init__(self, model: Model, slots: Ints) -> None:
        self.model, self.slots = model, slots
        every = model.slots
        self.lead, self.own = every.lead[slots], every.item[slots]
        self.at, self.item = np.nonzero(every.allowed[slots])  # of each place: its slot, its item
        self.alone = solos(model)
        self.opening = np.arange(len(slots))
        self.place = len(slots) + np.arange(len(self.at))
        self.count = len(slots) + len(self.at) + len(self.alone)

    def esms(self) -> Floats:
        """What each variable places."""
        weight = self.model.weight
        alone = [column.weight for column in self.alone]
        return np.concatenate([weight[self.own], weight[self.item], alone]).astype(float)

    def rewards(self) -> Floats:
        """What each variable saves."""
        model = self.model
        opening = model.value[self.own] - model.cost[self.lead, self.own]
        opening -= model.table.lead_cost[model.leads[self.lead]]
        places = model.value[self.item] - model.cost[self.lead[self.at], self.item]
        return np.concatenate([opening, places, [column.reward for column in self.alone]])

    def rows(self) -> Rows:
        """Every rule, as linear constraints."""
        rows = Rows()
        self._once(rows)
        nobody, one = np.zeros(len(self.place)), np.ones(len(self.place))
        by_place = np.arange(len(self.place))
        rows.add(-np.inf, nobody, (by_place, self.place, one), (by_place, self.at, -one))
        self._thresholds(rows)
        self._apart(rows)
        return rows

    def _once(self, rows: Rows) -> None:
        """Each item in one grappe at most."""
        alone = np.searchsorted(self.model.items, [column.items[0] for column in self.alone])
        items = np.concatenate([self.own, self.item, alone.astype(np.int64)])
        most = np.ones(len(self.model.items))
        rows.add(-np.inf, most, (items, np.arange(self.count), np.ones(self.count)))

    def _thresholds(self, rows: Rows) -> None:
        """Of each slot that opens: enough ESMS, enough OGs, no more than the ceiling and share."""
        model, every = self.model, self.model.slots
        weight, floor = model.weight, every.min_esms[self.slots]
        nothing = np.zeros(len(self.slots))
        # Nobody brings more than what the lead lacks: this cuts off fractional openings.
        lacking = np.maximum(0, floor - weight[self.own])
        brings = np.minimum(weight[self.item], lacking[self.at])
        self._of_slots(rows, nothing, np.inf, brings, -lacking)
        crowd = every.min_ogs[self.slots][:, None]
        enough = model.table.biggest[model.items] >= floor[:, None]
        heads = np.where(enough, crowd, np.minimum(model.size, crowd))
        absent = np.maximum(0, crowd[:, 0] - heads[self.opening, self.own])
        brings = np.minimum(heads[self.at, self.item], absent[self.at])
        self._of_slots(rows, nothing, np.inf, brings, -absent)
        most = model.table.problem.rules.max_esms
        if most is not None:
            self._of_slots(rows, -np.inf, nothing, weight[self.item], weight[self.own] - most)
        if model.share:
            project = every.project[self.slots]
            excess = model.misfit - model.share * weight[:, None]
            places = excess[self.item, project[self.at]]
            self._of_slots(rows, -np.inf, nothing, places, excess[self.own, project])

    def _of_slots(
        self,
        rows: Rows,
        low: Floats | float,
        high: Floats | float,
        place: Floats | Ints,
        opening: Floats | Ints,
    ) -> None:
        """One row per slot: what its places count, and what opening it counts."""
        rows.add(low, high, (self.at, self.place, place), (self.opening, self.opening, opening))

    def _apart(self, rows: Rows) -> None:
        """Those who refuse each other share no slot; with the lead, `allowed` sees to it."""
        where = np.full((len(self.slots), len(self.model.items)), -1)
        where[self.at, self.item] = self.place
        for a, b in self.model.apart:
            both = np.flatnonzero((where[:, a] >= 0) & (where[:, b] >= 0))
            rank, one = np.arange(len(both)), np.ones(len(both))
            pairs = [(rank, where[both, item], one) for item in (a, b)]
            rows.add(-np.inf, np.zeros(len(both)), *pairs, (rank, both, -one))

    def values(self, columns: Sequence[Column]) -> Floats:
        """The variables that these columns set to one; those of no slot at hand are ignored."""
        values = np.zeros(self.count)
        single = {column.items: n for n, column in enumerate(self.alone)}
        for column in columns:
            local = np.searchsorted(self.model.items, column.items)
            for slot in np.flatnonzero(holds(self.model, self.slots, column)):
                taken = self.place[(self.at == slot) & np.isin(self.item, local)]
                if len(taken) == len(local) - 1:
                    values[[slot, *taken]] = 1.0
                    break
            else:
                if column.items in single:
                    values[len(self.slots) + len(self.place) + single[column.items]] = 1.0
        return values

    def columns(self, values: Floats) -> list[Column]:
        """The grappes that a solution describes."""
        taken = values > 0.5
        member, alone = taken[self.place], taken[len(self.slots) + len(self.place) :]
        found = [column for column, chosen in zip(self.alone, alone, strict=True) if chosen]
        for slot in np.flatnonzero(taken[: len(self.slots)]):
            others = self.item[(self.at == slot) & member].tolist()
            column = self.model.column(int(self.slots[slot]), [int(self.own[slot]), *others])
            # Wholly where thresholds are reduced, a grappe may miss those.
            if not violates(self.model.table, column):
                found.append(column)
        return found


def holds(model: Model, slots: Ints, column: Column) -> np.ndarray:
    """Mask of the slots that have the lead, vendor and project of a column."""
    every = model.slots
    same = model.leads[every.lead[slots]] == column.lead
    same &= every.vendor[slots] == column.vendor
    return same & (every.project[slots] == column.project)


def likely(model: Model, reduced: Floats, old: Sequence[Column], most: int) -> Ints:
    """The slots of the old columns, then those of greatest `reduced` reward, while they have no
    more than `most` places in all; in order. None if the old columns ask for more: a program
    without them would not find its way back to the plan."""
    every = np.arange(len(model.slots))
    urgent = np.zeros(len(every), dtype=bool)
    for column in old:
        urgent |= holds(model, every, column)
    order = np.lexsort((every, -reduced, ~urgent))
    places = np.cumsum(model.slots.allowed[order].sum(axis=1))
    kept = int(np.searchsorted(places, most, side="right"))
    return np.sort(order[:kept]) if kept >= urgent.sum() else order[:0]


def reassign(
    model: Model,
    slots: Ints,
    old: Sequence[Column],
    *,
    gap: float,
    seconds: float,
    stop: Callable[[], bool],
) -> tuple[list[Column], int]:
    """The best columns of these slots, started from the old ones, and the iterations it took.

    `gap`: reward below which a better plan is not looked for.
    """
    program = Program(model, slots)
    start = program.values(old)
    answer = decide(program.rewards(), program.rows(), start, gap=gap, seconds=seconds, stop=stop)
    return program.columns(answer.values), answer.iterations


def most_placed(model: Model, seconds: float, stop: Callable[[], bool]) -> tuple[float, int]:
    """ESMS that no plan of this model exceeds, and the iterations it took: the root of the program
    over every slot, which sees how thresholds and ceilings quarrel over whole members."""
    program = Program(model, np.arange(len(model.slots)))
    nobody = np.zeros(program.count)
    answer = decide(
        program.esms(), program.rows(), nobody, gap=0.0, seconds=seconds, stop=stop, proof=True
    )
    return answer.bound, answer.iterations
