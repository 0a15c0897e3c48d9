"""The demo's past: services run as if it were another day, so that months lie between acts."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

import time_machine
from django.utils import timezone


class Horloge:
    """Days counted from today; hours drawn within the working day."""

    def __init__(self, hasard: Random) -> None:
        self.hasard = hasard
        self.aujourd_hui = timezone.localdate()

    def jour(self, decalage: int) -> datetime.date:
        return self.aujourd_hui + datetime.timedelta(days=decalage)

    @contextmanager
    def au(self, decalage: int) -> Iterator[None]:
        """Run as if it were some moment of that day (negative: the past), never the future."""
        moment = datetime.datetime.combine(
            self.jour(decalage),
            datetime.time(self.hasard.randint(8, 18), self.hasard.randint(0, 59)),
            tzinfo=timezone.get_current_timezone(),
        )
        with time_machine.travel(min(moment, timezone.now()), tick=False):
            yield
