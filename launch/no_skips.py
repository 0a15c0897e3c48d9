"""A pytest plugin for CI: what could have been tested and was skipped is a failure.

A skip whose reason begins with "only on " (another database, another system) or "only with " (real
data that no public clone holds) is no omission.
"""

from collections.abc import Generator

import pytest

ALLOWED = ("Skipped: only on ", "Skipped: only with ")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    # An expected failure reports itself as skipped too.
    if not hasattr(report, "wasxfail"):
        _refuse(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _refuse(report)
    return report


def _refuse(report: pytest.TestReport | pytest.CollectReport) -> None:
    if not report.skipped or not isinstance(report.longrepr, tuple):
        return
    path, line, reason = report.longrepr
    if not reason.startswith(ALLOWED):
        report.outcome = "failed"
        report.longrepr = f"{path}:{line}: CI skips nothing that it could test. {reason}"
