"""`test`: every check and every test, on SQLite and then on PostgreSQL.

Each check says one line with its seconds; pytest speaks for itself, and its closing line comes
last. Under CI (the variable CI is set) whatever would be skipped for want of a tool fails instead.
"""

import os
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence

from launch import LOGS, ROOT, MissingPrerequisite, postgres
from launch.processes import stopped_by_signals

NOTHING_COLLECTED = 5  # pytest's exit code
# The headless shell first: it opens a page in a third of the time.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser")
CHECKS = {
    "ruff check": ["-m", "ruff", "check", "--quiet"],
    "ruff format": ["-m", "ruff", "format", "--check", "--quiet"],
    "mypy": ["-m", "mypy"],
    "djlint": ["-m", "djlint", "--lint", "--quiet", "templates"],
    "migrations": ["manage.py", "makemigrations", "--check", "--dry-run"],
    "deployment": ["manage.py", "check", "--deploy", "--fail-level", "WARNING"],
}


def run(extra: Sequence[str]) -> int:
    """Run every stage up to the first that fails; `extra` goes to pytest. Return the exit code."""
    complete = bool(os.environ.get("CI"))
    with stopped_by_signals():
        install_missing()
        missing = missing_tools()
        if complete and missing:
            raise MissingPrerequisite(f"CI tests everything, and {missing[0]} is not installed.")
        for tool in missing:
            print(f"{tool} is not installed: what needs it is skipped.", flush=True)
        return checks() or tests(extra, complete)


def checks() -> int:
    """Run the checks alone; return the exit code of the first that fails, or 0."""
    return next((code for name, command in CHECKS.items() if (code := check(name, command))), 0)


# --- What the tests need of the machine -------------------------------------------------------


def install_missing() -> None:
    """As root on Debian, install the browser and the database that the tests drive."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    packages = []
    if find_browser() is None:
        packages += ["chromium-headless-shell", "fonts-dejavu-core"]
    if postgres.find_binaries() is None:
        packages += ["postgresql"]
    if not packages:
        return
    apt("update")
    for package in packages:
        apt("install", "-y", "--no-install-recommends", package)
    if find_browser() is None:
        apt("install", "-y", "--no-install-recommends", "chromium")  # Ubuntu has no headless shell


def apt(*words: str) -> None:
    print(f"apt-get {' '.join(words)} …", flush=True)
    LOGS.mkdir(parents=True, exist_ok=True)
    with (LOGS / "apt.log").open("ab") as log:
        subprocess.run(
            ["apt-get", "-qq", *words],
            env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
            stdout=log,
            stderr=log,
            check=False,
        )


def find_browser() -> str | None:
    """The command of a Chromium on PATH, or None."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def missing_tools() -> list[str]:
    missing = []
    if find_browser() is None:
        missing.append(f"Chromium ({' or '.join(BROWSERS)})")
    if postgres.find_binaries() is None:
        missing.append("PostgreSQL (initdb)")
    return missing


# --- The stages -------------------------------------------------------------------------------


def check(name: str, command: list[str]) -> int:
    """Run one check in silence; show what it said when it fails."""
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=environment(
            HTTPS="1", SECRET_KEY=secrets.token_urlsafe(48), DATABASE_URL="sqlite://:memory:"
        ),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    verdict = "failed" if done.returncode else "ok"
    print(f"{name:<20} {verdict:<7} {time.monotonic() - began:5.1f} s", flush=True)
    if done.returncode:
        print(done.stdout)
        print(f"The stage “{name}” failed.", file=sys.stderr)
    return done.returncode


def tests(extra: Sequence[str], complete: bool) -> int:
    arguments = ["-p", "launch.no_skips", *extra] if complete else [*extra]
    code = pytest("SQLite", environment(), arguments)
    if code or postgres.find_binaries() is None:
        return code
    with postgres.serve() as url:
        # The browser's walk and the launcher's own tests were done above.
        arguments = ["-m", "not browser and not once", *arguments]
        code = pytest("PostgreSQL", environment(DATABASE_URL=url), arguments)
    # Nothing collected: what `extra` selects was all done above.
    return 0 if extra and code == NOTHING_COLLECTED else code


def pytest(database: str, env: dict[str, str], arguments: Sequence[str]) -> int:
    print(f"\nTests on {database}", flush=True)
    # Tests of one xdist_group share a worker: they share a costly fixture.
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "loadgroup"]
    code = subprocess.run([*command, *arguments], cwd=ROOT, env=env, check=False).returncode
    if code not in (0, NOTHING_COLLECTED):
        print(f"The stage “tests on {database}” failed.", file=sys.stderr)
    return code


def environment(**settings: str) -> dict[str, str]:
    """The variables of this shell without those of a deployment, and with `settings`."""
    ours = ("DATABASE_URL", "DJANGO_SETTINGS_MODULE", "HTTPS", "REDIS_URL", "SECRET_KEY")
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return kept | {"DEMO": "0", "DOTENV": os.devnull} | settings
