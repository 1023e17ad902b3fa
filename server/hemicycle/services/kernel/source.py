"""The truth behind the hub's topics: logs of the store, snapshots of the views, boards of the tallies."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from hemicycle.core.emit import debate_log, process_log
from hemicycle.store.log import Log
from hemicycle_protocol.topics import Kind, Topic, parse_topic
from hemicycle_protocol.views import Event, Position

from .ballots import Ballots
from .journal import Journal

# What the part of a board of the arguments of one proposition begins with.
ARGUMENTS = "arguments/"


class TopicSource:
    """Implements `hub.Source`. The epoch of logs is the database's: it never changes while the data lives."""

    def __init__(self, log: Log, epoch: str, journal: Journal, ballots: Ballots) -> None:
        self._log = log
        self._epoch = epoch
        self._journal = journal
        self._ballots = ballots

    async def heads(self, topics: Sequence[str]) -> dict[str, Position]:
        """Where each log and each board of tallies stands, in one query."""
        clocks = {topic: clock for topic in topics if (clock := _clock_of(topic)) is not None}
        heads = await self._log.heads(sorted(set(clocks.values())))
        return {
            topic: Position(self._epoch, heads[clock])
            for topic, clock in clocks.items()
            if heads[clock] or not _begins_with_a_fact(topic)
        }

    async def events(self, topic: str, after: int, limit: int) -> list[Event] | None:
        """Facts that follow `after`; all are kept."""
        return await self._log.read(topic, after=after, limit=limit)

    async def snapshot(self, topic: str) -> tuple[Position, dict[str, object]]:
        """The view of a log at its present head.

        Raises:
            Refused: `NOT_FOUND` for a debate or process that does not exist.
        """
        parsed = _parsed(topic)
        if parsed.scope == "debate":
            await self._journal.load(debate_log(parsed.id))
        elif parsed.scope == "process":
            await self._journal.load(process_log(parsed.id))
        await self._journal.refresh(topic)
        view: dict[str, object] = msgspec.to_builtins(self._journal.view(topic))
        return Position(self._epoch, self._journal.head(topic)), view

    async def board(self, topic: str) -> tuple[int, dict[str, object]]:
        """The counted part of a board; refused `NOT_FOUND` like a snapshot."""
        parsed = _parsed(topic)
        if parsed.scope == "process":
            await self._journal.load(process_log(parsed.id))
            if parsed.part.startswith(ARGUMENTS):
                return await self._ballots.arguments_board(parsed.id, parsed.part.removeprefix(ARGUMENTS))
            return await self._ballots.process_board(parsed.id)
        if parsed.part in ("board", "desk/board"):
            return await self._ballots.debate_board(parsed.id, desk=parsed.part == "desk/board")
        await self._journal.load(debate_log(parsed.id))
        return 0, {}


def _parsed(topic: str) -> Topic:
    parsed = parse_topic(topic)
    assert parsed is not None, topic
    return parsed


def _begins_with_a_fact(topic: str) -> bool:
    """Whether a log without facts is one that does not exist: a person's and a desk's may be empty."""
    parsed = _parsed(topic)
    return parsed.kind is Kind.LOG and parsed.scope in ("debate", "process") and not parsed.part


def _clock_of(topic: str) -> str | None:
    """The log whose head tells how new a topic is; None if nothing counted stands on it."""
    parsed = _parsed(topic)
    if parsed.kind is Kind.LOG:
        return topic
    counted = parsed.part in ("board", "desk/board") or parsed.part.startswith(ARGUMENTS)
    return f"ballots/{parsed.id}" if counted else None
