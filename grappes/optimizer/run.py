"""One run of the search: its budget, its progress, its cancellation.

Effort counts pricing rounds and integer programs, so that a run can be repeated exactly;
seconds only stop a run that takes too long.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

ROUNDS_PER_CANDIDATE = 8
FEWEST_ROUNDS = 400
SAFE = 0.97  # share of the seconds for the search: the rest writes the plan


@dataclass(frozen=True, slots=True)
class Budget:
    """What a run may spend. Neither given: an effort that grows with the problem.

    `clock` counts the seconds: of the wall by default, `time.process_time` on a noisy machine.
    """

    effort: int | None = None
    seconds: float | None = None
    clock: Callable[[], float] = time.monotonic

    def for_size(self, candidates: int) -> "Budget":
        if self.effort is None and self.seconds is None:
            return replace(self, effort=max(FEWEST_ROUNDS, ROUNDS_PER_CANDIDATE * candidates))
        return self


DEFAULT = Budget()
Stop = Callable[[], bool]


def never() -> bool:
    """The `Stop` of what nobody cancels."""
    return False


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: ESMS placed so far, proven ceiling (None until known), seconds."""

    phase: str
    placed: int
    ceiling: int | None
    elapsed: float


class Run:
    """Spends a budget, tells progress, knows when to stop."""

    def __init__(
        self,
        budget: Budget,
        on_event: Callable[[Progress], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> None:
        self.budget, self.on_event, self.cancelled = budget, on_event, cancelled
        self.limit = float("inf") if budget.seconds is None else SAFE * budget.seconds
        self.started = budget.clock()
        self.spent = 0
        self.placed = self.frozen = 0
        self.ceiling: int | None = None

    def spend(self, rounds: int = 1) -> None:
        self.spent += rounds

    def elapsed(self) -> float:
        return self.budget.clock() - self.started

    def remaining(self, share: float = 1.0) -> float:
        """Seconds left of this share of the budget, infinite without a limit."""
        return max(0.0, share * self.limit - self.elapsed())

    def stopped(self) -> bool:
        """Whether the run is cancelled, whatever its budget."""
        return self.cancelled is not None and self.cancelled()

    def over(self, share: float = 1.0) -> bool:
        """Whether this share of the budget is spent, or the run cancelled."""
        if self.stopped():
            return True
        budget = self.budget
        if budget.effort is not None and self.spent >= share * budget.effort:
            return True
        return self.elapsed() >= share * self.limit

    def may_place_more(self) -> bool:
        """Whether the proven ceiling, if any, is above what is placed."""
        return self.ceiling is None or self.placed < self.ceiling

    def tell(self, phase: str) -> None:
        if self.on_event is not None:
            self.on_event(Progress(phase, self.placed, self.ceiling, self.elapsed()))
