"""RTP packets → whole pictures: H.264 payloads (RFC 6184) in order, complete, from a keyframe on.

Packets may arrive late (repaired) but not twice. A picture with a hole that will not be filled is dropped
with all that follow, until the next keyframe: a broken picture is worse than a short stand-still.
"""

from __future__ import annotations

from typing import NamedTuple

from .sequence import SEQUENCE, TIMESTAMP, Unwrapper

START = b"\x00\x00\x00\x01"
_STAP_A, _FU_A, _IDR, _SPS, _PPS = 24, 28, 5, 7, 8
# Pictures that wait for a repair: 512 packets are about three seconds of a good picture.
WINDOW = 512


class AccessUnit(NamedTuple):
    """A picture in Annex B form with its unwrapped RTP time (1/90000 s); a key picture with its sets."""

    data: bytes
    rtp: int
    key: bool


class Assembler:
    """One video stream. Holds at most `WINDOW` packets: the oldest hole is then given up."""

    def __init__(self) -> None:
        self._unwrap = Unwrapper(SEQUENCE)
        self._unwrap_time = Unwrapper(TIMESTAMP)
        self._waiting: dict[int, tuple[int, bool, bytes]] = {}
        self._next: int | None = None
        self._parts: list[bytes] = []
        self._sets: list[bytes] = []
        self._wants_key = True
        self._broken = True

    @property
    def wants_key(self) -> bool:
        """Whether nothing can be shown before a keyframe comes."""
        return self._wants_key

    def add(self, sequence: int, timestamp: int, marker: bool, payload: bytes) -> list[AccessUnit]:
        """The pictures that are complete with this packet, in order."""
        n = self._unwrap(sequence)
        if self._next is None:
            self._next = n
        if n < self._next:
            return []
        self._waiting[n] = (timestamp, marker, payload)
        units = self._drain()
        while len(self._waiting) > WINDOW:
            units += self.skip()
        return units

    def skip(self) -> list[AccessUnit]:
        """The packet waited for will not come: go on after it, from the next keyframe."""
        if not self._waiting:
            return []
        self._next = min(self._waiting)
        self._parts = []
        self._broken = self._wants_key = True
        return self._drain()

    @property
    def missing(self) -> int | None:
        """The sequence number (16 bit) that holds everything up, if any."""
        return self._next & 0xFFFF if self._waiting and self._next is not None else None

    def _drain(self) -> list[AccessUnit]:
        units = []
        while self._next in self._waiting:
            timestamp, marker, payload = self._waiting.pop(self._next)
            self._next += 1
            self._parts.append(payload)
            if marker:
                unit = self._finish(timestamp)
                if unit is not None:
                    units.append(unit)
        return units

    def _finish(self, timestamp: int) -> AccessUnit | None:
        parts, self._parts = self._parts, []
        rtp = self._unwrap_time(timestamp)
        broken, self._broken = self._broken, False
        nals = depayload(parts)
        if nals is None or (broken and not _is_whole_key(nals)):
            self._wants_key = True
            return None
        if not nals:
            return None
        if _has(nals, _SPS):
            self._sets = [nal for nal in nals if nal[0] & 0x1F in (_SPS, _PPS)]
        elif _has(nals, _IDR):
            nals = [*self._sets, *nals]
        key = _is_whole_key(nals)
        if self._wants_key and not key:
            return None
        self._wants_key = False
        return AccessUnit(b"".join(START + nal for nal in nals), rtp, key)


def depayload(payloads: list[bytes]) -> list[bytes] | None:
    """The NAL units of one picture's payloads; None if a fragment has no beginning or no end."""
    nals: list[bytes] = []
    open_fragment: bytearray | None = None
    for payload in payloads:
        if len(payload) < 2:
            continue  # padding that a sender probes with
        kind = payload[0] & 0x1F
        if kind == _FU_A:
            header = payload[1]
            if header & 0x80:
                open_fragment = bytearray([(payload[0] & 0xE0) | (header & 0x1F)])
            if open_fragment is None:
                return None
            open_fragment += payload[2:]
            if header & 0x40:
                nals.append(bytes(open_fragment))
                open_fragment = None
        elif kind == _STAP_A:
            nals += _split(payload)
        else:
            nals.append(payload)
    return None if open_fragment is not None else nals


def starts_keyframe(payload: bytes) -> bool:
    """Whether a keyframe begins with this payload, its parameter sets first: where a switch may happen."""
    if len(payload) < 2:
        return False
    kind = payload[0] & 0x1F
    if kind == _STAP_A:
        return any(nal[0] & 0x1F == _SPS for nal in _split(payload))
    if kind == _FU_A:
        return bool(payload[1] & 0x80) and payload[1] & 0x1F == _SPS
    return kind == _SPS


def _split(payload: bytes) -> list[bytes]:
    nals, at = [], 1
    while at + 2 < len(payload):
        size = int.from_bytes(payload[at : at + 2], "big")
        nal = payload[at + 2 : at + 2 + size]
        if not nal:
            break
        nals.append(nal)
        at += 2 + size
    return nals


def _has(nals: list[bytes], kind: int) -> bool:
    return any(nal[0] & 0x1F == kind for nal in nals)


def _is_whole_key(nals: list[bytes]) -> bool:
    """A keyframe from its very beginning: what precedes it in doubt does not matter."""
    return _has(nals, _IDR) and _has(nals, _SPS)
