"""Group commit: many callers, one transaction, every caller answered after it.

Knows nothing of SQL: it is given what commits a batch.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from .errors import Unavailable

T = TypeVar("T")
R = TypeVar("R")


class Gather(Generic[T, R]):
    """Collects items for at most `linger_ms` or `batch` items and commits them together.

    `commit` answers one result an item; an exception as a result is raised for that caller alone.
    When `capacity` items wait, the next one is refused with `Unavailable`: the caller's person is
    told at once instead of standing in a queue that cannot drain in time.
    """

    def __init__(
        self,
        commit: Callable[[Sequence[T]], Awaitable[Sequence[R | Exception]]],
        *,
        batch: int,
        capacity: int,
        linger_ms: int = 0,
    ) -> None:
        self._commit = commit
        self._batch = batch
        self._capacity = capacity
        self._linger_s = linger_ms / 1000
        self._waiting: deque[tuple[T, asyncio.Future[R]]] = deque()
        self._some = asyncio.Event()
        self._full = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._closed = False

    def submit(self, item: T) -> asyncio.Future[R]:
        """The answer to come, after the commit that holds `item`."""
        if self._closed:
            raise Unavailable("the store is closed")
        if len(self._waiting) >= self._capacity:
            raise Unavailable(f"{self._capacity} writes are waiting")
        if self._task is None:
            self._task = asyncio.create_task(self._run(), name="store-gather")
        answer: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, answer))
        self._some.set()
        if len(self._waiting) >= self._batch:
            self._full.set()
        return answer

    async def close(self) -> None:
        """Commit what waits, then stop. Idempotent."""
        self._closed = True
        self._some.set()
        self._full.set()
        if self._task is not None:
            await self._task
            self._task = None

    async def _run(self) -> None:
        while True:
            await self._some.wait()
            if self._closed and not self._waiting:
                return
            if self._linger_s and not self._closed:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(self._linger_s):
                        await self._full.wait()
            batch = [self._waiting.popleft() for _ in range(min(self._batch, len(self._waiting)))]
            if not self._waiting and not self._closed:
                self._some.clear()
            if len(self._waiting) < self._batch and not self._closed:
                self._full.clear()
            await self._settle(batch)

    async def _settle(self, batch: Sequence[tuple[T, asyncio.Future[R]]]) -> None:
        """Commit and answer. A batch that fails by our fault is tried item by item, so that one
        poisonous item does not fail its neighbours."""
        try:
            results = await self._commit([item for item, _ in batch])
        except Unavailable as away:
            results = [away] * len(batch)
        except Exception as bug:  # top of the gathering task: every caller gets its own failure
            if len(batch) > 1:
                for one in batch:
                    await self._settle([one])
                return
            results = [bug]
        for (_, answer), result in zip(batch, results, strict=True):
            if answer.done():  # its caller went away
                continue
            if isinstance(result, Exception):
                answer.set_exception(result)
            else:
                answer.set_result(result)
