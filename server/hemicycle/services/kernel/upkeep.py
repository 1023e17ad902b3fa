"""What happens by the clock: phases open and close, polls close, the fair order is made, mails leave.

Every node does it, of debates for those it has in memory; appending at an expected offset makes each closing
happen once on all nodes together.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from hemicycle.clock import Clock
from hemicycle.store.errors import Unavailable
from hemicycle_protocol.errors import Refused

from .feature import Tick

TICK_S = 1.0

_log = logging.getLogger(__name__)


class Upkeep:
    """The clock of a node: one ticker for what is quick, and one for each of those apart."""

    def __init__(self, ticks: Sequence[Tick], clock: Clock) -> None:
        self._together = [tick for tick in ticks if not tick.apart]
        self._apart = [tick for tick in ticks if tick.apart]
        self._clock = clock
        self._seconds = 0

    async def run(self) -> None:
        """Tick every second until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(_every(TICK_S, self.tick))
            for tick in self._apart:
                group.create_task(_every(TICK_S * tick.every_s, self._alone(tick)))

    async def tick(self) -> None:
        """One second's work of those that are not apart."""
        now = self._clock.now()
        for tick in self._together:
            if self._seconds % tick.every_s == 0:
                await tick.work(now)
        self._seconds += 1

    async def catch_up(self) -> None:
        """Everything that is due, at once: for a clock that was moved."""
        now = self._clock.now()
        for tick in (*self._together, *self._apart):
            await tick.work(now)

    def _alone(self, tick: Tick) -> Callable[[], Awaitable[None]]:
        return lambda: tick.work(self._clock.now())


async def _every(pause_s: float, work: Callable[[], Awaitable[None]]) -> None:
    while True:
        await asyncio.sleep(pause_s)
        try:
            await work()
        except (Unavailable, Refused) as error:
            _log.warning("the upkeep waits: %s", error)
        except Exception:  # top of the task: one debate's failure must not stop the others' clocks
            _log.exception("the upkeep failed; it goes on")
