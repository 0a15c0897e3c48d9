"""A copy of the launcher with empty lists of packages: its commands run for real, in a second."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from launch import ROOT


class Clone:
    def __init__(self, root: Path) -> None:
        self.root = root
        shutil.copytree(ROOT / "launch", root / "launch", ignore=shutil.ignore_patterns("__py*"))
        shutil.copy(ROOT / ".env.example", root)
        for name in ("demo", "dev"):
            self.require(name, "")

    def require(self, name: str, lines: str) -> None:
        (self.root / f"requirements-{name}.txt").write_text(lines)

    def launch(self, *arguments: str, **env: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "launch", *arguments],
            cwd=self.root,
            env=os.environ | env,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )


@pytest.fixture
def clone(tmp_path):
    return Clone(tmp_path)


def refusal(done):
    """The one sentence of a command that refused, and said nothing else on stderr."""
    assert done.returncode == 1, done
    (sentence,) = done.stderr.splitlines()
    return sentence
