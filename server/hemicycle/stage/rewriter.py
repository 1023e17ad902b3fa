"""One outgoing stream made of several incoming ones: sequence numbers and times go on without a jump.

A listener's slot shows a seat; when the seat publishes anew or another layer is chosen, the packets come
from another source, but the listener's decoder must see one stream. A change happens at a keyframe only.
"""

from __future__ import annotations

from collections.abc import Hashable

from .sequence import ahead

# Between the last packet of one source and the first of the next, in clock units of a 30 Hz picture.
_STEP = 3_000
# So many packets after a change, none from before it will come any more.
_STRAGGLERS = 4_096


class Rewriter:
    """The state of one outgoing stream."""

    __slots__ = ("_first", "_last_sequence", "_last_time", "_sequence_offset", "_time_offset", "source")

    def __init__(self, first_sequence: int) -> None:
        self.source: Hashable = None
        # The first outgoing number of the present source, as long as older packets may still straggle in.
        self._first: int | None = None
        self._last_sequence = first_sequence
        self._last_time = 0
        self._sequence_offset = 0
        self._time_offset = 0

    def start(self, source: Hashable, sequence: int, timestamp: int, *, step: int = _STEP) -> None:
        """From now on packets come from `source`, the first being this one."""
        first = self.source is None
        self.source = source
        self._first = (self._last_sequence + 1) & 0xFFFF
        self._sequence_offset = (self._first - sequence) & 0xFFFF
        self._time_offset = 0 if first else (self._last_time + step - timestamp) & 0xFFFFFFFF

    def time_of(self, timestamp: int) -> int:
        """The outgoing timestamp of an instant of the present source."""
        return (timestamp + self._time_offset) & 0xFFFFFFFF

    def rewrite(self, sequence: int, timestamp: int) -> tuple[int, int] | None:
        """The outgoing sequence number and timestamp of a packet of the present source.

        None for one from before `start`: its number was given to the source before.
        """
        out = (sequence + self._sequence_offset) & 0xFFFF
        if self._first is not None:
            if ahead(out, self._first) < 0:
                return None
            if ahead(out, self._first) > _STRAGGLERS:
                self._first = None
        time = self.time_of(timestamp)
        if ahead(out, self._last_sequence) > 0:
            self._last_sequence = out
            self._last_time = time
        return out, time
