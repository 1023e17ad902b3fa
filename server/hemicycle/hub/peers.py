"""The other nodes: that they live, how many watch there, and calls to a stage that is connected there."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from hemicycle_protocol.errors import Code, Refused

from .audience import Beat, Nodes
from .bridge import Bridge
from .calls import Answer, Callee, Calls
from .parcel import Call, News, Parcel, Reply, packed
from .tasks import Tasks

ALL = "nodes"
# Calls of other nodes that wait for the stage here. More are refused `busy`.
REMOTE_CALLS = 200

_log = logging.getLogger(__name__)


def mailbox(node: str) -> str:
    """The bridge's topic for what is meant for one node."""
    return f"node/{node}"


class Peers:
    """This node among the others."""

    def __init__(self, node: str, bridge: Bridge, tasks: Tasks, gone: Callable[[str], None]) -> None:
        self.node = node
        self.nodes = Nodes(gone)
        self._calls = Calls()
        self._bridge = bridge
        self._tasks = tasks
        self._waiting: dict[int, asyncio.Future[Answer]] = {}
        self._last = 0
        self._viewers: dict[str, int] = {}
        # Called when another node wrote what stands on no topic; what that is, is no matter of the hub.
        self.on_told: Callable[[], None] = lambda: None

    async def start(self) -> None:
        """Listen to the others."""
        await self._bridge.follow(ALL)
        await self._bridge.follow(mailbox(self.node))

    def beat(self, viewers: dict[str, int]) -> dict[str, tuple[int, int]]:
        """Tell the others how this node is; the audience over all nodes, by topic."""
        self._viewers = viewers
        self.nodes.expire(mono_s=asyncio.get_running_loop().time())
        totals = self.nodes.audience(viewers)
        self._say(ALL, News.BEAT, list(self.nodes.beat(viewers, self._calls.topics)))
        return totals

    def receive(self, parcel: Parcel) -> None:
        """A parcel for all nodes or for this one."""
        if parcel.news is News.BEAT:
            beat = parcel.value(Beat)
            self.nodes.heard(parcel.node, beat, mono_s=asyncio.get_running_loop().time())
        elif parcel.news is News.CALL:
            ref, *call = parcel.value(Call)
            if len(self._tasks) < REMOTE_CALLS:
                self._tasks.spawn(self._answer(parcel.node, ref, *call))
            else:
                self._say(mailbox(parcel.node), News.REPLY, [ref, {}, Code.BUSY.value, {}])
        elif parcel.news is News.REPLY:
            self._replied(*parcel.value(Reply))
        elif parcel.news is News.MOVED:
            self.on_told()

    def tell(self) -> None:
        """Have `on_told` called on the other nodes. One who does not hear it has to look by itself."""
        self._bridge.publish(ALL, Parcel(self.node, News.MOVED, b"").seal())

    # --- calls ----------------------------------------------------------------------------------

    def register(self, topic: str, callee: Callee) -> None:
        """`callee` answers for `topic`; the other nodes hear of it at once."""
        self._calls.register(topic, callee)
        self.beat(self._viewers)

    def unregister(self, callee: Callee) -> None:
        """It is gone."""
        self._calls.unregister(callee)

    def answer(self, callee: Callee, ref: int, result: Answer, code: str) -> None:
        """A callee of this node answered."""
        self._calls.answer(callee, ref, result, code)

    async def call(self, topic: str, name: str, seat: str, args: Answer, *, timeout_ms: int) -> Answer:
        """Ask whoever answers for `topic`, wherever it is connected; see `Hub.call`."""
        if topic in self._calls.topics:
            return await self._calls.ask(topic, name, seat, args, timeout_ms=timeout_ms)
        node = self.nodes.answering(topic)
        if node is None:
            raise Refused(Code.STAGE_AWAY)
        self._last += 1
        ref, future = self._last, asyncio.get_running_loop().create_future()
        self._waiting[ref] = future
        try:
            self._say(mailbox(node), News.CALL, [ref, topic, name, seat, args, timeout_ms])
            async with asyncio.timeout(timeout_ms / 1000):
                answer: Answer = await future
                return answer
        except TimeoutError:
            raise Refused(Code.STAGE_AWAY) from None
        finally:
            del self._waiting[ref]

    async def _answer(
        self, node: str, ref: int, topic: str, name: str, seat: str, args: Answer, timeout_ms: int
    ) -> None:
        reply: list[Any]
        try:
            reply = [ref, await self._calls.ask(topic, name, seat, args, timeout_ms=timeout_ms), "", {}]
        except Refused as refusal:
            reply = [ref, {}, refusal.code.value, refusal.facts]
        self._say(mailbox(node), News.REPLY, reply)

    def _replied(self, ref: int, result: Answer, code: str, facts: dict[str, Any]) -> None:
        future = self._waiting.get(ref)
        if future is None or future.done():
            return
        if code:
            future.set_exception(Refused(Code(code), **facts))
        else:
            future.set_result(result)

    def _say(self, topic: str, news: News, value: object) -> None:
        self._bridge.publish(topic, packed(self.node, news, value))
