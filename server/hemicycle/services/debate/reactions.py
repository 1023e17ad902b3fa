"""Reactions: counted per second, never stored, never kept per person beyond that second."""

from __future__ import annotations

from collections import Counter

from hemicycle.hub import Hub
from hemicycle.services.kernel.caller import Caller
from hemicycle.services.kernel.room import Result, Room
from hemicycle_protocol import commands as c
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.views import ReactionKind

PER_PERSON_AND_SECOND = 3


class Reactions:
    """Counts of the second that runs, on this node; the board shows each node's last second."""

    def __init__(self, room: Room, hub: Hub) -> None:
        self._room = room
        self._hub = hub
        self._counts: dict[str, Counter[ReactionKind]] = {}
        self._shown: set[str] = set()
        self._persons: Counter[str] = Counter()

    async def react(self, caller: Caller, command: c.React) -> Result:
        """Count a reaction; refused `RATE_LIMITED` beyond three a second."""
        by = await self._room.check(caller, command, command.debate, lambda by: by)
        if self._persons[by.id] >= PER_PERSON_AND_SECOND:
            raise Refused(Code.RATE_LIMITED, retry_after_ms=1_000)
        self._persons[by.id] += 1
        self._counts.setdefault(command.debate, Counter())[command.kind] += 1
        return caller.received_at, {}

    def flush(self) -> None:
        """A second is over: show what was counted, and take away what was shown and not repeated."""
        counts, self._counts = self._counts, {}
        self._persons.clear()
        for debate in counts.keys() | self._shown:
            counted = counts.get(debate)
            value = None if counted is None else {kind.value: n for kind, n in counted.items()}
            self._hub.publish_board(f"debate/{debate}/board", {f"reactions/{self._hub.node}": value})
        self._shown = set(counts)
