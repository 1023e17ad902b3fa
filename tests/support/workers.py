"""Which tests run side by side (`make test` has two workers), and which one after the other.

Workers share no server, port, folder or clock. Real media, and pages with live pictures, live in real time:
one worker begins with them, and who begins with something else gives way to it, and uses what it leaves of
the cores. In one process they come last.
"""

from __future__ import annotations

import os
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

REAL_TIME = "in real time"
IN_REAL_TIME = ("tests/browser/evening/", "tests/integration/program/", "tests/integration/stage/")
# Pages want both cores, so they wait until the real time is over; what is done in small pieces fills the end.
LATER = ("tests/browser/", "tests/properties/", "tests/protocol/", "tests/test_", "tests/unit/")
# Of a core that two want, who gives way this much gets a quarter: enough not to be late itself.
GIVING_WAY = 5
_has_begun: list[str] = []


def share_of(test: str) -> str:
    """What one worker does from its beginning to its end: a file, or all that lives in real time."""
    return REAL_TIME if test.startswith(IN_REAL_TIME) else test.partition("::")[0]


def turn_of(test: str) -> int:
    """When a test is given out, the lowest first."""
    if share_of(test) == REAL_TIME:
        return 0
    return next((turn for turn, place in enumerate(LATER, 2) if test.startswith(place)), 1)


def pytest_runtest_logstart(nodeid: str) -> None:
    """In a worker: before its first test it knows whether to give way."""
    if "PYTEST_XDIST_WORKER" in os.environ and not _has_begun:
        _has_begun.append(nodeid)
        if share_of(nodeid) != REAL_TIME:
            os.nice(GIVING_WAY)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What lives in real time comes first for workers and last in one process, in the order that it has."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: turn_of(item.nodeid))
    else:
        items.sort(key=lambda item: share_of(item.nodeid) == REAL_TIME)


class Workers(LoadScopeScheduling):
    """Gives out shares in the order of collection."""

    def __init__(self, config: Any, log: Any) -> None:
        config.option.loadscopereorder = False
        super().__init__(config, log)

    def _split_scope(self, nodeid: str) -> str:
        return share_of(nodeid)


def pytest_xdist_make_scheduler(config: Any, log: Any) -> Workers:
    return Workers(config, log)
