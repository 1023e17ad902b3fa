"""Readers of any speed, drops, resumes, two nodes, a bridge that loses what it likes.

Whatever happens, in the end every log is gap-free and complete, and every board is equal to the truth.
Hypothesis chooses the steps; the clock is virtual, so hours of flushing, checking and forgetting cost
nothing.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from hemicycle.hub import Exchange, Hub, MemoryBridge
from hemicycle.hub.hub import CHECK_S
from hemicycle.hub.reader import WAITING_BYTES
from hemicycle_protocol.topics import parse_topic
from hemicycle_protocol.views import Position
from tests.support.hub import Follower, Listener, Truth
from tests.support.soak import rounds
from tests.support.virtual_time import VirtualLoop

LOG, BOARD = "debate/d1", "debate/d1/board"
KEYS = st.sampled_from(["a", "b", "c", "d"])


@dataclass
class Client:
    """A client that follows a log and a board, on one node at a time, through a network of its own."""

    node: int
    listener: Listener = field(default_factory=Listener)
    log: Follower = field(default_factory=Follower)
    board: Follower = field(default_factory=Follower)
    is_connected: bool = True

    def read(self) -> None:
        """Take what the network brought."""
        messages, self.listener.messages = self.listener.messages, []
        for message in messages:
            {LOG: self.log, BOARD: self.board}[getattr(message, "topic", LOG)].take(message)


class Convergence(RuleBasedStateMachine):
    """Two hubs above one truth, and clients who come, go, lag and change nodes."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = VirtualLoop()
        self.truth = Truth()
        self.truth.logs[LOG] = []
        self.loss = 0
        self.carried = 0
        self.exchange = Exchange(self._carry)
        self.clients: list[Client] = []
        self.said = 0

    def _carry(self, topic: str, payload: bytes) -> bool:
        self.carried += 1
        return self.loss == 0 or self.carried % self.loss != 0

    def wait(self, seconds: float = 0) -> None:
        self.loop.run_until_complete(asyncio.sleep(seconds))

    @initialize()
    def start(self) -> None:
        async def begin() -> list[Hub]:
            hubs = [Hub(MemoryBridge(self.exchange)) for _ in range(2)]
            for hub in hubs:
                await hub.start(self.truth)
            return hubs

        self.hubs = self.loop.run_until_complete(begin())

    # --- what happens ---------------------------------------------------------------------------

    @rule(node=st.integers(0, 1))
    def come(self, node: int) -> None:
        client = Client(node)
        self.clients.append(client)
        self._join(client)

    @precondition(lambda self: self.clients)
    @rule(data=st.data())
    def drop(self, data: st.DataObject) -> None:
        client = data.draw(st.sampled_from(self.clients))
        if client.is_connected:
            self._leave(client)
            client.listener.messages.clear()  # what was on its way is lost

    @precondition(lambda self: self.clients)
    @rule(data=st.data(), node=st.integers(0, 1))
    def come_back(self, data: st.DataObject, node: int) -> None:
        client = data.draw(st.sampled_from(self.clients))
        if not client.is_connected:
            client.node = node
            self._join(client)

    @precondition(lambda self: self.clients)
    @rule(data=st.data())
    def fall_behind(self, data: st.DataObject) -> None:
        client = data.draw(st.sampled_from(self.clients))
        if client.is_connected and not client.listener.behind:
            client.listener.behind = True
            self._call(self.hubs[client.node].pause, client.listener, [LOG, BOARD])

    @precondition(lambda self: self.clients)
    @rule(data=st.data())
    def keep_up_again(self, data: st.DataObject) -> None:
        client = data.draw(st.sampled_from(self.clients))
        self._recover(client)

    @precondition(lambda self: self.clients)
    @rule(data=st.data())
    def be_too_slow(self, data: st.DataObject) -> None:
        client = data.draw(st.sampled_from(self.clients))
        if client.is_connected and client.listener.behind:
            client.listener.waiting = WAITING_BYTES + 1

    @rule(node=st.integers(0, 1), count=st.integers(1, 5))
    def say(self, node: int, count: int) -> None:
        texts = range(self.said, self.said + count)
        self.said += count
        self._call(self.hubs[node].publish_events, LOG, *self.truth.append(LOG, *texts))

    @rule(node=st.integers(0, 1), key=KEYS, value=st.one_of(st.none(), st.integers(0, 3)))
    def count(self, node: int, key: str, value: int | None) -> None:
        clock = self.truth.count(BOARD, **{key: value})

        def publish() -> None:
            self.hubs[node].publish_board(BOARD, {key: value}, clock=clock)

        self._call(publish)

    @rule(every=st.sampled_from([0, 1, 2, 3]))
    def lose(self, every: int) -> None:
        """The bridge loses each n-th parcel from now on: all of them, some, or none."""
        self.loss = every

    @rule(node=st.integers(0, 1))
    def link_again(self, node: int) -> None:
        self._call(self.hubs[node]._recovered)

    @rule(seconds=st.sampled_from([0.0, 0.01, 0.25, 6.0, 40.0]))
    def pass_time(self, seconds: float) -> None:
        self.wait(seconds)

    # --- what must hold -------------------------------------------------------------------------

    @invariant()
    def nobody_sees_a_gap(self) -> None:
        """`Follower` asserts it for each message that arrived."""
        for client in self.clients:
            if client.listener.was_cut:
                client.listener.was_cut = False
                self._leave(client)
                client.listener.messages.clear()
            if client.is_connected and not client.listener.behind:
                client.read()

    def teardown(self) -> None:
        self.loss = 0
        for client in self.clients:
            self._recover(client)
            if not client.is_connected:
                self._join(client)
        self.wait(3 * CHECK_S)
        self.nobody_sees_a_gap()
        for client in self.clients:
            if not client.is_connected:
                self._join(client)
        self.wait(CHECK_S)
        self.nobody_sees_a_gap()
        try:
            for client in self.clients:
                assert client.log.texts == list(range(self.said))
                board = {key: value for key, value in client.board.keys.items() if key != "audience"}
                assert board == self.truth.boards.get(BOARD, (0, {}))[1]
        finally:
            for hub in self.hubs:
                self.loop.run_until_complete(hub.close())
            self.loop.close()

    # --- how --------------------------------------------------------------------------------

    def _call(self, act: object, *arguments: object) -> None:
        async def call() -> None:
            act(*arguments)  # type: ignore[operator]

        self.loop.run_until_complete(call())

    def _join(self, client: Client) -> None:
        client.listener = Listener()
        client.is_connected = True
        for name, position in ((LOG, client.log.position), (BOARD, client.board.position)):
            self._call(self._follow, client, name, position)

    def _follow(self, client: Client, name: str, position: Position | None) -> None:
        topic = parse_topic(name)
        assert topic is not None
        self.hubs[client.node].join(client.listener, topic, position)

    def _leave(self, client: Client) -> None:
        client.is_connected = False
        for name in (LOG, BOARD):
            self._call(self.hubs[client.node].leave, client.listener, name)

    def _recover(self, client: Client) -> None:
        if client.is_connected and client.listener.behind:
            client.listener.behind = False
            client.listener.waiting = 0
            self._call(self.hubs[client.node].resume, client.listener, [LOG, BOARD])


TestConvergence = Convergence.TestCase
TestConvergence.settings = settings(
    max_examples=rounds(60), stateful_step_count=40, suppress_health_check=[HealthCheck.too_slow]
)
