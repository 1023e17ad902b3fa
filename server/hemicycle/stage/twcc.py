"""Transport-wide congestion control: tells a sender when each of its packets arrived.

Without it a browser never sends more than 300 kbit/s. The format is
draft-holmer-rmcat-transport-wide-cc-extensions-01, two-bit status vectors only. One `Arrivals` per transport.
"""

from __future__ import annotations

import struct

from .sequence import ahead

FORMAT = 15
# More than this missing in one report means that the sender started anew.
LONGEST = 1_000
_TICK_PER_MS = 4
_REFERENCE_TICKS = 256


class Arrivals:
    """Collects arrivals between two reports. Bounded by `LONGEST`: more of a gap starts over."""

    __slots__ = ("_base", "_count", "_seen")

    def __init__(self) -> None:
        self._base: int | None = None
        self._seen: dict[int, float] = {}
        self._count = 0

    def add(self, sequence: int, mono_ms: float) -> None:
        """The packet with that transport-wide sequence number arrived."""
        if self._base is None or abs(ahead(sequence, self._base)) > LONGEST:
            self._base = sequence
            self._seen.clear()
        if ahead(sequence, self._base) < 0:
            return  # reported as lost already
        self._seen.setdefault(sequence, mono_ms)

    def report(self) -> bytes | None:
        """The feedback control information of the next report, or None when nothing arrived."""
        if self._base is None or not self._seen:
            return None
        base, seen = self._base, self._seen
        offsets = {ahead(s, base): ms for s, ms in seen.items()}
        length = max(offsets) + 1
        first = min(offsets.values())
        reference = int(first * _TICK_PER_MS) // _REFERENCE_TICKS
        symbols, deltas = _encode(offsets, length, reference * _REFERENCE_TICKS)
        head = struct.pack("!HH", base, length) + (reference & 0xFFFFFF).to_bytes(3, "big")
        body = head + bytes([self._count & 0xFF]) + symbols + deltas
        self._count += 1
        self._base = (base + length) & 0xFFFF
        self._seen = {}
        return body


def _encode(offsets: dict[int, float], length: int, previous: int) -> tuple[bytes, bytes]:
    """Status symbols (0 lost, 1 small step, 2 large or negative step) and the steps, in 250 µs."""
    symbols: list[int] = []
    deltas = bytearray()
    for offset in range(length):
        if offset not in offsets:
            symbols.append(0)
            continue
        tick = int(offsets[offset] * _TICK_PER_MS)
        step, previous = tick - previous, tick
        if 0 <= step <= 0xFF:
            symbols.append(1)
            deltas.append(step)
        else:
            symbols.append(2)
            deltas += struct.pack("!h", max(-0x8000, min(0x7FFF, step)))
    vectors = b"".join(
        struct.pack("!H", 0xC000 | sum(s << (12 - 2 * i) for i, s in enumerate(symbols[at : at + 7])))
        for at in range(0, length, 7)
    )
    return vectors, bytes(deltas)


def feedback_packet(sender_ssrc: int, media_ssrc: int, control: bytes) -> bytes:
    """A whole RTCP packet around `Arrivals.report`."""
    padding = -len(control) % 4
    if padding:
        control += bytes(padding - 1) + bytes([padding])
    body = struct.pack("!LL", sender_ssrc, media_ssrc) + control
    return struct.pack("!BBH", 0x80 | (0x20 if padding else 0) | FORMAT, 205, len(body) // 4) + body
