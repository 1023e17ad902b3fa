"""Questions to the stage, and its answers: a topic has at most one session that answers, on some node.

Leaves the way between nodes to `hub`; here are who answers on this node and which questions are open.
"""

from __future__ import annotations

import asyncio
from typing import Protocol

from hemicycle_protocol.errors import Code, Refused

# Questions waiting for one answerer; the stage answers in tens of milliseconds. More are refused `busy`.
OPEN_CALLS = 200

Answer = dict[str, object]


class Callee(Protocol):
    """A session that answers questions about a topic."""

    def ask(self, ref: int, name: str, seat: str, args: dict[str, object]) -> None:
        """Pass the question on; the answer comes to `Calls.answer` with the same `ref`."""
        ...


class Calls:
    """Who answers for which topic on this node, and the open questions."""

    def __init__(self) -> None:
        self._callees: dict[str, Callee] = {}
        self._open: dict[int, tuple[Callee, asyncio.Future[Answer]]] = {}
        self._last = 0

    @property
    def topics(self) -> list[str]:
        """The topics that somebody on this node answers for."""
        return list(self._callees)

    def register(self, topic: str, callee: Callee) -> None:
        """From now on `callee` answers for `topic`; the one before it no longer does."""
        before = self._callees.get(topic)
        self._callees[topic] = callee
        if before is not None and before is not callee:
            self._abandon(before)

    def unregister(self, callee: Callee) -> None:
        """It is gone: its open questions are refused."""
        for topic in [t for t, who in self._callees.items() if who is callee]:
            del self._callees[topic]
        self._abandon(callee)

    async def ask(
        self, topic: str, name: str, seat: str, args: dict[str, object], *, timeout_ms: int
    ) -> Answer:
        """The answer of this node's callee.

        Raises:
            Refused: `stage_away` when there is none, it left or the time is up; or what it refused with.
        """
        callee = self._callees.get(topic)
        if callee is None:
            raise Refused(Code.STAGE_AWAY)
        if len(self._open) >= OPEN_CALLS:
            raise Refused(Code.BUSY)
        self._last += 1
        ref, future = self._last, asyncio.get_running_loop().create_future()
        self._open[ref] = (callee, future)
        try:
            callee.ask(ref, name, seat, args)
            async with asyncio.timeout(timeout_ms / 1000):
                answer: Answer = await future
                return answer
        except TimeoutError:
            raise Refused(Code.STAGE_AWAY) from None
        finally:
            del self._open[ref]

    def answer(self, callee: Callee, ref: int, result: Answer, code: str) -> None:
        """An answer came; one that nobody waits for is ignored."""
        who, future = self._open.get(ref, (None, None))
        if future is None or who is not callee or future.done():
            return
        if code:
            future.set_exception(Refused(Code(code) if code in set(Code) else Code.UNAVAILABLE))
        else:
            future.set_result(result)

    def _abandon(self, callee: Callee) -> None:
        for who, future in self._open.values():
            if who is callee and not future.done():
                future.set_exception(Refused(Code.STAGE_AWAY))
