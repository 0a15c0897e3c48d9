"""Children end with their parent, whatever way it ends."""

import signal
import subprocess
import sys
import time

import psutil
import pytest

from launch import ROOT
from launch.processes import Children, stopped_by_signals

pytestmark = pytest.mark.once

# A child that forks one of its own, as a server does its workers.
FAMILY = """
import subprocess
child = subprocess.Popen(["sleep", "60"])
print(child.pid, flush=True)
child.wait()
"""
DEAF = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("deaf", flush=True)
time.sleep(60)
"""
LAUNCHER = """
import sys, time
from pathlib import Path
from launch.processes import Children, stopped_by_signals
children = Children()
for name in ("one", "two"):
    child = children.start(name, ["sleep", "60"], log=Path(sys.argv[1]) / name)
    print(child.pid, flush=True)
time.sleep(60)
"""


def ended(pid, within=5.0):
    """Whether the process is gone, or soon is; a zombie that nobody reaps counts as gone."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        try:
            if psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
        time.sleep(0.02)
    return False


def first_line(log):
    deadline = time.monotonic() + 10
    while "\n" not in log.read_text():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return log.read_text().splitlines()[0]


@pytest.mark.skipif(sys.platform != "linux", reason="only on Linux: PDEATHSIG")
def test_killed_launcher_leaves_no_orphan(tmp_path):
    command = [sys.executable, "-c", LAUNCHER, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as launcher:
        pids = [int(launcher.stdout.readline()) for _ in range(2)]
        assert all(psutil.pid_exists(pid) for pid in pids)
        launcher.kill()

    assert [ended(pid) for pid in pids] == [True, True]


def test_grandchildren_end_with_the_child(tmp_path):
    with Children() as children:
        child = children.start("family", [sys.executable, "-c", FAMILY], log=tmp_path / "log")
        grandchild = int(first_line(tmp_path / "log"))

    assert child.returncode == -signal.SIGTERM
    assert ended(grandchild)


def test_grandchildren_of_a_child_that_was_killed_end_too(tmp_path):
    with Children() as children:
        child = children.start("family", [sys.executable, "-c", FAMILY], log=tmp_path / "log")
        grandchild = int(first_line(tmp_path / "log"))
        child.kill()
        child.wait()
        assert children.dead() == "family"

    assert ended(grandchild)


def test_deaf_child_is_killed_after_the_grace(tmp_path):
    with Children(grace=0.3) as children:
        child = children.start("deaf", [sys.executable, "-c", DEAF], log=tmp_path / "log")
        first_line(tmp_path / "log")

    assert child.returncode == -signal.SIGKILL


def test_child_that_ends_by_itself_is_named(tmp_path):
    with Children() as children:
        children.start("lasting", ["sleep", "60"], log=tmp_path / "lasting")
        assert children.dead() is None
        children.start("brief", ["true"], log=tmp_path / "brief").wait()
        assert children.dead() == "brief"


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGHUP])
def test_polite_signal_ends_the_block_as_ctrl_c_does(signum):
    with pytest.raises(KeyboardInterrupt), stopped_by_signals():
        signal.raise_signal(signum)


def test_a_background_job_of_a_shell_is_interrupted_too():
    former = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with pytest.raises(KeyboardInterrupt), stopped_by_signals():
            signal.raise_signal(signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, former)
