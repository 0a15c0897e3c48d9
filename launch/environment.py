"""The virtual environment: made once, checked by a stamp, entered by re-execution.

Plain `venv` and `pip --python` (or uv, when there is one) because they need nothing installed;
`--no-compile` because byte-compiling is most of an installation's time.
"""

import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from launch import LOGS, ROOT, MissingPrerequisite

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "grappes-stamp.json"
# Compiled together from pyproject.toml: the list of the tests holds that of the demo.
SATISFIED_BY = {"demo": ("demo", "dev"), "dev": ("dev",)}
NO_NETWORK = re.compile(
    r"NewConnectionError|Failed to establish|name resolution|resolve host|dns error"
    r"|Network is unreachable|ProxyError|ConnectTimeout|error sending request",
    re.IGNORECASE,
)


def enter(wanted: str) -> None:
    """Make sure that `wanted` ("demo" or "dev") is installed, and go on inside .venv.

    Outside of it, this replaces the process by the same command run by .venv's interpreter.
    """
    changed = ensure(wanted)
    if changed or Path(sys.prefix) != VENV:
        os.chdir(ROOT)
        os.execv(PYTHON, [str(PYTHON), "-m", "launch", *sys.argv[1:]])


def ensure(wanted: str) -> bool:
    """Install the list `wanted` unless the stamp says that it is there; return whether it did."""
    stamp = _read_stamp()
    if any(stamp == _stamp_of(name) for name in SATISFIED_BY[wanted]):
        return False
    began = time.monotonic()
    print(f"Installing the packages of requirements-{wanted}.txt into .venv …", flush=True)
    expected = _stamp_of(wanted)
    if stamp.get("interpreter") != expected["interpreter"]:
        _create()
    _install(requirements(wanted))
    STAMP.write_text(json.dumps(expected))
    print(f"Installed in {time.monotonic() - began:.0f} s.", flush=True)
    return True


def requirements(name: str) -> Path:
    return ROOT / f"requirements-{name}.txt"


def _read_stamp() -> dict[str, str]:
    try:
        stamp: dict[str, str] = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}
    return stamp if PYTHON.exists() else {}


def _stamp_of(name: str) -> dict[str, str]:
    return {
        "interpreter": f"{sys.implementation.cache_tag} {sys.version_info[:3]} {sys.base_prefix}",
        "list": name,
        "sha256": hashlib.sha256(requirements(name).read_bytes()).hexdigest(),
    }


def _create() -> None:
    if importlib.util.find_spec("venv") is None:
        raise MissingPrerequisite(
            "This Python has no venv module: install it (on Debian: apt install python3-venv)."
        )
    made = _logged([_base_python(), "-m", "venv", "--clear", "--without-pip", str(VENV)], "w")
    if made.returncode:
        raise MissingPrerequisite(f"The environment {VENV} cannot be made: {_last_line(made)}")


def _install(listed: Path) -> None:
    installer = next(_installers(), None)
    if installer is None:
        raise MissingPrerequisite(
            "Neither pip, nor ensurepip, nor uv is there to install the packages: "
            "install one of them (on Debian: apt install python3-pip)."
        )
    done = _logged([*installer, "--require-hashes", "-r", str(listed)], "a")
    if done.returncode == 0:
        return
    if NO_NETWORK.search(done.stdout):
        raise MissingPrerequisite(
            "The package index cannot be reached: check the network, then run the same command "
            f"again (details in {LOGS / 'install.log'})."
        )
    raise MissingPrerequisite(
        f"The packages cannot be installed: {_last_line(done)} (details in {LOGS / 'install.log'})."
    )


def _installers() -> Iterator[list[str]]:
    """The commands that can install into .venv, quickest first; each was seen to run."""
    uv = shutil.which("uv")
    if uv and _works([uv, "--version"]):
        yield [uv, "pip", "install", "--python", str(PYTHON)]
    options = ["--no-compile", "--disable-pip-version-check"]
    for python in dict.fromkeys([sys.executable, _base_python()]):
        pip = [python, "-m", "pip", "--python", str(PYTHON)]
        if _works([*pip, "--version"]):
            yield [*pip, "install", *options]
    # A Python without pip may still carry the one that venv would have unpacked.
    if _works([str(PYTHON), "-m", "ensurepip"]):
        yield [str(PYTHON), "-m", "pip", "install", *options]


def _base_python() -> str:
    """The interpreter outside any environment: it outlives a `--clear` of the one we run in."""
    return getattr(sys, "_base_executable", None) or sys.executable


def _works(command: list[str]) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _logged(command: list[str], mode: str) -> "subprocess.CompletedProcess[str]":
    done = subprocess.run(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        env=os.environ | {"UV_PYTHON_DOWNLOADS": "never"},
    )
    try:
        LOGS.mkdir(parents=True, exist_ok=True)
        with (LOGS / "install.log").open(mode) as log:
            log.write(done.stdout)
    except OSError as error:
        raise MissingPrerequisite(f"{LOGS} cannot be written: {error.strerror}.") from error
    return done


def _last_line(done: "subprocess.CompletedProcess[str]") -> str:
    lines = done.stdout.strip().splitlines()
    return lines[-1].strip() if lines else f"exit code {done.returncode}."
