"""All open microphones as one sound: summed, limited, encoded to AAC without a hole.

The caller says until when to mix (server time less a little patience); a moment in which nobody speaks
is silence of the same length, so the sound of the program is as continuous as the clock.
"""

from __future__ import annotations

from collections.abc import Container
from fractions import Fraction

import av
import numpy as np

from hemicycle.stage.units import AudioUnit

from .boxes import AUDIO_HZ, AudioSetup
from .muxer import AudioFrame
from .voices import PER_MS, Samples, Voice

# Samples of one AAC frame; the mix advances by whole frames.
FRAME = 1024
BIT_RATE = 64_000
# After a longer sleep of the machine the mix jumps to the present instead of making up silence.
CATCH_UP = AUDIO_HZ * 10
CEILING = 0.89
# The limiter lets go of 1 dB in about 100 ms.
RELEASE = 1.0025


class Mixer:
    """Mixes the voices of the seats from `start_ms` of the program's time on."""

    def __init__(self, origin: int, start_ms: int) -> None:
        self._origin = origin
        self._at = start_ms * PER_MS
        self._first = self._at
        self._voices: dict[str, Voice] = {}
        self._limiter = Limiter()
        self._encoder = _encoder()
        assert self._encoder.extradata is not None
        self.setup = AudioSetup(bytes(self._encoder.extradata), channels=1)

    def put(self, seat: str, unit: AudioUnit) -> int:
        """Take a packet of `seat` and say how loud it is (0 loud … 127 silent)."""
        voice = self._voices.get(seat)
        if voice is None:
            voice = self._voices[seat] = Voice(self._origin, self._at)
        return voice.put(unit)

    def shift_ms(self, seat: str) -> int:
        """By how much `seat` is later than the others, picture and sound."""
        voice = self._voices.get(seat)
        return voice.shift_ms if voice else 0

    def leave(self, seat: str) -> None:
        """Forget the voice of `seat`."""
        self._voices.pop(seat, None)

    def mix(self, until_ms: int, muted: Container[str]) -> list[AudioFrame]:
        """The frames from where the mix stands to `until_ms`."""
        until = until_ms * PER_MS
        if until - self._at > CATCH_UP:
            self._at = until - FRAME
        frames: list[AudioFrame] = []
        while self._at + FRAME <= until:
            frames += self._encode(self._sum(muted))
            self._at += FRAME
        return frames

    def _sum(self, muted: Container[str]) -> Samples:
        total = np.zeros(FRAME, np.float32)
        for seat, voice in self._voices.items():
            block = voice.take(self._at, FRAME)
            if seat not in muted:
                total += block
        return self._limiter.limit(total)

    def _encode(self, block: Samples) -> list[AudioFrame]:
        frame = av.AudioFrame.from_ndarray(block.reshape(1, -1), "fltp", "mono")
        frame.sample_rate = AUDIO_HZ
        frame.pts = self._at
        frame.time_base = Fraction(1, AUDIO_HZ)
        packets = self._encoder.encode(frame)
        # The encoder's first packet stands for the time before the start: it only primes decoders.
        return [
            AudioFrame(packet.pts, bytes(packet), FRAME)
            for packet in packets
            if packet.pts is not None and packet.pts >= self._first
        ]


class Limiter:
    """Keeps the sum of voices below the ceiling without the crackle of clipping."""

    def __init__(self) -> None:
        self._gain = 1.0

    def limit(self, block: Samples) -> Samples:
        """The block, turned down smoothly as far as its loudest sample needs."""
        peak = float(np.abs(block).max(initial=0.0))
        allowed = CEILING / peak if peak > CEILING else 1.0
        target = min(allowed, self._gain * RELEASE ** (len(block) / 48))
        ramp = np.linspace(self._gain, target, len(block), dtype=np.float32)
        self._gain = target
        limited: Samples = np.clip(block * ramp, -1.0, 1.0)
        return limited


def _encoder() -> av.AudioCodecContext:
    encoder = av.CodecContext.create("aac", "w")
    assert isinstance(encoder, av.AudioCodecContext)
    encoder.format = av.AudioFormat("fltp")
    encoder.layout = "mono"
    encoder.sample_rate = AUDIO_HZ
    encoder.bit_rate = BIT_RATE
    encoder.time_base = Fraction(1, AUDIO_HZ)
    encoder.open()
    return encoder
