"""What the forwarding part hands to the program: whole pictures and sound packets, dated in server time."""

from __future__ import annotations

from collections.abc import Hashable
from typing import NamedTuple


class VideoUnit(NamedTuple):
    """A complete access unit of a layer of a seat's camera, in decoding order.

    `data` is H.264 in Annex B form; a key unit carries its parameter sets. `rtp` counts 1/90000 s and
    never wraps. `at` is when the picture was captured, in server milliseconds. `stream` is the layer of one
    connection, `number` counts its pictures: what is no key unit needs the one before it. The layer may be
    both the best and the least that is sent now.
    """

    data: bytes
    rtp: int
    at: int
    key: bool
    stream: Hashable = None
    number: int = 0
    is_best: bool = True
    is_least: bool = True


class AudioUnit(NamedTuple):
    """One Opus packet of a seat's microphone.

    `rtp` counts 1/48000 s and never wraps. `at` is when its first sample was captured, in server
    milliseconds. `level` is what the sender says of its loudness (RFC 6464: 0 loud … 127 silent).
    """

    data: bytes
    rtp: int
    at: int
    level: int | None = None
