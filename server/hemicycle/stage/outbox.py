"""What the stage has to say while its link may be down: reports that must arrive, media that may not wait."""

from __future__ import annotations

import itertools
from collections import deque

from hemicycle_protocol.commands import CommandBody
from hemicycle_protocol.errors import Code
from hemicycle_protocol.messages import Chunk, Group

# About five seconds of program; a link that is further behind begins again at a group.
MEDIA_BYTES = 2 << 20
# Refused for a passing reason: said again.
_PASSING = frozenset({Code.BUSY, Code.UNAVAILABLE, Code.RATE_LIMITED})


class Reports:
    """Reports by key until they are acknowledged; of one key only the latest counts.

    Bounded by the number of keys: one a seat, three for the program, one for the token.
    """

    def __init__(self) -> None:
        self._refs = itertools.count(1)
        self._waiting: dict[str, CommandBody] = {}
        self._sent: dict[int, tuple[str, CommandBody]] = {}

    @property
    def is_empty(self) -> bool:
        """Whether everything was acknowledged."""
        return not self._waiting and not self._sent

    def put(self, key: str, report: CommandBody) -> None:
        """Say this instead of what waits under the same key."""
        self._waiting.pop(key, None)
        self._waiting[key] = report

    def take(self) -> list[tuple[int, CommandBody]]:
        """What is to be sent now, with the references of the answers."""
        taken = []
        for key, report in self._waiting.items():
            ref = next(self._refs)
            self._sent[ref] = (key, report)
            taken.append((ref, report))
        self._waiting = {}
        return taken

    def answered(self, ref: int, code: str = "") -> bool:
        """An answer came. True: it must be said again, somewhat later."""
        key, report = self._sent.pop(ref, ("", None))
        if report is None or code not in _PASSING or key in self._waiting:
            return False
        self._waiting[key] = report
        return True

    def lost(self) -> None:
        """The link is gone: what was not acknowledged waits again, unless something newer does."""
        unanswered = dict(self._sent.values())
        self._sent = {}
        self._waiting = {**unanswered, **self._waiting}


class Media:
    """Groups and chunks on their way out. A stream that overflowed or lost its link resumes with a group."""

    def __init__(self, limit_bytes: int = MEDIA_BYTES) -> None:
        self._limit = limit_bytes
        self._waiting: deque[Group | Chunk] = deque()
        self._bytes = 0
        self._open: set[str] = set()
        self.dropped = 0

    def put(self, message: Group | Chunk) -> None:
        """Send this as soon as possible, or drop it."""
        if isinstance(message, Group):
            self._open.add(message.topic)
        elif message.topic not in self._open:
            self.dropped += 1
            return
        if self._bytes + _size(message) > self._limit:
            self.clear()
            self.dropped += 1
            return
        self._waiting.append(message)
        self._bytes += _size(message)

    def take(self) -> Group | Chunk | None:
        """The next message."""
        if not self._waiting:
            return None
        message = self._waiting.popleft()
        self._bytes -= _size(message)
        return message

    def clear(self) -> None:
        """Drop what waits; every stream begins again with a group."""
        self.dropped += len(self._waiting)
        self._waiting.clear()
        self._bytes = 0
        self._open.clear()


def _size(message: Group | Chunk) -> int:
    return len(message.init if isinstance(message, Group) else message.data) + 100
