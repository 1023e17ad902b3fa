"""What happens by the clock: phases open and close, polls close, the fair order is made, seats pass on.

Every node does it, of debates for those it has in memory; appending at an expected offset makes each closing
happen once on all nodes together.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from hemicycle.clock import Clock
from hemicycle.services.bill.lawmaking import Lawmaking
from hemicycle.services.debate.debates import Debates
from hemicycle.services.debate.fairness import Fairness
from hemicycle.services.debate.reactions import Reactions
from hemicycle.services.mail.mailing import Mailing
from hemicycle.services.notices.notices import Notices
from hemicycle.services.panel.steps import PanelSteps
from hemicycle.services.people.people import People
from hemicycle.services.process.phases import Phases
from hemicycle.store.errors import Unavailable
from hemicycle_protocol.errors import Refused

from .journal import Journal

TICK_S = 1.0
# Every so many ticks: the fair order; invitations to a panel that ran out; what other nodes have revoked;
# old mails and sign-ins.
FAIR_TICKS = 3
PANEL_TICKS = 5
SLOW_TICKS = 10
HOURLY_TICKS = 3_600

_log = logging.getLogger(__name__)


class Upkeep:
    """One ticker a node."""

    def __init__(
        self,
        journal: Journal,
        phases: Phases,
        debates: Debates,
        reactions: Reactions,
        fairness: Fairness,
        people: People,
        mailing: Mailing,
        panels: PanelSteps,
        notices: Notices,
        lawmaking: Lawmaking,
        clock: Clock,
    ) -> None:
        self._journal = journal
        self._phases = phases
        self._debates = debates
        self._reactions = reactions
        self._fairness = fairness
        self._people = people
        self._mailing = mailing
        self._panels = panels
        self._notices = notices
        self._lawmaking = lawmaking
        self._clock = clock
        self._ticks = 0

    async def run(self) -> None:
        """Tick every second until cancelled. Mails and notices have their own pace: they delay no clock."""
        async with asyncio.TaskGroup() as group:
            group.create_task(_every(TICK_S, self.tick))
            group.create_task(_every(TICK_S, self._mailing.send_due))
            group.create_task(_every(TICK_S, self._lawmaking.newsroom.tell_due))
            group.create_task(_every(TICK_S, self._notices.tick))

    async def tick(self) -> None:
        """One second's work."""
        self._reactions.flush()
        now = self._clock.now()
        await self._phases.advance(now=now)
        for debate in self._journal.debates:
            await self._debates.close_due(debate.id, now=now)
            await self._debates.sweep(debate.id, now=now)
            if self._ticks % FAIR_TICKS == 0:
                await self._fairness.show(debate.id, now=now)
        if self._ticks % PANEL_TICKS == 0:
            await self._panels.tick(now=now)
        if self._ticks % SLOW_TICKS == 0:
            await self._people.refresh_revocations()
            await self._lawmaking.mobilisation.watch(now)
        if self._ticks % HOURLY_TICKS == 0:
            await self._mailing.forget_old()
            await self._people.forget_sign_ins()
            await self._people.forget_sessions()
        self._ticks += 1


async def _every(pause_s: float, work: Callable[[], Awaitable[None]]) -> None:
    while True:
        await asyncio.sleep(pause_s)
        try:
            await work()
        except (Unavailable, Refused):
            _log.warning("the upkeep waits for the store", exc_info=True)
        except Exception:  # top of the task: one debate's failure must not stop the others' clocks
            _log.exception("the upkeep failed; it goes on")
