"""What the program needs to know of H.264: units of a picture, parameter sets, the picture's size.

Pictures are never decoded here. Sources: ITU-T H.264 §7.3.1, §7.3.2.1, Annex B; 14496-15 for lengths.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from .boxes import VideoSetup

# Pictures of another size, or longer parameter sets, are a sender's mistake.
SMALLEST, LARGEST = 16, 8_192
SETS_BYTES = 4_096
_START = re.compile(b"\0\0\1")
_SPS, _PPS = 7, 8
_CODED = frozenset({1, 2, 3, 4, 5, _SPS, _PPS})
# Profiles whose parameter set tells the chroma format (H.264 §7.3.2.1.1).
_HIGH = frozenset({100, 110, 122, 244, 44, 83, 86, 118, 128})


def units(annex_b: bytes) -> Iterator[bytes]:
    """The units of a picture in Annex B form, without their start codes."""
    starts = [match.end() for match in _START.finditer(annex_b)]
    for start, following in pairwise([*starts, len(annex_b) + 3]):
        unit = annex_b[start : following - 3].rstrip(b"\0")
        if unit:
            yield unit


def with_lengths(annex_b: bytes) -> bytes:
    """The slices of a picture, each after its length, as samples of a file want them.

    Parameter sets stay beside their key picture although the initialisation segment has them: players
    made of FFmpeg read only the first of these and would decode the next seat's picture with it.
    """
    coded = [unit for unit in units(annex_b) if unit[0] & 31 in _CODED]
    return b"".join(len(unit).to_bytes(4, "big") + unit for unit in coded)


def setup_of(annex_b: bytes) -> VideoSetup | None:
    """What the parameter sets in a key picture say; None if they are not there or not readable."""
    sets = {unit[0] & 31: unit for unit in units(annex_b)}
    if _SPS not in sets or _PPS not in sets:
        return None
    try:
        width, height = picture_size(sets[_SPS])
    except IndexError:
        return None
    if (
        min(width, height) < SMALLEST
        or max(width, height) > LARGEST
        or len(sets[_SPS] + sets[_PPS]) > SETS_BYTES
    ):
        return None
    return VideoSetup(width, height, sets[_SPS], sets[_PPS])


def picture_size(sps: bytes) -> tuple[int, int]:
    """Width and height after cropping.

    Raises:
        IndexError: the set ends too early.
    """
    bits = _Bits(sps[1:].replace(b"\0\0\3", b"\0\0"))
    profile = bits.take(8)
    bits.take(16)
    bits.number()
    chroma = 1
    if profile in _HIGH:
        chroma = _skip_high(bits)
    bits.number()
    _skip_order(bits)
    bits.number()
    bits.take(1)
    wide, tall = bits.number() + 1, bits.number() + 1
    frames_only = bits.take(1)
    if not frames_only:
        bits.take(1)
    bits.take(1)
    width, height = wide * 16, tall * 16 * (2 - frames_only)
    if bits.take(1):
        left, right, top, bottom = (bits.number() for _ in range(4))
        across = 2 if chroma in (1, 2) else 1
        down = (2 if chroma == 1 else 1) * (2 - frames_only)
        width -= (left + right) * across
        height -= (top + bottom) * down
    return width, height


def _skip_high(bits: _Bits) -> int:
    """Pass over what high profiles add; the chroma format."""
    chroma = bits.number()
    if chroma == 3:
        bits.take(1)
    bits.number()
    bits.number()
    bits.take(1)
    if bits.take(1):
        for n in range(8 if chroma != 3 else 12):
            if bits.take(1):
                _skip_scaling(bits, 16 if n < 6 else 64)
    return chroma


def _skip_scaling(bits: _Bits, size: int) -> None:
    last = following = 8
    for _ in range(size):
        if following:
            following = (last + bits.signed()) % 256
        last = following or last


def _skip_order(bits: _Bits) -> None:
    """Pass over the picture order count."""
    kind = bits.number()
    if kind == 0:
        bits.number()
    elif kind == 1:
        bits.take(1)
        bits.number()
        bits.number()
        for _ in range(bits.number()):
            bits.number()


class _Bits:
    """Reads bits and Exp-Golomb numbers."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, count: int) -> int:
        value = 0
        for _ in range(count):
            value = value << 1 | self._data[self._at >> 3] >> (7 - (self._at & 7)) & 1
            self._at += 1
        return value

    def number(self) -> int:
        zeros = 0
        while not self.take(1):
            zeros += 1
        return (1 << zeros) - 1 + self.take(zeros)

    def signed(self) -> int:
        value = self.number()
        return (value + 1) // 2 if value & 1 else -(value // 2)
