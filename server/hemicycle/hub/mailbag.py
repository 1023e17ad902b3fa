"""A bounded queue of payloads between a plain function and a task."""

from __future__ import annotations

import asyncio
from collections import deque

Item = tuple[str, bytes]


class Mailbag:
    """Payloads by topic, in order. When it is full the newest is dropped and counted: repair finds it."""

    def __init__(self, *, items: int, limit_bytes: int) -> None:
        self.dropped = 0
        self._items = items
        self._limit_bytes = limit_bytes
        self._waiting: deque[Item] = deque()
        self._bytes = 0
        self._some = asyncio.Event()

    def put(self, topic: str, payload: bytes) -> None:
        """Add one, or drop it."""
        if len(self._waiting) >= self._items or self._bytes + len(payload) > self._limit_bytes:
            self.dropped += 1
            return
        self._waiting.append((topic, payload))
        self._bytes += len(payload)
        self._some.set()

    async def take(self, most: int) -> list[Item]:
        """The oldest ones, at least one."""
        await self._some.wait()
        items = [self._waiting.popleft() for _ in range(min(most, len(self._waiting)))]
        self._bytes -= sum(len(payload) for _, payload in items)
        if not self._waiting:
            self._some.clear()
        return items
