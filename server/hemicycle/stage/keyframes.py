"""When to ask a camera for a keyframe. Browsers send none by themselves: the stage makes the groups.

Every 2 s while on air, every 4 s otherwise, on demand in between, never more than one in 500 ms; when a cut
waits for it, in 300 ms: browsers heed no more (libwebrtc). The seat's own number shifts the rhythm, so that
ten encoders do not sweat at the same instant.
"""

from __future__ import annotations

ON_AIR_MS = 2_000
OFF_AIR_MS = 4_000
CLOSEST_MS = 500
CLOSEST_URGENT_MS = 300
_SHIFT_MS = 170


class Keyframes:
    """One layer of one camera; all times are monotonic milliseconds."""

    __slots__ = ("_asked_at", "_closest_ms", "_key_at", "_shift_ms", "_wanted", "on_air")

    def __init__(self, number: int) -> None:
        self._shift_ms = number * _SHIFT_MS % CLOSEST_MS
        self._asked_at = -float(CLOSEST_MS)
        self._key_at: float | None = None
        self._wanted = True
        self._closest_ms = CLOSEST_MS
        self.on_air = False

    def want(self, *, urgent: bool = False) -> None:
        """Somebody cannot go on without one; `urgent`: all viewers wait for it."""
        self._wanted = True
        if urgent:
            self._closest_ms = CLOSEST_URGENT_MS

    def came(self, mono_ms: float) -> None:
        """A keyframe arrived."""
        self._key_at = mono_ms
        self._wanted = False
        self._closest_ms = CLOSEST_MS

    def is_due(self, mono_ms: float) -> bool:
        """Whether to ask now; asking is noted."""
        if mono_ms - self._asked_at < self._closest_ms:
            return False
        rhythm = (ON_AIR_MS if self.on_air else OFF_AIR_MS) + self._shift_ms
        late = self._key_at is not None and mono_ms - max(self._key_at, self._asked_at) >= rhythm
        if self._wanted or late:
            self._asked_at = mono_ms
            return True
        return False
