"""Journeys: modules whose tests follow one another, each a step that needs those before it.

A step that fails says what is wrong; those after it are not tried, and are told as `not reached`: they count
as not passed, and hide nothing.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import pytest

_FAILED = pytest.StashKey[str]()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    if (step := _failed_step(item)) is not None:
        pytest.fail(f"not reached: {step} failed", pytrace=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    report = yield
    if report.failed and "journey" in item.keywords:
        step = _failed_step(item)
        if step is None:
            item.parent.stash[_FAILED] = item.name  # type: ignore[union-attr]
        elif step != item.name:
            report.not_reached = step
    return report


def pytest_report_teststatus(report: Any) -> tuple[str, str, str] | None:
    return ("not reached", "-", "NOT REACHED") if hasattr(report, "not_reached") else None


def pytest_terminal_summary(terminalreporter: Any) -> None:
    for report in terminalreporter.stats.get("not reached", []):
        terminalreporter.write_line(f"NOT REACHED {report.nodeid} - {report.not_reached} failed")


def _failed_step(item: pytest.Item) -> str | None:
    if "journey" not in item.keywords or item.parent is None:
        return None
    return item.parent.stash.get(_FAILED, None)
