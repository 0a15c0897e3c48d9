"""The demo: what it refuses in a sentence, and the whole of it started and killed for real."""

import fcntl
import os
import re
import shutil
import socket
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
class TestWholeDemo:
    @pytest.fixture
    def port(self):
        return demo.free_port()

    @pytest.fixture
    def launcher(self, tmp_path, port):
        """A demo of a copy of this house, with the packages of this interpreter, once ready."""
        for name in SHIPPED:
            source, target = ROOT / name, tmp_path / name
            (shutil.copytree if source.is_dir() else shutil.copy)(source, target)
        with subprocess.Popen(
            [sys.executable, "-c", "import sys; from launch import demo; sys.exit(demo.run())"],
            cwd=tmp_path,
            env={k: v for k, v in os.environ.items() if k != "REDIS_URL"} | {"PORT": str(port)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as process:
            said = ""
            for line in process.stdout:
                said += line
                if "Ctrl-C stops everything" in line:
                    break
            assert "Ready in" in said, said
            yield process
            process.kill()

    def test_interrupted_demo_stops_all_and_says_so(self, launcher, port):
        for page in ("", "demo/courriels/"):
            urllib.request.urlopen(f"http://localhost:{port}/{page}", timeout=10).close()
        family = psutil.Process(launcher.pid).children(recursive=True)
        assert len(family) >= 6

        launcher.terminate()
        assert "Stopped: every process of the demo has ended." in launcher.stdout.read()
        assert launcher.wait() == 0
        assert [ended(p.pid, within=0.1) for p in family] == [True] * len(family)

    def test_killed_demo_leaves_no_orphan(self, launcher):
        family = psutil.Process(launcher.pid).children(recursive=True)

        launcher.kill()
        assert [ended(p.pid, within=20) for p in family] == [True] * len(family)

    def test_dead_child_is_named_and_stops_the_rest(self, launcher):
        family = psutil.Process(launcher.pid).children(recursive=True)
        beat = next(p for p in family if "beat" in p.cmdline())

        beat.kill()
        said = launcher.stdout.read()
        assert "The process “beat” ended by itself, so the demo stops" in said
        assert launcher.wait() == 1
        assert [ended(p.pid, within=0.1) for p in family] == [True] * len(family)
