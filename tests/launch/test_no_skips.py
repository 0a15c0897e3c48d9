"""Under CI a skip is a failure, but for what only another database or system can run."""

import subprocess
import sys

import pytest

from launch import ROOT

pytestmark = pytest.mark.once

SKIPPED = "import pytest\n\n@pytest.mark.skip(reason={reason!r})\ndef test_it(): pass\n"
CASES = {
    "a tool is missing": (SKIPPED.format(reason="needs Chromium"), 1),
    "another database": (SKIPPED.format(reason="only on PostgreSQL"), 0),
    "a whole module": ("import pytest\npytest.skip('no', allow_module_level=True)\n", 1),
    "an expected failure": (
        "import pytest\n\n@pytest.mark.xfail(strict=True)\ndef test_it(): assert False\n",
        0,
    ),
}


@pytest.mark.parametrize(("source", "expected"), CASES.values(), ids=CASES)
def test_skip_under_ci(tmp_path, source, expected):
    (tmp_path / "test_sample.py").write_text(source)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "launch.no_skips"]
    done = subprocess.run(
        [*command, "-c", "/dev/null", "--rootdir", tmp_path, tmp_path],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert bool(done.returncode) == bool(expected), done.stdout
