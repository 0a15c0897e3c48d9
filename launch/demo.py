"""`demo`: the whole product on this machine, its data and its logs under var/."""

import contextlib
import fcntl
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from launch import LOGS, ROOT, VAR, MissingPrerequisite, broker
from launch.processes import Children, stopped_by_signals

READY_WITHIN = 120


class DemoFailed(Exception):
    """A step or a process of the demo failed; the message names it and its log."""


def run(reset: bool = False) -> int:
    """Start everything, wait for Ctrl-C, stop everything; 1 if a child died or could not start.

    `reset` tells the demo's story anew.
    """
    with stopped_by_signals(), alone():
        port = chosen_port()
        env = environment(port, mail_port=free_port())
        print("Starting the demo …", flush=True)
        try:
            _serve(env, port, reset)
        except DemoFailed as failure:
            print(failure, file=sys.stderr)
            return 1
        except KeyboardInterrupt:
            print("Stopped: every process of the demo has ended. Its data are kept.")
    return 0


def _serve(env: dict[str, str], port: int, reset: bool) -> None:
    began = time.monotonic()
    with broker.serve(VAR / "broker") as courier, Children() as children:
        try:
            prepare(env, reset)
            start(children, env | {"REDIS_URL": courier.url}, port)
            accounts = demo_accounts(env)
            wait_until_ready(children, port)
            welcome(port, accounts, time.monotonic() - began)
            while not (dead := children.dead() or courier.children.dead()):
                time.sleep(0.5)
            raise _died(dead)
        except KeyboardInterrupt:
            print("\nStopping …", flush=True)  # below the terminal's ^C
            raise


# --- What must be true first ------------------------------------------------------------------


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Hold var/demo.lock: two demos on one database and one broker file would spoil both."""
    try:
        LOGS.mkdir(parents=True, exist_ok=True)
        lock = (VAR / "demo.lock").open("w")
    except OSError as error:
        raise MissingPrerequisite(
            f"The directory of the database, {VAR}, cannot be written: {error.strerror}."
        ) from error
    with lock:
        try:
            # The kernel frees it when this process ends, however it ends.
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise MissingPrerequisite(
                "A demo already runs from this folder: stop it first (Ctrl-C in its terminal)."
            ) from error
        yield


def chosen_port() -> int:
    """The port in PORT (8000), proved free on this machine."""
    text = os.environ.get("PORT") or "8000"
    if not (text.isdigit() and 0 < int(text) < 65536):
        raise MissingPrerequisite(f"PORT must be a number from 1 to 65535, not {text!r}.")
    port = int(text)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise MissingPrerequisite(
                f"Port {port} cannot be used ({error.strerror}): "
                "choose another, as in `PORT=8001 make demo`."
            ) from error
    return port


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number


def environment(port: int, mail_port: int) -> dict[str, str]:
    """What the children read: a deployment's .env and its variables are hidden, REDIS_URL aside."""
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DOTENV": os.devnull,
        "DEMO": "1",
        "HTTPS": "0",
        "SECRET_KEY": secret_key(VAR / "secret"),
        "SITE_URL": f"http://localhost:{port}",
        "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1]",
        "CSRF_TRUSTED_ORIGINS": f"http://localhost:{port}",
        "TRUSTED_PROXIES": "0",
        "DATABASE_URL": f"sqlite:///{VAR}/grappes.sqlite3",
        "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
        "PYTHONUNBUFFERED": "1",
    }


def secret_key(path: Path) -> str:
    """The key of this copy of the demo, made once: sessions survive a restart."""
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text()


# --- The database, the static files, the processes --------------------------------------------


def prepare(env: dict[str, str], reset: bool) -> None:
    """Migrate and fill the database; collect the static files meanwhile."""
    with Children() as meanwhile:
        log = LOGS / "collectstatic.log"
        collect = manage("collectstatic", "--noinput")
        static = meanwhile.start("collectstatic", collect, log=log, env=env)
        step("Database", manage("migrate", "--noinput"), env)
        step("Demo data", manage("demo", *(["--reset"] if reset else [])), env)
        if static.wait():
            raise DemoFailed(f"The static files could not be collected: see {log}.")


def step(title: str, command: list[str], env: dict[str, str]) -> None:
    began = time.monotonic()
    print(f"  {title} …", end="", flush=True)
    log = LOGS / "prepare.log"
    with Children() as children:
        code = children.start(title, command, log=log, env=env).wait()
    print(f" {time.monotonic() - began:.1f} s", flush=True)
    if code:
        raise DemoFailed(f"`{' '.join(command[1:])}` failed: see the end of {log}.")


def manage(*arguments: str) -> list[str]:
    return [sys.executable, str(ROOT / "manage.py"), *arguments]


def start(children: Children, env: dict[str, str], port: int) -> None:
    """Start the product's processes; a long publication must not delay a mail, so two workers."""
    gunicorn = [sys.executable, "-m", "gunicorn", "config.wsgi", "--no-control-socket"]
    threads = ["--worker-class", "gthread", "--threads", "8"]
    celery = [sys.executable, "-m", "celery", "--app", "config"]
    lean = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    commands = {
        "mailbox": manage("boite_aux_lettres", "--port", str(urlsplit(env["EMAIL_URL"]).port)),
        "web": [*gunicorn, "--bind", f"127.0.0.1:{port}", *threads],
        "beat": [*celery, "beat", "--schedule", str(VAR / "celerybeat-schedule")],
    }
    for name, queues, processes in (("courriels", "courriels,liens", "2"), ("longs", "longs", "1")):
        worker = [*celery, "worker", "--queues", queues, "--concurrency", processes]
        commands[f"worker-{name}"] = [*worker, "--hostname", f"{name}@demo", *lean]
    for name, command in commands.items():
        children.start(name, command, log=LOGS / f"{name}.log", env=env)


def wait_until_ready(children: Children, port: int) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline:
        if dead := children.dead():
            raise _died(dead)
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/sante/", timeout=2).close()
            return
        time.sleep(0.1)
    raise DemoFailed(f"The site did not answer within {READY_WITHIN} s: see {LOGS / 'web.log'}.")


def _died(name: str) -> DemoFailed:
    return DemoFailed(f"The process “{name}” ended by itself, so the demo stops: see {LOGS}.")


# --- What the person reads --------------------------------------------------------------------


def demo_accounts(env: dict[str, str]) -> str:
    """What `manage.py demo --comptes` prints: the addresses and passwords of the demo's people."""
    done = subprocess.run(
        manage("demo", "--comptes"), cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise DemoFailed(f"The demo's accounts cannot be listed: {done.stderr.strip()}")
    return done.stdout.strip()


def welcome(port: int, accounts: str, seconds: float) -> None:
    site = f"http://localhost:{port}"
    print(f"\nReady in {seconds:.0f} s.\n")
    print(f"  The site            {site}/")
    print(f"  The staff's admin   {site}/admin/")
    print(f"  The managers' view  {site}/pilotage/")
    print(f"  The mails sent      {site}/demo/courriels/")
    print(f"\n{accounts}")
    print(f"\nLogs are in {LOGS}. Ctrl-C stops everything.\n", flush=True)
