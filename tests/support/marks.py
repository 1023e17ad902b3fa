"""The marks of tests: what a test takes, beyond Python and files, it must say.

`make unit` leaves out what is marked with a browser or a server, so a forgotten mark would go unnoticed there
until somebody lacks the program. What starts such a thing calls `takes`, and a test without the mark fails.
Fixtures and parameters that stand for one mark their tests by themselves.
"""

from __future__ import annotations

from collections.abc import Iterable

import pytest

# The fixtures and parameters that mean a mark.
MEANT = {
    "postgres": "postgresql",
    "postgresql": "postgresql",
    "valkey": "valkey",
    "redis": "valkey",
    "cluster": "valkey",
    "chromium": "browser",
}

_marks: set[str] | None = None


def meant(fixtures: Iterable[str], parameters: Iterable[object]) -> set[str]:
    """The marks of a test that has these fixtures and parameters."""
    return {MEANT[name] for name in [*fixtures, *parameters] if isinstance(name, str) and name in MEANT}


def begin(marks: Iterable[str]) -> None:
    """A test with these marks begins."""
    global _marks
    _marks = set(marks)


def takes(mark: str) -> None:
    """Fail the test that is under way unless it has the mark; harmless in a program that is no test."""
    assert _marks is None or mark in _marks, f"this test takes {mark!r}: mark it (tests/README.md)"


def pytest_itemcollected(item: pytest.Item) -> None:
    parameters = item.callspec.params.values() if hasattr(item, "callspec") else []
    for mark in meant(getattr(item, "fixturenames", []), parameters):
        item.add_marker(mark)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    begin(mark.name for mark in item.iter_markers())
