"""Arithmetic of counters that wrap: RTP sequence numbers (16 bit) and timestamps (32 bit)."""

from __future__ import annotations

SEQUENCE = 1 << 16
TIMESTAMP = 1 << 32


def ahead(a: int, b: int) -> int:
    """How far sequence number `a` is after `b`: −32768 … 32767."""
    return ((a - b + 0x8000) & 0xFFFF) - 0x8000


class Unwrapper:
    """Turns a counter that wraps into one that does not; small steps back are steps back."""

    __slots__ = ("_half", "_last", "_modulus")

    def __init__(self, modulus: int) -> None:
        self._modulus = modulus
        self._half = modulus // 2
        self._last: int | None = None

    def __call__(self, value: int) -> int:
        """The unwrapped value nearest to the last one."""
        if self._last is None:
            self._last = value
            return value
        step = ((value - self._last + self._half) % self._modulus) - self._half
        unwrapped = self._last + step
        self._last = max(self._last, unwrapped)
        return unwrapped
