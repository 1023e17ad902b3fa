"""The bridge within one process: the default of a single node, and of tests with several."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from .bridge import Deliver


class Exchange:
    """What several memory bridges share. `carry` decides for each delivery whether it arrives."""

    def __init__(self, carry: Callable[[str, bytes], bool] = lambda topic, payload: True) -> None:
        self.carry = carry
        self.bridges: list[MemoryBridge] = []


class MemoryBridge:
    """A bridge to the other bridges on the same exchange; on one of its own it carries nothing far.

    The queue is the event loop's; it is bounded by what one turn of the loop publishes.
    """

    def __init__(self, exchange: Exchange | None = None) -> None:
        self._exchange = exchange or Exchange()
        self._followed: set[str] = set()
        self._deliver: Deliver | None = None
        self._recovered: Callable[[], None] = lambda: None

    @property
    def dropped(self) -> int:
        """Nothing is dropped for want of room."""
        return 0

    @property
    def is_linked(self) -> bool:
        """Whether it was started and not closed."""
        return self._deliver is not None

    async def start(self, deliver: Deliver, recovered: Callable[[], None]) -> None:
        """Join the exchange."""
        self._deliver = deliver
        self._recovered = recovered
        self._exchange.bridges.append(self)

    def publish(self, topic: str, payload: bytes) -> None:
        """Deliver in the next turn of the event loop, as a network would not deliver at once either."""
        loop = asyncio.get_running_loop()
        for bridge in self._exchange.bridges:
            if topic in bridge._followed:
                loop.call_soon(bridge._arrive, topic, payload)

    def _arrive(self, topic: str, payload: bytes) -> None:
        if self._deliver is not None and topic in self._followed and self._exchange.carry(topic, payload):
            self._deliver(topic, payload)

    async def follow(self, topic: str) -> None:
        """At once."""
        self._followed.add(topic)

    def unfollow(self, topic: str) -> None:
        """At once."""
        self._followed.discard(topic)

    async def close(self) -> None:
        """Leave the exchange."""
        self._deliver = None
        if self in self._exchange.bridges:
            self._exchange.bridges.remove(self)
