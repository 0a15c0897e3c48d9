"""The whole demo of a copy of this house, with the packages of this interpreter, for real."""

import contextlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import urllib.request

import psutil
import pytest

from launch import ROOT, demo
from tests.launch.test_processes import ended

# One worker for all: they share a folder, and one demo at a time runs in a folder.
pytestmark = [pytest.mark.once, pytest.mark.worker, pytest.mark.xdist_group("demo")]

SHIPPED = ("config", "faq", "grappes", "launch", "static", "templates", "manage.py")


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    place = tmp_path_factory.mktemp("house")
    for name in SHIPPED:
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, place / name)
    return place


@pytest.fixture
def port():
    return demo.free_port()


@pytest.fixture
def launcher(house, port):
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


def test_interrupted_demo_stops_all_and_says_so(launcher, port):
    for page in ("", "demo/courriels/"):
        urllib.request.urlopen(f"http://localhost:{port}/{page}", timeout=10).close()
    family = psutil.Process(launcher.pid).children(recursive=True)

    launcher.send_signal(signal.SIGINT)
    assert "Stopped: every process of the demo has ended." in launcher.stdout.read()
    assert launcher.wait() == 0
    assert all_ended(family, within=2)


def test_killed_demo_leaves_no_orphan_and_keeps_its_data(launcher, house):
    family = psutil.Process(launcher.pid).children(recursive=True)

    launcher.kill()
    assert all_ended(family, within=20)
    with contextlib.closing(sqlite3.connect(house / "var/grappes.sqlite3")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_dead_child_is_named_and_stops_the_rest(launcher):
    family = psutil.Process(launcher.pid).children(recursive=True)
    beat = next(process for process in family if "beat" in process.cmdline())

    beat.kill()
    assert "The process “beat” ended by itself, so the demo stops" in launcher.stdout.read()
    assert launcher.wait() == 1
    assert all_ended(family, within=2)


def all_ended(family, within):
    # Broker, mailbox, site and its worker, beat, two Celery workers.
    assert len(family) >= 7
    return all(ended(process.pid, within) for process in family)
