"""Seats made of encoders: moving coloured pictures and tones, dated like a panelist's."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import av
import numpy as np

from hemicycle.clock import SystemClock
from hemicycle.stage.program import Program
from hemicycle.stage.units import AudioUnit, VideoUnit
from tests.support.patience import PATIENCE_S

FPS = 25
BEHIND_MS = 200


class Shade(NamedTuple):
    """The colour of a seat in YUV, to know it again on a screen."""

    u: int
    v: int


def is_on(at: int) -> bool:
    """Whether pictures are bright and tones loud at that time."""
    return at // 500 % 2 == 1


class Camera:
    """Encodes H.264 as a browser does: constrained baseline, key pictures at the start and when asked."""

    def __init__(self, width: int = 640, height: int = 360, shade: Shade = Shade(90, 160)) -> None:
        self.width, self.height, self.shade = width, height, shade
        self.count = 0
        self._wants_key = True
        encoder = av.CodecContext.create("libx264", "w")
        assert isinstance(encoder, av.VideoCodecContext)
        encoder.width, encoder.height, encoder.pix_fmt = width, height, "yuv420p"
        encoder.time_base, encoder.framerate = Fraction(1, 90_000), Fraction(FPS)
        encoder.gop_size, encoder.max_b_frames, encoder.profile = 10_000, 0, "Baseline"
        encoder.thread_count, encoder.bit_rate = 1, 600_000
        encoder.options = {
            "preset": "ultrafast",
            "tune": "zerolatency",
            "forced-idr": "1",
            "x264-params": "repeat-headers=1:scenecut=0",
        }
        self._encoder = encoder
        self._luma = np.tile(np.linspace(40, 200, width).astype(np.uint8), (height, 1))

    def ask(self) -> None:
        self._wants_key = True

    def picture(self, at: int) -> VideoUnit:
        """The picture of `at`: brighter in every other half second."""
        chroma = np.repeat(np.array([self.shade.u, self.shade.v], np.uint8), self.width * self.height // 4)
        luma = np.roll(self._luma, self.count * 4, axis=1) // (1 if is_on(at) else 4)
        planes = np.concatenate([luma.ravel(), chroma]).reshape(self.height * 3 // 2, self.width)
        frame = av.VideoFrame.from_ndarray(planes, "yuv420p")
        frame.pts, frame.time_base = self.count * 90_000 // FPS, Fraction(1, 90_000)
        if self._wants_key:
            frame.pict_type = av.video.frame.PictureType.I
        self._wants_key = False
        [packet] = self._encoder.encode(frame)
        self.count += 1
        return VideoUnit(bytes(packet), frame.pts, at, packet.is_keyframe, self, self.count)


class Microphone:
    """Encodes a tone as Opus packets of 20 ms.

    The encoder is ahead of its input by 312 samples (6.5 ms), as a browser's is.
    """

    def __init__(self, hertz: float = 440.0, loudness: float = 0.2) -> None:
        self.hertz, self.loudness = hertz, loudness
        self.count = 0
        encoder = av.CodecContext.create("libopus", "w")
        assert isinstance(encoder, av.AudioCodecContext)
        encoder.format, encoder.layout, encoder.sample_rate = av.AudioFormat("s16"), "mono", 48_000
        encoder.bit_rate, encoder.time_base = 32_000, Fraction(1, 48_000)
        self._encoder = encoder

    def packet(self, at: int) -> AudioUnit:
        """20 ms of the tone from `at` on; silent in every other half second."""
        n = np.arange(self.count * 960, (self.count + 1) * 960)
        times = at + np.arange(960) / 48
        wave = self.loudness * np.sin(2 * np.pi * self.hertz * n / 48_000) * (times // 500 % 2)
        frame = av.AudioFrame.from_ndarray((wave * 32_767).astype(np.int16).reshape(1, -1), "s16", "mono")
        frame.sample_rate, frame.pts, frame.time_base = 48_000, self.count * 960, Fraction(1, 48_000)
        packets = self._encoder.encode(frame)
        level = 127 if self.loudness == 0 else int(-20 * np.log10(self.loudness / 2**0.5))
        data = b"".join(bytes(packet) for packet in packets)
        unit = AudioUnit(data, at * 48, at, level)
        self.count += 1
        return unit


class Heard:
    """What a program reported."""

    def __init__(self) -> None:
        self.cuts: list[str | None] = []
        self.path: str | None = None
        self.faults: list[str | None] = []
        self.changed = asyncio.Event()

    def cut(self, seat: str | None) -> None:
        self.cuts.append(seat)
        self.changed.set()

    def recording(self, *, path: str | None = None, fault: str | None = None) -> None:
        self.path = path or self.path
        if path is None:
            self.faults.append(fault)
        self.changed.set()

    async def until(self, met: Callable[[Heard], bool]) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not met(self):
                self.changed.clear()
                await self.changed.wait()


class Played(NamedTuple):
    """What a file or playlist gives when decoded to its end; times in seconds."""

    pictures: list[float]
    brightness: list[float]
    shades: list[Shade]
    sizes: list[tuple[int, int]]
    sounds: list[float]
    wave: np.ndarray[Any, np.dtype[np.float32]]


def play(path: Path) -> Played:
    """Decode everything; raises when anything cannot be decoded."""
    played = Played([], [], [], [], [], np.zeros(0, np.float32))
    with av.open(str(path)) as file:
        for picture in file.decode(video=0):
            assert picture.time is not None
            planes = picture.to_ndarray(format="yuv420p")
            height = picture.height
            played.pictures.append(picture.time)
            played.brightness.append(float(planes[:height].mean()))
            quarter = height // 4
            played.shades.append(
                Shade(int(planes[height : height + quarter].mean()), int(planes[height + quarter :].mean()))
            )
            played.sizes.append((picture.width, height))
    blocks = []
    with av.open(str(path)) as file:
        for sound in file.decode(audio=0):
            assert sound.time is not None
            played.sounds.append(sound.time)
            blocks.append(sound.to_ndarray()[0])
    return played._replace(wave=np.concatenate(blocks))


def longest_hole(path: Path) -> dict[str, float]:
    """For picture and sound, the most that passes between the end of a packet and the next; in seconds."""
    ends: dict[str, float] = {}
    holes = {"video": 0.0, "audio": 0.0}
    with av.open(str(path)) as file:
        for packet in file.demux():
            if packet.pts is None or packet.time_base is None or packet.duration is None:
                continue
            kind, start = packet.stream.type, float(packet.pts * packet.time_base)
            holes[kind] = max(holes[kind], abs(start - ends.get(kind, start)))
            ends[kind] = start + float(packet.duration * packet.time_base)
    return holes


class Seat:
    """A panelist: sends picture and sound to a program in real time until stopped.

    On a machine that cannot keep up it drops what is old, as a camera does. `small` is its second layer.
    """

    def __init__(
        self,
        name: str,
        camera: Camera | None = None,
        microphone: Microphone | None = None,
        small: Camera | None = None,
    ) -> None:
        self.name = name
        self.camera = camera or Camera()
        self.microphone = microphone or Microphone()
        self.small = small
        self.sent: list[int] = []
        # How long after its instant the latest picture came: a machine may have had no time for it.
        self.late_ms = 0

    def ask(self) -> None:
        """A key picture of every layer, as browsers answer."""
        for camera in (self.camera, self.small):
            if camera is not None:
                camera.ask()

    def show(self, program: Program, at: int) -> None:
        """The picture of `at`, in every layer."""
        self.sent.append(at)
        unit = self.camera.picture(at)
        if self.small is None:
            program.video(self.name, unit)
            return
        small = self.small.picture(at)
        program.video(self.name, small._replace(is_best=False))
        program.video(self.name, unit._replace(is_least=False))

    async def send(self, program: Program) -> None:
        clock = SystemClock()
        start = clock.now()
        pictures = packets = 0
        while True:
            now = clock.now()
            pictures = max(pictures, (now - start - BEHIND_MS) * FPS // 1000)
            packets = max(packets, (now - start - BEHIND_MS) // 20)
            while start + packets * 20 + 20 <= now:
                program.audio(self.name, self.microphone.packet(start + packets * 20))
                packets += 1
            while start + pictures * 1000 // FPS <= now:
                at = start + pictures * 1000 // FPS
                self.late_ms = max(self.late_ms, clock.now() - at)
                self.show(program, at)
                pictures += 1
            await asyncio.sleep(0.01)
