"""The voice of one seat: Opus packets in, samples at their place in the program's time out.

A voice waits in a short ring for its turn in the mix. A packet that comes after its turn makes the whole
seat a little later from then on, picture and sound together, so that a slow network costs delay and not
words; nobody else is delayed by it.
"""

from __future__ import annotations

import av
import numpy as np
from numpy.typing import NDArray

from hemicycle.stage.units import AudioUnit

from .boxes import AUDIO_HZ
from .director import SILENT_LEVEL

Samples = NDArray[np.float32]

# What a voice may hold before its turn. A packet further ahead has a wrong date: its anchor is made anew.
RING = AUDIO_HZ * 2
# Dates from capture times and from the packet counter may differ so much before the counter is doubted.
DRIFT = AUDIO_HZ * 40 // 1000
# How a late seat is shifted, and how far at most.
SHIFT_STEP_MS = 20
SHIFT_MOST_MS = 600
# Packets (10 s) over which a shift must have been needless before it is taken back.
EASE_AFTER = 500
PER_MS = AUDIO_HZ // 1000


class Voice:
    """Decodes one seat's packets into a ring indexed by program samples."""

    def __init__(self, origin: int, read: int) -> None:
        self.shift_ms = 0
        self.lost = 0
        self._origin = origin
        self._decoder = _decoder()
        self._ring: Samples = np.zeros(RING, np.float32)
        self._read = read
        self._anchor: int | None = None
        self._slack = RING
        self._placed = 0

    def put(self, unit: AudioUnit) -> int:
        """Place a packet; its loudness (0 loud … 127 silent), the sender's word or our measure."""
        decoded = self._decode(unit.data)
        if decoded is None:
            self.lost += 1
            return SILENT_LEVEL
        start = self._place(unit)
        late = self._read - start
        self._ease(-late)
        if late > 0:
            self._lag(late)
            decoded, start = decoded[late:], self._read
        if len(decoded):
            self._store(start, decoded)
        return _level(decoded) if unit.level is None else unit.level

    def take(self, start: int, count: int) -> Samples:
        """The samples from `start` on; silence where nothing came. Each can be taken once."""
        at = start % RING
        self._read = start + count
        if at + count <= RING:
            block = self._ring[at : at + count].copy()
            self._ring[at : at + count] = 0
            return block
        return np.concatenate([self.take(start, RING - at), self.take(start + RING - at, count - RING + at)])

    def _decode(self, packet: bytes) -> Samples | None:
        if not packet:
            return None  # it would tell the decoder that nothing more comes
        try:
            frames = self._decoder.decode(av.Packet(packet))
        except av.error.FFmpegError:
            return None
        if not frames:
            return None
        pcm = np.concatenate([frame.to_ndarray()[0] for frame in frames])
        return pcm.astype(np.float32) / np.float32(32768)

    def _place(self, unit: AudioUnit) -> int:
        by_capture = (unit.at + self.shift_ms - self._origin) * PER_MS
        if self._anchor is None or abs(unit.rtp + self._anchor - by_capture) > DRIFT:
            self._anchor = by_capture - unit.rtp
        return unit.rtp + self._anchor

    def _lag(self, late: int) -> None:
        steps = -(-late // (SHIFT_STEP_MS * PER_MS))
        shift = min(SHIFT_MOST_MS, self.shift_ms + steps * SHIFT_STEP_MS)
        if shift == self.shift_ms:
            self.lost += 1
        self.shift_ms = shift
        self._anchor = None

    def _ease(self, slack: int) -> None:
        """Take back a step of the shift when packets have long come early enough without it."""
        self._slack = min(self._slack, slack)
        self._placed += 1
        if self._placed < EASE_AFTER:
            return
        if self.shift_ms and self._slack > 2 * SHIFT_STEP_MS * PER_MS:
            self.shift_ms -= SHIFT_STEP_MS
            self._anchor = None
        self._slack, self._placed = RING, 0

    def _store(self, start: int, samples: Samples) -> None:
        if start + len(samples) > self._read + RING:
            self._anchor = None
            self.lost += 1
            return
        at = start % RING
        head = min(len(samples), RING - at)
        self._ring[at : at + head] = samples[:head]
        self._ring[: len(samples) - head] = samples[head:]


def _decoder() -> av.AudioCodecContext:
    decoder = av.CodecContext.create("libopus", "r")
    assert isinstance(decoder, av.AudioCodecContext)
    decoder.format = av.AudioFormat("s16")
    decoder.layout = "mono"
    decoder.sample_rate = AUDIO_HZ
    return decoder


def _level(samples: Samples) -> int:
    power = float(np.mean(samples * samples)) if len(samples) else 0.0
    return SILENT_LEVEL if power <= 0 else int(min(SILENT_LEVEL, max(0.0, -10 * np.log10(power))))
