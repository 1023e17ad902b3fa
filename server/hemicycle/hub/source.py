"""What the hub asks of what lies above: the truth behind a topic."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from hemicycle_protocol.views import Event, Position


class Source(Protocol):
    """Reads the truth; implemented by `services.source`."""

    async def heads(self, topics: Sequence[str]) -> dict[str, Position]:
        """Where each log (offset) and durable board (clock) stands, in one query; unknown ones are absent."""
        ...

    async def events(self, topic: str, after: int, limit: int) -> list[Event] | None:
        """Up to `limit` events of a log that follow `after`; None if they are no longer kept."""
        ...

    async def snapshot(self, topic: str) -> tuple[Position, dict[str, object]]:
        """The view of a log as plain values, and the position it stands at."""
        ...

    async def board(self, topic: str) -> tuple[int, dict[str, object]]:
        """The clock and keys of the durable part of a board, as plain values."""
        ...
