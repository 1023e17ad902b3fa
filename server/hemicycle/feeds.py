"""Topics for those who cannot open a WebSocket: a reader of the hub whose network is an event stream."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator, Collection

from hemicycle.core.permissions import is_audience
from hemicycle.hub import Hub
from hemicycle.hub.frames import payloads
from hemicycle.hub.reader import NO_SOCKET, WAITING_BYTES
from hemicycle.live import Gate
from hemicycle.services.kernel.caller import Identity
from hemicycle_protocol.codec import decode_server
from hemicycle_protocol.errors import CloseCode, Code, Refused
from hemicycle_protocol.messages import Closing, FromServer
from hemicycle_protocol.topics import Topic
from hemicycle_protocol.views import Position

# Each holds a task and a queue, unlike a WebSocket; with more the answer is `busy`. A page has a handful.
FEEDS = 2_000
FEEDS_PER_ADDRESS = 500
FEEDS_PER_PERSON = 50
# Proxies close what says nothing for a minute.
QUIET_S = 15.0
HIGH_BYTES = 65_536


class Feeds:
    """The open event streams of this node."""

    def __init__(self, hub: Hub, gate: Gate) -> None:
        self._hub = hub
        self._gate = gate
        self._open: set[_Feed] = set()
        # How many are open of an address, and of a person.
        self._of: Counter[tuple[str, str]] = Counter()

    def __len__(self) -> int:
        return len(self._open)

    async def follow(
        self, identity: Identity | None, address: str, topic: Topic, since: Position | None
    ) -> AsyncIterator[FromServer | None]:
        """The messages of a topic as they come; None when nothing came for a while.

        Raises:
            Refused: `FORBIDDEN`, `SIGN_IN` or `NOT_FOUND`, or `BUSY` when there are too many.
        """
        shares = {("address", address): FEEDS_PER_ADDRESS}
        if identity is not None:
            shares["person", identity.you.id] = FEEDS_PER_PERSON
        if len(self._open) >= FEEDS or any(self._of[whose] >= most for whose, most in shares.items()):
            raise Refused(Code.BUSY)
        feed = _Feed(self._hub, topic.name, identity)
        self._of.update(shares.keys())
        self._open.add(feed)  # before it is asked: what they may know can change meanwhile
        try:
            refusal = await self._gate.check_topic(None if identity is None else identity.you, topic)
            if refusal is not None:
                raise Refused(refusal, topic=topic.name)
            self._hub.join(feed, topic, since)
            while not feed.is_over:
                for message in await feed.next():
                    yield message
                message = None
                self._end_if_over(feed)
        finally:
            self._open.discard(feed)
            self._forget(shares.keys())
            self._hub.leave(feed, topic.name)

    def _forget(self, whose: Collection[tuple[str, str]]) -> None:
        self._of.subtract(whose)
        for one in whose:
            if not self._of[one]:
                del self._of[one]

    def dismiss(self, people: Collection[str]) -> None:
        """End the streams of those whose token was taken back since, and of `people`."""
        for feed in self._open:
            self._end_if_over(feed, people)

    def _end_if_over(self, feed: _Feed, moved: Collection[str] = ()) -> None:
        """End the stream of one who may be here no longer, or not as they came (S11)."""
        if feed.identity is None:
            return
        code = self._gate.ended(feed.identity)
        if code is None and feed.identity.you.id in moved:
            code = CloseCode.TOKEN_EXPIRED
        if code is not None:
            feed.end(Closing(code, "taken back" if code is CloseCode.TOKEN_INVALID else "come in again"))

    def close(self) -> None:
        """Send everybody away: this node stops."""
        for feed in self._open:
            feed.end(Closing(CloseCode.DRAINING, "this node stops"))


class _Feed:
    """A `Reader`. What waits is bounded by the hub: logs cut it at 1 MiB, boards conflate."""

    socket = NO_SOCKET

    def __init__(self, hub: Hub, topic: str, identity: Identity | None) -> None:
        self.identity = identity
        self.is_audience = is_audience(None if identity is None else identity.you)
        self.behind = False
        self.is_over = False
        self._hub = hub
        self._topic = topic
        self._waiting: deque[bytes] = deque()
        self._bytes = 0
        self._farewell: Closing | None = None
        self._news = asyncio.Event()

    def write(self, data: bytes, /) -> None:
        """Keep frames until the stream takes them."""
        self._waiting.append(data)
        self._bytes += len(data)
        self._news.set()
        if self._bytes > HIGH_BYTES and not self.behind:
            self.behind = True
            self._hub.pause(self, [self._topic])

    def catch_up(self, data: bytes, /) -> None:
        """What a joiner missed waits like the rest: the stream takes all at once."""
        self.write(data)

    def buffered(self) -> int:
        """How many bytes wait."""
        return self._bytes

    def cut(self) -> None:
        """Too slow: what waits is dropped, it comes back and resumes."""
        self._waiting.clear()
        self.end(Closing(CloseCode.SLOW, f"more than {WAITING_BYTES} bytes waited"))

    def end(self, farewell: Closing) -> None:
        """Nothing more after `farewell`."""
        self._farewell = farewell
        self._news.set()

    async def next(self) -> list[FromServer | None]:
        """What came since the last time; a lone None after a quiet while."""
        try:
            async with asyncio.timeout(QUIET_S):
                await self._news.wait()
        except TimeoutError:
            return [None]
        self._news.clear()
        messages: list[FromServer | None] = [
            decode_server(payload) for data in self._waiting for payload in payloads(data)
        ]
        self._waiting.clear()
        self._bytes = 0
        if self.behind:
            self.behind = False
            self._hub.resume(self, [self._topic])
        if self._farewell is not None:
            self.is_over = True
            messages.append(self._farewell)
        return messages
