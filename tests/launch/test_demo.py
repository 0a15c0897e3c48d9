"""The demo: what it refuses in a sentence, and the whole of it started and killed for real."""

import contextlib
import fcntl
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.request

import psutil
import pytest

from launch import ROOT, demo
from tests.launch.conftest import refusal
from tests.launch.test_processes import ended

pytestmark = pytest.mark.once

SHIPPED = ("config", "faq", "grappes", "launch", "static", "templates", "manage.py")


def test_port_taken_is_one_sentence(clone):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        sentence = refusal(clone.launch("demo", PORT=str(port)))

    assert sentence.startswith(f"Port {port} cannot be used (Address already in use): choose")


@pytest.mark.parametrize("port", ["http", "0", "65536", "-1"])
def test_port_that_is_none_is_one_sentence(clone, port):
    sentence = refusal(clone.launch("demo", PORT=port))

    assert sentence == f"PORT must be a number from 1 to 65535, not '{port}'."


def test_second_demo_in_one_folder_is_refused(clone):
    clone.launch("install")
    (clone.root / "var").mkdir(exist_ok=True)
    with (clone.root / "var/demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        sentence = refusal(clone.launch("demo"))

    assert sentence.startswith("A demo already runs from this folder: stop it first")


def test_database_directory_that_cannot_be_written_is_one_sentence(clone):
    clone.launch("install")
    shutil.rmtree(clone.root / "var")
    (clone.root / "var").write_text("a file where a directory must be")

    sentence = refusal(clone.launch("demo"))
    assert re.match("The directory of the database, .*/var, cannot be written: ", sentence)


def test_secret_is_made_once_and_read_by_its_owner_alone(tmp_path):
    path = tmp_path / "secret"
    key = demo.secret_key(path)

    assert len(key) == 64
    assert demo.secret_key(path) == key
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.worker
@pytest.mark.xdist_group("demo")
class TestWholeDemo:
    """A demo of a copy of this house, with the packages of this interpreter."""

    @pytest.fixture(scope="class")
    def house(self, tmp_path_factory):
        place = tmp_path_factory.mktemp("house")
        for name in SHIPPED:
            source = ROOT / name
            (shutil.copytree if source.is_dir() else shutil.copy)(source, place / name)
        return place

    @pytest.fixture
    def port(self):
        return demo.free_port()

    @pytest.fixture
    def launcher(self, house, port):
        """The launcher's process, once it has said that all is ready."""
        with subprocess.Popen(
            [sys.executable, "-c", "import sys; from launch import demo; sys.exit(demo.run())"],
            cwd=house,
            env={k: v for k, v in os.environ.items() if k != "REDIS_URL"} | {"PORT": str(port)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as process:
            said = []
            for line in process.stdout:
                said.append(line)
                if "Ctrl-C stops everything" in line:
                    break
            assert any(line.startswith("Ready in") for line in said), "".join(said)
            yield process
            process.kill()

    def test_interrupted_demo_stops_all_and_says_so(self, launcher, port):
        for page in ("", "demo/courriels/"):
            urllib.request.urlopen(f"http://localhost:{port}/{page}", timeout=10).close()
        family = psutil.Process(launcher.pid).children(recursive=True)

        launcher.send_signal(signal.SIGINT)
        assert "Stopped: every process of the demo has ended." in launcher.stdout.read()
        assert launcher.wait() == 0
        assert all_ended(family, within=0.1)

    def test_killed_demo_leaves_no_orphan_and_keeps_its_data(self, launcher, house):
        family = psutil.Process(launcher.pid).children(recursive=True)

        launcher.kill()
        assert all_ended(family, within=20)
        with contextlib.closing(sqlite3.connect(house / "var/grappes.sqlite3")) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]

    def test_dead_child_is_named_and_stops_the_rest(self, launcher):
        family = psutil.Process(launcher.pid).children(recursive=True)
        beat = next(process for process in family if "beat" in process.cmdline())

        beat.kill()
        assert "The process “beat” ended by itself, so the demo stops" in launcher.stdout.read()
        assert launcher.wait() == 1
        assert all_ended(family, within=0.1)


def all_ended(family, within):
    # Broker, mailbox, site and its worker, beat, two Celery workers.
    assert len(family) >= 7
    return all(ended(process.pid, within) for process in family)
