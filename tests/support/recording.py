"""A recording made without waiting for it: scenes go through muxer and tape as the program sends them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from hemicycle.stage.program.h264 import setup_of, with_lengths
from hemicycle.stage.program.hls import Record
from hemicycle.stage.program.mixer import Mixer
from hemicycle.stage.program.muxer import Muxer, Picture
from hemicycle.stage.program.slate import PERIOD_MS, Slate
from hemicycle.stage.program.tape import Tape

from .media import FPS, Camera

ORIGIN = 1_800_000_000_000
STEP_MS = 20
PATIENCE_MS = 80


class Scene(NamedTuple):
    """What is in the picture from one time to another; between scenes no picture comes."""

    begin_ms: int
    end_ms: int
    shown: Camera | Slate

    def pictures(self) -> list[Picture]:
        """All pictures of the scene."""
        if isinstance(self.shown, Slate):
            times = range(self.begin_ms, self.end_ms, PERIOD_MS)
            coded = self.shown.pictures
            return [
                Picture(at, coded[n % len(coded)], None if n % len(coded) else self.shown.setup)
                for n, at in enumerate(times)
            ]
        self.shown.ask()
        return [_picture(self.shown, at) for at in range(self.begin_ms, self.end_ms, 1000 // FPS)]


def record(folder: Path, scenes: Sequence[Scene]) -> None:
    """Write the finished recording of `scenes`; the sound is there from the beginning."""
    folder.mkdir()
    mixer = Mixer(ORIGIN, 0)
    muxer, tape = Muxer(mixer.setup), Tape(folder, Record(ORIGIN, []))
    waiting = [picture for scene in scenes for picture in scene.pictures()]
    for now in range(0, scenes[-1].end_ms + PATIENCE_MS, STEP_MS):
        while waiting and waiting[0].at_ms <= now:
            muxer.picture(waiting.pop(0))
        for frame in mixer.mix(now - PATIENCE_MS, ()):
            muxer.sound(frame)
        for part in muxer.take():
            tape.write(part)
    for part in muxer.flush():
        tape.write(part)
    assert tape.finish()


def _picture(camera: Camera, at: int) -> Picture:
    unit = camera.picture(at)
    return Picture(at, with_lengths(unit.data), setup_of(unit.data) if unit.key else None)
