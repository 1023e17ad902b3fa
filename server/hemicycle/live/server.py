"""What all connections of a node share: who may come in, the clock of pings and deadlines, and draining."""

from __future__ import annotations

import asyncio
import http
import logging
import random
import secrets
from collections import deque
from collections.abc import Collection

from hemicycle.clock import Clock
from hemicycle.hub import Hub
from hemicycle.hub.frames import framed
from hemicycle.hub.tasks import Tasks
from hemicycle_protocol.errors import CloseCode
from hemicycle_protocol.messages import Ping

from .connection import Connection
from .gate import Gate
from .handshake import unread
from .limits import Share, Shares
from .parsers import Parsers
from .settings import LiveSettings
from .wheel import Wheel

TICK_S = 1.0
# Handshakes in one turn of the event loop, 2 ms of work: when thousands come back at once, everybody who is
# already here is served between them.
ARRIVALS_PER_TURN = 8
# Who is turned away comes back within this many seconds, each at another time.
TURNED_AWAY_S = 10
# How many drained viewers may come back to the other nodes each second.
RETURNS_PER_S = 1_000
_DRAIN_STEP_S = 0.05
# What one that was not read for a while is taken to have to say.
HELD_FRAMES = 20

_log = logging.getLogger(__name__)


class LiveServer:
    """The gateway of one node."""

    def __init__(self, hub: Hub, gate: Gate, settings: LiveSettings, clock: Clock) -> None:
        self.hub = hub
        self.gate = gate
        self.settings = settings
        self.clock = clock
        self.tasks = Tasks()
        self.parsers = Parsers()
        self.connections: dict[Connection, None] = {}
        self.turned_away = 0
        self.is_draining = False
        self._is_dismissing = False
        self._moved: set[str] = set()
        # As many as have sent an upgrade request; the operating system's backlog and file limit bound it.
        self._arrivals: deque[tuple[Connection, bytes]] = deque()
        self._addresses = Shares(settings.messages_per_address_burst)
        self._people = Shares(settings.commands_burst)
        self._hellos: Wheel[Connection] = Wheel(settings.hello_s)
        self._pings: Wheel[Connection] = Wheel(settings.ping_s)
        self._closings: Wheel[Connection] = Wheel(settings.close_s)
        # Who does not keep up: the least that waited for it, and for how many seconds it was not less.
        self._late: dict[Connection, tuple[int, int]] = {}
        self._crowded: set[str] = set()
        self._ping = 0
        self._spread = 0
        self._spread_ms = 1_000

    def start(self) -> None:
        """Begin the upkeep; to be called in the event loop."""
        self.tasks.spawn(self._upkeep())

    async def close(self) -> None:
        """End the upkeep and what commands still run; idempotent."""
        await self.tasks.close()

    def new_id(self) -> str:
        """The id of a session."""
        return secrets.token_urlsafe(9)

    # --- admission ------------------------------------------------------------------------------

    def refusal(self) -> bytes | None:
        """The answer to anybody while there is no room; nothing has been allocated for them yet."""
        return (
            self._busy() if len(self.connections) >= self.settings.connections or self.is_draining else None
        )

    def refusal_of(self, address: str) -> bytes | None:
        """The answer to one more of an address that has as many as it may."""
        if self._addresses.connections(address) < self.settings.connections_per_address:
            return None
        if address not in self._crowded:
            self._crowded.add(address)
            _log.warning("%s has all connections of an address; a proxy of yours? (BEHIND_PROXY)", address)
        return self._busy()

    def _busy(self) -> bytes:
        self.turned_away += 1
        wait = str(random.randint(1, TURNED_AWAY_S))
        return unread(http.HTTPStatus.SERVICE_UNAVAILABLE, Retry_After=wait)

    def arrived(self, connection: Connection, request: bytes) -> None:
        """Somebody sent an upgrade request; it is answered in its turn."""
        if not self._arrivals:
            asyncio.get_running_loop().call_soon(self._let_in)
        self._arrivals.append((connection, request))

    def _let_in(self) -> None:
        try:
            for _ in range(min(ARRIVALS_PER_TURN, len(self._arrivals))):
                connection, request = self._arrivals.popleft()
                connection.open(request)
        finally:  # also if we stumble over one of them: nobody else must wait for ever
            if self._arrivals:
                asyncio.get_running_loop().call_soon(self._let_in)

    def opened(self, connection: Connection) -> None:
        """A handshake was accepted; hello must follow."""
        self.connections[connection] = None
        connection.share = self._addresses.enter(connection.address, mono=self.clock.mono())
        self._hellos.add(connection)

    def entered(self, connection: Connection) -> None:
        """Somebody said hello: whoever is signed in shares their limits with their other sessions."""
        session = connection.session
        if connection.is_ending or session is None or session.you is None or session.is_stage:
            return
        session.person = self._people.enter(session.you.id, mono=self.clock.mono())
        if session.person.connections > self.settings.connections_per_person:
            connection.end(CloseCode.FLOODING, "more connections than a person may have")

    def may_read_on(self, connection: Connection, frames: int, mono: int) -> bool:
        """Whether all of its address may say more now, after it said so much. Else it is read on later."""
        settings, bucket = self.settings, connection.share.bucket
        bucket.spend(frames)
        burst = settings.messages_per_address_burst
        if bucket.left(per_s=settings.messages_per_address_per_s, burst=burst, mono=mono) >= 0:
            return True
        bucket.forgive(burst)
        return False

    def ending(self, connection: Connection) -> None:
        """A closing handshake began."""
        session = connection.session
        if session is not None and session.person is not None and session.you is not None:
            self._people.leave(session.you.id)
            session.person = None
        self._pings.remove(connection, connection.slot)
        self._closings.add(connection)

    def lost(self, connection: Connection) -> None:
        """A connection is over."""
        self._late.pop(connection, None)
        if connection in self.connections:
            del self.connections[connection]
            self._addresses.leave(connection.address)

    def fell_behind(self, connection: Connection) -> None:
        """The network does not take what was written to it."""
        self._late[connection] = (connection.waiting(), 0)

    def caught_up(self, connection: Connection) -> None:
        """The network has taken all of it."""
        self._late.pop(connection, None)

    def dismiss(self, people: Collection[str] = ()) -> None:
        """End the sessions of those whose token was taken back since, and of `people`, within a second.

        Not at once: a whole audience that signs out would have everybody looked at for each of them.
        """
        self._is_dismissing = True
        self._moved.update(people)

    def _dismiss(self) -> None:
        self._is_dismissing = False
        moved, self._moved = self._moved, set()
        for connection in list(self.connections):
            self._end_if_over(connection, moved)

    def _end_if_over(self, connection: Connection, moved: Collection[str] = ()) -> None:
        """End the session of one who may be here no longer, or not as they came (S11)."""
        identity = connection.session.identity if connection.session is not None else None
        if identity is None:
            return
        code = self.gate.ended(identity)
        if code is None and identity.you.id in moved:
            code = CloseCode.TOKEN_EXPIRED
        if code is not None:
            connection.end(code, "taken back" if code is CloseCode.TOKEN_INVALID else "come in again")

    def replace(self, session: str) -> None:
        """End a session whose seat was taken on another device (S10)."""
        for connection in list(self.connections):
            if connection.session is not None and connection.session.id == session:
                connection.end(CloseCode.REPLACED, "the seat was taken on another device")

    # --- upkeep ---------------------------------------------------------------------------------

    async def _upkeep(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            self.tick()

    def tick(self) -> None:
        """One second passed: deadlines of hellos, pings, pongs and closings."""
        if self._is_dismissing:
            self._dismiss()
        self._tick_pings()
        self._tick_hellos()
        self._tick_late()
        self._tick_held()
        self._closings.tick()
        for connection in self._closings.empty():
            connection.abort()

    def _tick_hellos(self) -> None:
        self._hellos.tick()
        for connection in self._hellos.empty():
            if connection.is_ending or connection.session is None:
                continue
            if connection.session.is_open:
                # Not all who came in the same second are asked in the same second.
                self._spread = self._spread % self.settings.ping_s + 1
                connection.slot = self._pings.add(connection, self._spread)
            else:
                connection.end(CloseCode.HELLO_EXPECTED, f"no hello in {self.settings.hello_s} s")

    def _tick_pings(self) -> None:
        due = self._pings.tick()
        for connection in self._pings.due(self.settings.pong_s):
            if not connection.heard:
                connection.end(CloseCode.SILENT, "no answer to a ping")
        if not due:
            return
        self._ping += 1
        ping = framed(Ping(self._ping, self.clock.now()))
        for connection in due:
            self._end_if_over(connection)
            if (
                not connection.behind and not connection.is_ending
            ):  # else the kernel watches it: what it has is not acknowledged
                connection.heard = False
                connection.write(ping)

    def _tick_late(self) -> None:
        """Who takes nothing is not slow but gone, or holds our memory on purpose."""
        waits: dict[Share, list[tuple[int, Connection]]] = {}
        for connection, (least, seconds) in list(self._late.items()):
            waiting = connection.waiting()
            waits.setdefault(connection.share, []).append((waiting, connection))
            if connection.is_ending:
                continue
            if waiting < least:
                self._late[connection] = (waiting, 0)
            elif seconds + 1 < self.settings.unread_s:
                self._late[connection] = (least, seconds + 1)
            else:
                connection.end(CloseCode.SLOW, f"nothing was read for {self.settings.unread_s} s")
        for share in self._addresses:
            share.waiting = _lighten(waits.get(share, []), self.settings.unread_bytes_per_address)
        _lighten([one for each in waits.values() for one in each], self.settings.unread_bytes)

    def _tick_held(self) -> None:
        """Read on from some of each address that said too much, as far as it may say more now."""
        mono, settings = self.clock.mono(), self.settings
        for share in self._addresses:
            if share.held:
                burst = settings.messages_per_address_burst
                left = share.bucket.left(per_s=settings.messages_per_address_per_s, burst=burst, mono=mono)
                for _ in range(min(len(share.held), max(0, left) // HELD_FRAMES + 1)):
                    share.held.popleft()()

    # --- draining -------------------------------------------------------------------------------

    def slot_ms(self) -> int:
        """When somebody who is sent away comes back, so that not all come at once."""
        return random.randrange(self._spread_ms)

    async def drain(self, over_ms: int) -> None:
        """Send everybody away within `over_ms`, each with a time to come back, before the process ends.

        The closings are spread over `over_ms`, the returns so that the other nodes get about a thousand a
        second. Returns when the connections are closed, at most `close_s` after the last closing.
        """
        self.is_draining = True
        everybody = list(self.connections)
        self._spread_ms = max(self._spread_ms, len(everybody) * 1_000 // RETURNS_PER_S)
        steps = max(1, int(over_ms / 1000 / _DRAIN_STEP_S))
        for step in range(steps):
            for connection in everybody[step::steps]:
                connection.end(CloseCode.DRAINING, "this node stops", retry_after_ms=self.slot_ms())
            await asyncio.sleep(_DRAIN_STEP_S)
        for _ in range(int(self.settings.close_s / _DRAIN_STEP_S)):
            if not self.connections:
                return
            await asyncio.sleep(_DRAIN_STEP_S)
        for connection in list(self.connections):
            connection.abort()


def _lighten(late: list[tuple[int, Connection]], limit_bytes: int) -> int:
    """End those for whom the most waits until no more than that waits for the others; what then waits."""
    total = sum(waiting for waiting, _ in late)
    if total > limit_bytes:
        for waiting, connection in sorted(late, key=lambda one: one[0], reverse=True):
            if total <= limit_bytes:
                break
            connection.end(CloseCode.SLOW, "too much waits for all of this address")
            total -= waiting
    return total
