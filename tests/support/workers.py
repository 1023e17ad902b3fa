"""Which tests run side by side (`make test` has two workers), and which one after the other.

Workers share no server, port, folder or clock. What drives browsers or real media takes both cores for
itself at times and lives in real time, so two of these never run at once.
"""

from __future__ import annotations

from typing import Any

from xdist.scheduler import LoadScopeScheduling

IN_REAL_TIME = ("tests/browser/", "tests/integration/program/", "tests/integration/stage/")


def share_of(test: str) -> str:
    """What one worker does from its beginning to its end: a file, or all that lives in real time."""
    return "in real time" if test.startswith(IN_REAL_TIME) else test.partition("::")[0]


class Workers(LoadScopeScheduling):
    """Gives out shares in the order of collection: what lives in real time begins first and takes longest."""

    def __init__(self, config: Any, log: Any) -> None:
        config.option.loadscopereorder = False
        super().__init__(config, log)

    def _split_scope(self, nodeid: str) -> str:
        return share_of(nodeid)


def pytest_xdist_make_scheduler(config: Any, log: Any) -> Workers:
    return Workers(config, log)
