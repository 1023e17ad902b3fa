"""How much at once and how much per second."""

from __future__ import annotations


class Bucket:
    """A token bucket in whole numbers: `burst` at once, then `per_s` each second."""

    __slots__ = ("_at", "_milli")

    def __init__(self, burst: int, *, mono: int) -> None:
        self._milli = burst * 1000
        self._at = mono

    def take(self, *, per_s: int, burst: int, mono: int) -> bool:
        """Take one; False if there is none."""
        self._milli = min(burst * 1000, self._milli + (mono - self._at) * per_s)
        self._at = mono
        if self._milli < 1000:
            return False
        self._milli -= 1000
        return True

    def wait_ms(self, *, per_s: int) -> int:
        """How long until there is one again."""
        return max(0, -(-(1000 - self._milli) // per_s))
