"""Under CI a skip is a failure, but for what only another database or system can run."""

import re
import subprocess
import sys

import pytest

from launch import ROOT

pytestmark = pytest.mark.once

SKIPPED = (
    "import pytest\n\n@pytest.mark.skip(reason={reason!r})\ndef test_it(): raise AssertionError\n"
)
XFAILED = "import pytest\n\n@pytest.mark.xfail(strict=True)\ndef test_it(): assert False\n"


def test_only_a_skip_that_no_machine_could_avoid_is_left_one(tmp_path):
    (tmp_path / "test_tool.py").write_text(SKIPPED.format(reason="needs Chromium"))
    (tmp_path / "test_database.py").write_text(SKIPPED.format(reason="only on PostgreSQL"))
    (tmp_path / "test_module.py").write_text("import pytest\npytest.importorskip('absent')\n")
    (tmp_path / "test_expected.py").write_text(XFAILED)
    command = [sys.executable, "-m", "pytest", "-q", "-rA", "-p", "launch.no_skips"]
    options = ["--continue-on-collection-errors", "-c", "/dev/null", "--rootdir", tmp_path]

    done = subprocess.run(
        [*command, *options, tmp_path], cwd=ROOT, capture_output=True, text=True, check=False
    )

    outcomes = re.findall(r"(?m)^(PASSED|ERROR|SKIPPED|XFAIL)\b.*?test_(\w+)\.py", done.stdout)
    assert dict(map(reversed, outcomes)) == {
        "tool": "ERROR",
        "database": "SKIPPED",
        "module": "ERROR",
        "expected": "XFAIL",
    }, done.stdout
