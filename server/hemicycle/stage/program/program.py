"""The program: what viewers watch, made of what the seats send.

Ties the parts together on one clock: the director chooses, pictures pass to the reels without being encoded
again, voices are mixed, fragments go to the streams and to the recording. There are two reels, of the best
and of the smallest layer that a seat sends; the recording is made of the first. Program time is server time
less `origin`; the origin is kept in the record, so a stage that is started again goes on in the same time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from hemicycle.clock import Clock
from hemicycle.stage.units import AudioUnit, VideoUnit
from hemicycle_protocol.messages import Chunk, Group
from hemicycle_protocol.views import Program as Direction

from . import hls
from .boxes import init_segment
from .director import Director
from .hls import Record
from .mixer import Mixer
from .muxer import Init
from .recorder import Recorder
from .reel import Reel
from .reports import ProgramReports
from .slate import Slate, make_slate
from .still import Stills
from .streams import Stream
from .tape import restore

TICK_S = 0.01
# How long a sound may be under way before its turn in the mix; a seat that needs more is shifted (`voices`).
PATIENCE_MS = 40
# When a picture is lost, the next seat's key picture is awaited so long before the slide comes up.
BRIDGE_MS = 500
# Capture dates outside of this are taken for a mistake of the sender's clock.
OLDEST_MS = 1_500


class Program:
    """One debate's program, from the first tick of `run` to `end`."""

    def __init__(
        self,
        debate: str,
        media_dir: Path,
        publish: Callable[[Group | Chunk], None],
        ask_keyframe: Callable[[str], None],
        clock: Clock,
        report: ProgramReports,
    ) -> None:
        """Continue the recording in `media_dir/debate` if there is one.

        Raises:
            OSError: what is in the folder cannot be read or made whole.
        """
        folder = media_dir / debate
        now = clock.now()
        record = restore(folder) or Record(now, [])
        self._debate = debate
        self._clock = clock
        self._ask_keyframe = ask_keyframe
        self._report = report
        self._origin = record.origin
        self._director = Director(cut_at=now)
        self._mixer = Mixer(self._origin, max(0, now - self._origin))
        audio, topic = self._mixer.setup, f"debate/{debate}/program"
        self._best = Reel(topic, self._origin, audio, publish, now)
        self._low = Reel(f"{topic}/low", self._origin, audio, publish, now)
        self._reels = (self._best, self._low)
        self._sound = Stream(f"{topic}/audio", self._origin, publish)
        self._sound_init = Init(init_segment(None, audio), f'audio/mp4; codecs="{audio.codec}"')
        self._recorder = Recorder(folder, record, report)
        self._stills = Stills(folder)
        self._lost_at = now
        self._slate: Slate | None = None
        self._slate_text = ""
        self._is_over = False
        self._finished = asyncio.Event()

    def video(self, seat: str, unit: VideoUnit) -> None:
        """A picture of `seat`, in decoding order."""
        now = self._clock.now()
        self._director.see(seat, now)
        is_wanted = self._slate is not None and self._director.wanted(now) == seat
        at = min(max(unit.at + self._mixer.shift_ms(seat), now - OLDEST_MS), now)
        if unit.is_least:
            self._low.show(seat, unit, at, is_wanted=is_wanted)
        is_shown = unit.is_best and self._best.show(seat, unit, at, is_wanted=is_wanted)
        if is_shown and seat != self._director.on_air:
            self._cut(seat, now)

    def audio(self, seat: str, unit: AudioUnit) -> None:
        """A sound packet of `seat`. What a muted seat sends is not decoded."""
        if seat not in self._director.muted:
            self._director.hear(seat, self._mixer.put(seat, unit), self._clock.now())

    def direct(self, program: Direction, floor_seat: str | None, muted: set[str]) -> None:
        """What the host and the floor say of the picture, and whose voice is cut."""
        self._director.program = program
        self._director.floor = floor_seat
        self._director.muted = frozenset(muted)
        self._choose(self._clock.now())

    def seat_left(self, seat: str) -> None:
        """`seat` is empty."""
        self._director.leave(seat)
        self._mixer.leave(seat)

    async def run(self) -> None:
        """Make the program until `end`."""
        self._slate = await asyncio.to_thread(make_slate, self._director.program.slate)
        self._slate_text = self._director.program.slate
        try:
            async with asyncio.TaskGroup() as tasks:
                recording = tasks.create_task(self._recorder.run())
                stills = tasks.create_task(self._stills.run())
                tasks.create_task(self._make())
                await recording
                stills.cancel()
            if recording.result():
                self._report.recording(path=f"/hls/{self._debate}/{hls.LIVE}")
        finally:
            self._finished.set()

    async def end(self) -> None:
        """End the program and its recording; its path is reported before this returns."""
        self._is_over = True
        await self._finished.wait()

    async def _make(self) -> None:
        while not self._is_over:
            await self._renew_slate()
            # After a stall, packets that came meanwhile go first: their turn in the mix is now.
            await asyncio.sleep(0)
            self._step(self._clock.now())
            await asyncio.sleep(TICK_S)
        self._publish(is_over=True)
        self._recorder.end()

    def _step(self, now: int) -> None:
        self._choose(now)
        assert self._slate is not None
        for reel in self._reels:
            reel.show_slate(self._slate, now)
        for frame in self._mixer.mix(now - self._origin - PATIENCE_MS, self._director.muted):
            for reel in self._reels:
                reel.sound(frame)
        self._publish()

    def _choose(self, now: int) -> None:
        """Ask for the key pictures that a cut or the next group needs; fall back on the slide."""
        director = self._director
        wanted = director.wanted(now)
        if director.on_air is None or director.has_picture(director.on_air, now):
            self._lost_at = now
        if wanted is None or now - self._lost_at > BRIDGE_MS:
            for reel in self._reels:
                reel.drop(now)
            if director.on_air is not None:
                self._cut(None, now)
        if wanted is not None:
            due = [reel.wishes.is_due(wanted, reel.seat, now) for reel in self._reels]
            if any(due):
                self._ask_keyframe(wanted)

    def _cut(self, seat: str | None, now: int) -> None:
        self._director.cut(seat, now)
        self._report.cut(seat)

    async def _renew_slate(self) -> None:
        text = self._director.program.slate
        if text == self._slate_text:
            return
        self._slate_text = text
        self._slate = await asyncio.to_thread(make_slate, text)

    def _publish(self, *, is_over: bool = False) -> None:
        self._low.publish(is_over=is_over)
        for part in self._best.publish(is_over=is_over):
            if part.init is not None:
                self._sound.begin(part.start_ms, self._sound_init)
            if part.sound:
                self._sound.put(part.start_ms, part.sound)
            self._recorder.put(part)
            self._stills.see(part, self._clock.mono())
