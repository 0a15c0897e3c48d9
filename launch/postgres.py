"""A throw-away PostgreSQL cluster: one second to make, nothing left behind."""

import contextlib
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from launch import MissingPrerequisite
from launch.processes import Children

# Distributions keep the server's binaries off PATH.
ELSEWHERE = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
)
# Losing a test database in a power cut is no loss.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=64MB")


@contextlib.contextmanager
def serve() -> Iterator[str]:
    """Give the DATABASE_URL of a fresh cluster that is reached by a unix socket alone.

    Raises MissingPrerequisite when PostgreSQL is not installed or does not start.
    """
    binaries = find_binaries()
    if binaries is None:
        raise MissingPrerequisite(
            "PostgreSQL is not installed (no initdb): on Debian, apt install postgresql."
        )
    # Not under TMPDIR: the socket's path must stay short, on macOS too.
    with (
        tempfile.TemporaryDirectory(prefix="grappes-pg-", dir="/tmp") as place,
        Children() as children,
    ):
        directory = Path(place)
        user = _unprivileged_user()
        if user is not None:
            shutil.chown(directory, user)
        _initialise(binaries, directory, user)
        _start(children, binaries, directory, user)
        yield f"postgres://grappes@/postgres?host={directory}"


def find_binaries() -> Path | None:
    """The directory that holds `initdb` and `postgres`, newest version first, or None."""
    if found := shutil.which("initdb"):
        return Path(found).parent
    candidates = [path for pattern in ELSEWHERE for path in Path("/").glob(pattern[1:])]
    candidates = [path for path in candidates if (path / "initdb").exists()]
    return max(candidates, key=_version, default=None)


def _version(binaries: Path) -> int:
    number = re.search(r"\d+", str(binaries))
    return int(number[0]) if number else 0


def _unprivileged_user() -> str | None:
    """PostgreSQL refuses to run as root: its own account then, or nobody's."""
    if os.geteuid() != 0:
        return None
    names = {account.pw_name for account in pwd.getpwall()}
    return next((name for name in ("postgres", "nobody") if name in names), None)


def _initialise(binaries: Path, directory: Path, user: str | None) -> None:
    # Upper and lower case of accented letters follow the locale: the plain C one knows none.
    locale = "C.UTF-8" if sys.platform == "linux" else "en_US.UTF-8"
    options = ["--username=grappes", "--auth=trust", "--encoding=UTF8", f"--locale={locale}"]
    made = subprocess.run(
        [binaries / "initdb", *options, "--no-sync", "--pgdata", directory / "data"],
        cwd=directory,
        capture_output=True,
        text=True,
        check=False,
        user=user,
    )
    if made.returncode:
        raise MissingPrerequisite(
            f"A PostgreSQL cluster cannot be made: {made.stderr.strip().splitlines()[-1]}"
        )


def _start(children: Children, binaries: Path, directory: Path, user: str | None) -> None:
    settings = ("listen_addresses=", f"unix_socket_directories={directory}", *FAST)
    log = directory / "postgres.log"
    process = children.start(
        "postgres",
        [
            binaries / "postgres",
            *("-D", directory / "data"),
            *(word for setting in settings for word in ("-c", setting)),
        ],
        log=log,
        # "Fast": a plain SIGTERM would wait for the last client to leave.
        stop_signal=signal.SIGINT,
        user=user,
        cwd=directory,
    )
    deadline = time.monotonic() + 20
    while "ready to accept connections" not in log.read_text(errors="replace"):
        if process.poll() is not None or time.monotonic() > deadline:
            lines = log.read_text(errors="replace").strip().splitlines() or ["no message"]
            raise MissingPrerequisite(f"The PostgreSQL cluster did not start: {lines[-1]}")
        time.sleep(0.05)
