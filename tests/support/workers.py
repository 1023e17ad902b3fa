"""Which tests run side by side (`make test` has two workers), and which one after the other.

Workers share no server, port, folder or clock. Real media, and pages with live pictures, take both cores for
themselves and live in real time: they come last, in one worker, when there is little left for the others.
"""

from __future__ import annotations

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

REAL_TIME = "in real time"
IN_REAL_TIME = ("tests/browser/evening/", "tests/integration/program/", "tests/integration/stage/")


def share_of(test: str) -> str:
    """What one worker does from its beginning to its end: a file, or all that lives in real time."""
    return REAL_TIME if test.startswith(IN_REAL_TIME) else test.partition("::")[0]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What lives in real time comes last, in the order that it has."""
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
