"""Keeps one stage process running for every debate under way."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection

import structlog

from hemicycle_protocol.api import DebateCard
from hemicycle_protocol.views import DebateState

from .children import Child

LOOK_S = 1.0
# After the end the stage finishes the recording by itself; one that hangs is ended after this.
FINISH_S = 120.0
# The green room needs the stage before the debate begins.
LOBBY_OPENS_MS = 24 * 3_600_000
_RUNNING = frozenset({DebateState.REHEARSAL, DebateState.LIVE, DebateState.PAUSED})

_log = structlog.get_logger(__name__)


class StageKeeper:
    """Looks which debates need a stage; `list_debates` may fail for a while, `start` makes the child."""

    def __init__(
        self, list_debates: Callable[[], Awaitable[Collection[str]]], start: Callable[[str], Child]
    ) -> None:
        self._list_debates = list_debates
        self._start = start
        # Bounded by the debates under way: who has ended and whose stage is done is forgotten.
        self._stages: dict[str, tuple[Child, asyncio.Task[None]]] = {}
        self._ended_at: dict[str, float] = {}
        self._starts_before = 0

    def __len__(self) -> int:
        """How many debates are kept in mind."""
        return len(self._stages)

    @property
    def running(self) -> int:
        """How many stages run now."""
        return sum(child.is_running for child, _ in self._stages.values())

    @property
    def starts(self) -> int:
        """How often a stage was started."""
        return self._starts_before + sum(child.starts for child, _ in self._stages.values())

    async def run(self) -> None:
        """Until cancelled, which ends all stages."""
        failing = False
        try:
            while True:
                try:
                    self._adjust(await self._list_debates())
                    failing = False
                except Exception as error:  # the truth is away: the stages go on, we look again
                    if not failing:
                        _log.warning("the debates cannot be listed", reason=repr(error))
                    failing = True
                await asyncio.sleep(LOOK_S)
        finally:
            await self._stop_all()

    def _adjust(self, wanted: Collection[str]) -> None:
        now = asyncio.get_running_loop().time()
        for debate in wanted:
            self._ended_at.pop(debate, None)
            if debate in self._stages and self._stages[debate][1].done():
                self._retire(debate)
            if debate not in self._stages:
                child = self._start(debate)
                self._stages[debate] = child, asyncio.create_task(child.run(), name=child.name)
        for debate in self._stages.keys() - set(wanted):
            since = self._ended_at.setdefault(debate, now)
            _, task = self._stages[debate]
            if task.done():
                self._retire(debate)
                del self._ended_at[debate]
            elif now - since > FINISH_S:
                task.cancel()

    def _retire(self, debate: str) -> None:
        child, task = self._stages.pop(debate)
        self._starts_before += child.starts
        if not task.cancelled() and (failure := task.exception()) is not None:
            _log.error("a stage could not be kept running", child=child.name, exc_info=failure)

    async def _stop_all(self) -> None:
        tasks = [task for _, task in self._stages.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def needs_stage(debate: DebateCard, *, now: int) -> bool:
    """Whether a debate is under way or begins soon."""
    if debate.state is DebateState.LOBBY:
        return debate.starts_at - now < LOBBY_OPENS_MS
    return debate.state in _RUNNING
