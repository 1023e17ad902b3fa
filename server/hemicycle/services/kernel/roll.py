"""What may change about people while they are signed in: what was taken back, general roles, blocks.

It is kept whole in memory, as few are blocked or have other roles than everybody's, and a revocation is
forgotten with its tokens; so no act and no read asks the database who somebody is. The truth is in SQL: it is
read again as soon as another node says that something moved, and every few seconds in case nobody could.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from hemicycle.auth.revocations import Revocations, rewritten_subject, standing_subject
from hemicycle.auth.tokens import TTL_MS, TokenKind
from hemicycle.clock import Clock
from hemicycle.core.blocks import holds
from hemicycle.hub import Hub
from hemicycle.hub.tasks import Tasks
from hemicycle.store import Database, Unavailable, Write
from hemicycle.store.revocations import put_revocation
from hemicycle_protocol.moderation_item import BlockRow
from hemicycle_protocol.views import Role

# The roles of an account that was given no others.
EVERYBODY = (Role.CITIZEN,)
# No token of a person is good for longer.
_LONGEST_MS = max(TTL_MS[TokenKind.SESSION], TTL_MS[TokenKind.WS])

_log = logging.getLogger(__name__)


class Roll:
    """Who stands how, as this node knows. What changes it in SQL says so (`tell`) once that is written."""

    def __init__(self, database: Database, hub: Hub, tasks: Tasks, clock: Clock) -> None:
        self.revocations = Revocations()
        self._database = database
        self._hub = hub
        self._tasks = tasks
        self._clock = clock
        self._roles: dict[str, list[Role]] = {}
        self._blocks: dict[str, list[BlockRow]] = {}
        self._turn = asyncio.Lock()
        self._wanted = self._done = 0
        # Called with whoever closed their account, and with logs of which facts were rewritten: what this
        # node remembers of them goes.
        self.on_closed: Callable[[str], None] = lambda person: None
        self.on_rewritten: Callable[[str], Awaitable[None]] = _nothing
        hub.peers.on_told = self._heard

    def roles_of(self, person: str) -> list[Role]:
        """The general roles of an account."""
        return list(self._roles.get(person, EVERYBODY))

    def block_of(self, person: str, process: str, *, at: int) -> BlockRow | None:
        """What keeps somebody from writing in a process at an instant."""
        theirs = self._blocks.get(person, ())
        return next((row for row in theirs if row.process == process and holds(row, at=at)), None)

    # --- what changes it ------------------------------------------------------------------------

    def revoke(self, subject: str) -> Write:
        """To be written with what takes the tokens of a subject back."""
        now = self._clock.now()
        return put_revocation(subject, now=now, tokens_until=self.tokens_until(now))

    def tokens_until(self, now: int) -> int:
        """When the last token that was made until now expires."""
        return now + _LONGEST_MS

    def move(self, person: str) -> Write:
        """To be written with what gives or takes a role: what its person has open ends, to be opened anew."""
        return self.revoke(standing_subject(person))

    def rewrite(self, log: str) -> Write:
        """To be written with facts of a log that are rewritten."""
        return self.revoke(rewritten_subject(log))

    async def tell(self) -> None:
        """Something was written: heed it here before this returns, and let the other nodes do so."""
        self._hub.peers.tell()
        await self.refresh()

    # --- reading it -----------------------------------------------------------------------------

    async def start(self) -> None:
        """Know everything before anybody is let in."""
        await self._read_people()
        await self.refresh()

    async def refresh(self) -> None:
        """Read what was written before this was called; many who ask at once are answered by one reading."""
        self._wanted += 1
        mine = self._wanted
        async with self._turn:
            if self._done < mine:
                begun = self._wanted
                await self._read()
                self._done = begun

    async def _read(self) -> None:
        now = self._clock.now()
        said = await self._database.revocations.current(now=now)
        news = self.revocations.news(said)
        if news.moved:
            await self._read_people()
        self.revocations.replace(said)
        for person in news.closed:
            self.on_closed(person)
        for log in news.rewritten:
            await self.on_rewritten(log)

    async def _read_people(self) -> None:
        rows = await self._database.people.with_other_roles([role.value for role in EVERYBODY])
        self._roles = {row.id: [Role(role) for role in row.roles] for row in rows}
        blocks: dict[str, list[BlockRow]] = {}
        for block in await self._database.blocks.standing(now=self._clock.now()):
            blocks.setdefault(block.person or "", []).append(block)
        self._blocks = blocks

    def _heard(self) -> None:
        self._tasks.spawn(self._refresh_later())

    async def _refresh_later(self) -> None:
        try:
            await self.refresh()
        except Unavailable:
            _log.warning("what moved cannot be read; it is asked for again")


async def _nothing(log: str) -> None:
    """Nobody remembers anything."""
