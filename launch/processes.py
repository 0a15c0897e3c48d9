"""Children that never outlive their parent.

Each child leads a process group of its own: a Ctrl-C in the terminal reaches the launcher alone,
which then stops them in order. On Linux the kernel also signals them when the launcher dies, even
by `kill -9` (PR_SET_PDEATHSIG); elsewhere nothing can, and only an orderly end stops them.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from launch import ROOT

PR_SET_PDEATHSIG = 1
# Loaded here: between fork and exec, only what is already loaded may be called.
LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


@dataclass(frozen=True)
class Child:
    name: str
    process: "subprocess.Popen[bytes]"
    stop_signal: signal.Signals


class Children:
    """A context: what was started inside is stopped at its end, the last one first.

    Start from the main thread only: the kernel's signal is tied to the thread that forks.
    """

    def __init__(self, grace: float = 10.0) -> None:
        """`grace` is the number of seconds between the polite signal and SIGKILL."""
        self.grace = grace
        self.started: list[Child] = []

    def start(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        log: Path,
        env: Mapping[str, str] | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
        user: str | int | None = None,
        cwd: Path = ROOT,
    ) -> "subprocess.Popen[bytes]":
        """Start `command`, its output appended to the file `log`; as `user` when root says so."""
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as output:
            process = subprocess.Popen(
                [str(word) for word in command],
                cwd=cwd,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_die_with(os.getpid(), stop_signal),
                **_as_user(user),
            )
        self.started.append(Child(name, process, stop_signal))
        return process

    def dead(self) -> str | None:
        """The name of a child that ended by itself, if one did."""
        return next((c.name for c in self.started if c.process.poll() is not None), None)

    def stop(self) -> None:
        try:
            for child in reversed(self.started):
                if child.process.poll() is None:
                    child.process.send_signal(child.stop_signal)
            deadline = time.monotonic() + self.grace
            for child in self.started:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    child.process.wait(timeout=max(0.0, deadline - time.monotonic()))
        finally:
            # The whole group: what a child forked goes with it, and so does a deaf child.
            for child in self.started:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(child.process.pid, signal.SIGKILL)
                child.process.wait()
            self.started.clear()

    def __enter__(self) -> "Children":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


# SIGINT too: a shell makes its background jobs ignore it.
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextlib.contextmanager
def stopped_by_signals() -> Iterator[None]:
    """Make Ctrl-C, SIGTERM and a closed terminal end the block, each by KeyboardInterrupt."""

    def interrupt(signum: int, frame: object) -> None:
        raise KeyboardInterrupt

    former = {s: signal.signal(s, interrupt) for s in SIGNALS}
    try:
        yield
    finally:
        for signum, handler in former.items():
            signal.signal(signum, handler)


def _die_with(parent: int, stop_signal: signal.Signals) -> Callable[[], None] | None:
    """What the child does between fork and exec, on Linux: ask to be signalled at our death."""
    if LIBC is None:
        return None
    prctl = LIBC.prctl

    def arrange() -> None:
        prctl(PR_SET_PDEATHSIG, stop_signal)
        if os.getppid() != parent:  # it died before we asked
            os._exit(1)

    return arrange


def _as_user(user: str | int | None) -> dict[str, Any]:
    return {} if user is None else {"user": user, "extra_groups": []}
