"""The loops as tracks of a peer connection: packets at their time, louder when the person speaks."""

from __future__ import annotations

import asyncio
from fractions import Fraction
from typing import cast

import av
from aiortc import MediaStreamTrack

from .loops import SAMPLES, Loops
from .portrait import FPS
from .voice import RATE


class Person:
    """What a panelist does now; both tracks look at it."""

    def __init__(self, loops: Loops) -> None:
        self.loops = loops
        self.is_speaking = False


class _Paced(MediaStreamTrack):
    """Hands out packet n at n × interval after the first; late is never made up by sending faster."""

    def __init__(self, person: Person, *, per_s: float) -> None:
        super().__init__()
        self._person = person
        self._interval_s = 1 / per_s
        self._due = 0.0
        self._n = -1

    async def _turn(self) -> int:
        now = asyncio.get_running_loop().time()
        if self._n < 0 or now - self._due > 1:
            self._due = now
        self._n += 1
        self._due += self._interval_s
        await asyncio.sleep(max(0.0, self._due - now))
        return self._n


class Camera(_Paced):
    """The picture: a loop of the idle or of the speaking person, changed at a keyframe."""

    kind = "video"

    def __init__(self, person: Person) -> None:
        super().__init__(person, per_s=FPS)
        self._pictures = person.loops.idle

    async def recv(self) -> av.VideoFrame:
        """The next access unit; aiortc takes packets where its types say frames."""
        n = await self._turn()
        loops = self._person.loops
        if n % FPS == 0:
            self._pictures = loops.speaking if self._person.is_speaking else loops.idle
        packet = av.Packet(self._pictures[n % len(self._pictures)])
        packet.pts, packet.time_base = n, Fraction(1, FPS)
        return cast(av.VideoFrame, packet)


class Microphone(_Paced):
    """The voice while speaking, silence otherwise."""

    kind = "audio"

    def __init__(self, person: Person) -> None:
        super().__init__(person, per_s=RATE / SAMPLES)

    async def recv(self) -> av.AudioFrame:
        """The next 20 ms; aiortc takes packets where its types say frames."""
        n = await self._turn()
        loops = self._person.loops
        loop = loops.voice if self._person.is_speaking else loops.silence
        packet = av.Packet(loop[n % len(loop)])
        packet.pts, packet.time_base = n * SAMPLES, Fraction(1, RATE)
        return cast(av.AudioFrame, packet)
