"""What happens by the clock: polls close, reactions are shown, the fair order is worked out again.

Every node does it for the debates it has in memory; appending at an expected offset makes each closing
happen once on all nodes together.
"""

from __future__ import annotations

import asyncio
import logging

from hemicycle.clock import Clock
from hemicycle.store.errors import Unavailable
from hemicycle_protocol.errors import Refused

from .debates import Debates
from .fairness import Fairness
from .journal import Journal
from .reactions import Reactions

TICK_S = 1.0

_log = logging.getLogger(__name__)


class Upkeep:
    """One ticker a node."""

    def __init__(
        self, journal: Journal, debates: Debates, reactions: Reactions, fairness: Fairness, clock: Clock
    ) -> None:
        self._journal = journal
        self._debates = debates
        self._reactions = reactions
        self._fairness = fairness
        self._clock = clock

    async def run(self) -> None:
        """Tick every second until cancelled."""
        while True:
            await asyncio.sleep(TICK_S)
            try:
                await self.tick()
            except (Unavailable, Refused):
                _log.warning("the upkeep waits for the store", exc_info=True)
            except Exception:  # top of the task: a debate's failure must not stop the others' clocks
                _log.exception("the upkeep failed; it goes on")

    async def tick(self) -> None:
        """One second's work."""
        self._reactions.flush()
        now = self._clock.now()
        for debate in self._journal.debates:
            await self._debates.close_due(debate.id, now=now)
            await self._debates.sweep(debate.id, now=now)
            await self._fairness.show(debate.id)
