"""Between nodes: news by topic, fast and without promises.

What is lost on the way is found by positions (`log`, `board`) or superseded (`stream`). Implementations:
`bridge_memory` for one process, `bridge_redis` for many machines; one contract suite for both.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

Deliver = Callable[[str, bytes], None]


class Bridge(Protocol):
    """Carries payloads of topics to the other nodes that follow them."""

    async def start(self, deliver: Deliver, recovered: Callable[[], None]) -> None:
        """Begin. `deliver(topic, payload)` is called in order per topic, also for this node's own payloads.

        `recovered` is called when a broken link stands again: anything may have been missed.
        """
        ...

    def publish(self, topic: str, payload: bytes) -> None:
        """Send to all who follow `topic`. Never waits; when the queue is full it is dropped and counted."""
        ...

    async def follow(self, topic: str) -> None:
        """Return when payloads published from now on arrive, or soon if the link is broken."""
        ...

    def unfollow(self, topic: str) -> None:
        """Payloads of `topic` need not arrive any more."""
        ...

    @property
    def dropped(self) -> int:
        """Payloads dropped so far because a queue was full."""
        ...

    @property
    def is_linked(self) -> bool:
        """Whether the other nodes can be reached, as far as is known."""
        ...

    async def close(self) -> None:
        """End; idempotent."""
        ...
