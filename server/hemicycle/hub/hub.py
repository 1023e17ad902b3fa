"""The hub of a node: all topics that somebody here reads, and the way of news to and from other nodes.

Everything that publishes is a plain function: it never waits, whoever reads. Each kind of topic has its
module; this one finds the topic, keeps it while it is used, and checks every few seconds that nothing
got lost.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hemicycle_protocol.codec import decode_server, encode
from hemicycle_protocol.errors import UnknownType, WireError
from hemicycle_protocol.messages import Chunk, Events, Group
from hemicycle_protocol.topics import Kind, Topic, parse_topic
from hemicycle_protocol.views import Event, Position

from .audience import BEAT_S
from .board import Board
from .bridge import Bridge
from .calls import Callee
from .frames import frame
from .log import Log, Watcher
from .parcel import LIMIT_BYTES, Durable, Keys, News, Parcel, packed
from .peers import ALL, Peers, mailbox
from .reader import Reader
from .ring import open_ring
from .source import Source
from .stream import Stream
from .tasks import Tasks

CHECK_S = 5.0
IDLE_S = 30.0
# The owner of what this node works out for itself and does not tell the others.
_OWN_COUNT = "count"

_log = logging.getLogger(__name__)


@dataclass
class Stats:
    """Counts since the start, for the operators."""

    published: int = 0
    from_bridge: int = 0
    bad_parcels: int = 0
    checks_failed: int = 0


class Hub:
    """Topics and their readers on this node."""

    def __init__(self, bridge: Bridge, *, node: str | None = None) -> None:
        self.node = node or secrets.token_hex(4)
        self.stats = Stats()
        self._epoch = f"{self.node}-{secrets.token_hex(4)}"
        # A board that nobody read for a while is dropped; the next one counts its versions anew.
        self._boards = itertools.count()
        self._audience: dict[str, tuple[int, int]] = {}
        self._bridge = bridge
        self._ring = open_ring()
        self._tasks = Tasks()
        self._topics: dict[str, Log | Board | Stream] = {}
        self._source: Source
        self.peers = Peers(self.node, bridge, self._tasks, self._forget)

    async def start(self, source: Source) -> None:
        """Connect to the other nodes; `source` is the truth behind the topics."""
        self._source = source
        _log.info("fan-out: %s", "a chunk in one call" if self._ring is not None else "one call a reader")
        await self._bridge.start(self._deliver, self._recovered)
        await self.peers.start()
        self._tasks.spawn(self._beat())
        self._tasks.spawn(self._check_often())

    async def close(self) -> None:
        """End all background work and the bridge; idempotent."""
        await self._tasks.close()
        await self._bridge.close()
        if self._ring is not None:
            self._ring.close()

    # --- readers --------------------------------------------------------------------------------

    def join(self, reader: Reader, topic: Topic, since: Position | None) -> None:
        """Let `reader` follow `topic`. `Subscribed`, or `Unsubscribed` with a code, is written to it."""
        self._topic(topic).join(reader, since)

    def leave(self, reader: Reader, name: str) -> None:
        """Nothing more of this topic for `reader`."""
        if topic := self._topics.get(name):
            topic.leave(reader)

    def pause(self, reader: Reader, names: Sequence[str]) -> None:
        """Flow control: what was written to `reader` does not fit into the network."""
        for name in names:
            if topic := self._topics.get(name):
                topic.pause(reader)

    def resume(self, reader: Reader, names: Sequence[str]) -> None:
        """Flow control: it keeps up again."""
        for name in names:
            if topic := self._topics.get(name):
                topic.resume(reader)

    def readers(self, topic: str) -> int:
        """How many read a topic on this node."""
        return self._topics[topic].readers if topic in self._topics else 0

    def audience(self, log: str) -> int:
        """How many watch a log on all nodes, as of the last beat."""
        return self._audience.get(log, (0, 0))[0]

    def watch(self, name: str, watcher: Watcher) -> None:
        """Call `watcher(first, events)` for every fact of a log from the next one on, in order."""
        log = self._named(name)
        assert isinstance(log, Log)
        log.watch(watcher)

    def unwatch(self, name: str, watcher: Watcher) -> None:
        """Call it no longer."""
        log = self._topics.get(name)
        if isinstance(log, Log):
            log.unwatch(watcher)

    def start_over(self, name: str) -> None:
        """Facts of a log were rewritten in the source: nobody is given what was read of it before."""
        log = self._topics.get(name)
        if isinstance(log, Log):
            log.start_over()

    def read_again(self, name: str) -> None:
        """Words went from facts of a log: whoever comes reads them from the source; who follows, goes on."""
        log = self._topics.get(name)
        if isinstance(log, Log):
            log.read_again()

    # --- publishing -----------------------------------------------------------------------------

    def publish_events(self, topic: str, first: int, events: Sequence[Event]) -> None:
        """Facts were appended to a log; the first has the offset `first`."""
        self.stats.published += 1
        log = self._topics.get(topic)
        if isinstance(log, Log):
            log.publish(first, events)
        body = encode(Events(topic, "", first, list(events)))
        self._bridge.publish(topic, Parcel(self.node, News.EVENTS, body).seal())

    def publish_board(
        self, topic: str, keys: Mapping[str, object], *, clock: tuple[int, int] | None = None
    ) -> None:
        """Keys of a board changed; None removes one.

        With `clock`, the clock of the durable part before and after: contiguous changes are applied, a
        hole is read from the source, an old one ignored. Without, the keys are this node's and the last
        write wins.
        """
        self.stats.published += 1
        board = self._topics.get(topic)
        if clock is not None:
            if isinstance(board, Board):
                board.apply(keys, clock)
            self._bridge.publish(topic, packed(self.node, News.DURABLE, [*clock, dict(keys)]))
            return
        board = self._named(topic)
        assert isinstance(board, Board)
        board.set(keys, self.node)
        self._bridge.publish(topic, packed(self.node, News.EPHEMERAL, dict(keys)))

    def pass_boards_by(self, prefix: str, clock: tuple[int, int]) -> None:
        """A durable change touched no other boards of these names: those of this node need not be read again.

        The other nodes are not told; their next check reads the boards that they have open.
        """
        for name, board in self._topics.items():
            if name.startswith(prefix) and isinstance(board, Board):
                board.pass_by(clock)

    def show_board(self, topic: str, keys: Mapping[str, object]) -> None:
        """Keys that each node works out for its own readers; the other nodes are not told."""
        board = self._named(topic)
        assert isinstance(board, Board)
        board.set(keys, _OWN_COUNT)

    def publish_stream(self, message: Group | Chunk) -> None:
        """A group of a stream begins or goes on."""
        self.stats.published += 1
        body = encode(message)
        self._stream(message, body)
        self._bridge.publish(message.topic, Parcel(self.node, News.STREAM, body).seal())

    # --- calls ----------------------------------------------------------------------------------

    def register(self, topic: str, callee: Callee) -> None:
        """`callee` answers calls for `topic` from now on."""
        self.peers.register(topic, callee)

    async def call(
        self, topic: str, name: str, seat: str, args: dict[str, object], *, timeout_ms: int
    ) -> dict[str, object]:
        """Ask the session that answers for `topic`, on whatever node it is.

        Raises:
            Refused: `stage_away` if there is none or it does not answer in time, or what it refused with.
        """
        return await self.peers.call(topic, name, seat, args, timeout_ms=timeout_ms)

    # --- topics ---------------------------------------------------------------------------------

    def _topic(self, topic: Topic) -> Log | Board | Stream:
        found = self._topics.get(topic.name)
        if found is None:
            if topic.kind is Kind.LOG:
                found = Log(topic, self._source, self._tasks, self._bridge.follow, self._ring)
            elif topic.kind is Kind.BOARD:
                epoch = f"{self._epoch}-{next(self._boards)}"
                found = Board(topic.name, epoch, self._source, self._tasks, self._follow_board, self._ring)
            else:
                found = Stream(topic.name, self._epoch, self._ring)
                self._tasks.spawn(self._bridge.follow(topic.name))
            self._topics[topic.name] = found
        return found

    def _named(self, name: str) -> Log | Board | Stream:
        topic = parse_topic(name)
        assert topic is not None, name
        return self._topic(topic)

    def _stream(self, message: Group | Chunk, body: bytes) -> None:
        stream = self._named(message.topic)
        assert isinstance(stream, Stream)
        stream.publish(message, frame(body))

    async def _follow_board(self, name: str) -> None:
        await self._bridge.follow(name)
        self._ask(name)

    # --- other nodes ----------------------------------------------------------------------------

    def _deliver(self, topic: str, payload: bytes) -> None:
        try:
            parcel = Parcel.open(payload)
            if parcel.node == self.node:
                return
            self.stats.from_bridge += 1
            if parcel.news is News.WHO_HAS:
                board = self._topics.get(parcel.body.decode())
                if isinstance(board, Board):
                    self._tell(board)
            elif topic in (ALL, mailbox(self.node)):
                self.peers.receive(parcel)
            else:
                self._receive(topic, parcel)
        except (WireError, UnknownType, ValueError, TypeError):
            self.stats.bad_parcels += 1
            _log.warning("a parcel on %s cannot be read", topic)

    def _receive(self, name: str, parcel: Parcel) -> None:
        topic = self._topics.get(name)
        if parcel.news in (News.EVENTS, News.STREAM):
            message = decode_server(parcel.body, LIMIT_BYTES)
            if isinstance(message, Events) and isinstance(topic, Log):
                topic.publish(message.first, message.events)
            elif isinstance(message, Group | Chunk):
                self._stream(message, parcel.body)
        elif not isinstance(topic, Board):
            return
        elif parcel.news is News.DURABLE:
            before, after, keys = parcel.value(Durable)
            topic.apply(keys, (before, after))
        elif parcel.news is News.EPHEMERAL:
            topic.set(parcel.value(Keys), parcel.node)

    def _ask(self, board: str) -> None:
        """Everybody, as who has keys of a board need not follow it."""
        self._bridge.publish(ALL, Parcel(self.node, News.WHO_HAS, board.encode()).seal())

    def _tell(self, board: Board) -> None:
        if own := board.owned_by(self.node):
            self._bridge.publish(board.name, packed(self.node, News.EPHEMERAL, own))

    def _forget(self, node: str) -> None:
        for topic in self._topics.values():
            if isinstance(topic, Board):
                topic.forget(node)

    def _recovered(self) -> None:
        """The bridge was broken: whatever was said meanwhile is read from the source, or asked for again."""
        for topic in self._topics.values():
            if isinstance(topic, Board):
                self._tell(topic)
                if topic.is_open:
                    self._ask(topic.name)
        self._tasks.spawn(self.check())

    # --- upkeep ---------------------------------------------------------------------------------

    async def _beat(self) -> None:
        while True:
            viewers = {
                topic.name: topic.audience
                for topic in self._topics.values()
                if isinstance(topic, Log) and topic.audience
            }
            self._audience = self.peers.beat(viewers)
            for name, (now, peak) in self._audience.items():
                board = self._topics.get(f"{name}/board")
                if isinstance(board, Board):
                    board.set({"audience": {"viewers": now, "peak": peak}}, _OWN_COUNT)
            await asyncio.sleep(BEAT_S)

    async def _check_often(self) -> None:
        while True:
            await asyncio.sleep(CHECK_S)
            try:
                await self.check()
            except Exception:  # the truth is away for now: the next round asks again
                self.stats.checks_failed += 1
                _log.exception("the positions could not be checked")
            self._close_idle(asyncio.get_running_loop().time())

    async def check(self) -> None:
        """Compare every open topic with the source, in one query; what is behind reads what it misses."""
        names = [t.name for t in self._topics.values() if t.is_open and not isinstance(t, Stream)]
        if not names:
            return
        for name, head in (await self._source.heads(names)).items():
            topic = self._topics.get(name)
            if isinstance(topic, Log | Board):
                topic.check(head.at)

    def _close_idle(self, now_s: float) -> None:
        for name, topic in list(self._topics.items()):
            kept = isinstance(topic, Board) and topic.owned_by(self.node)
            if topic.is_used or kept or not topic.idle_since:
                topic.idle_since = now_s
            elif now_s - topic.idle_since > IDLE_S:
                del self._topics[name]
                self._bridge.unfollow(name)
