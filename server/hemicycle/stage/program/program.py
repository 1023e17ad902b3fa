"""The program: what viewers watch, made of what the seats send.

Ties the parts together on one clock: the director chooses, pictures pass to the muxer without being
encoded again, voices are mixed, fragments go to the streams and to the recording. Program time is server
time less `origin`; the origin is kept in the record, so a stage that is started again goes on in the
same time.
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
from .boxes import VideoSetup
from .director import Director
from .h264 import setup_of, with_lengths
from .hls import Record
from .mixer import Mixer
from .muxer import Fragment, Muxer, Picture
from .recorder import Recorder
from .reports import ProgramReports
from .slate import PERIOD_MS, Slate, make_slate
from .streams import Streams
from .tape import restore
from .wishes import Wishes

TICK_S = 0.01
# How long a sound may be under way before its turn in the mix; a seat that needs more is shifted (`voices`).
PATIENCE_MS = 40
# The slide is dated so far back: about as old as a panelist's picture is when it gets here.
SLATE_LAG_MS = 100
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
        self._muxer = Muxer(self._mixer.setup)
        self._streams = Streams(debate, self._origin, self._muxer.sound_init, publish)
        self._recorder = Recorder(folder, record, report)
        self._setups: dict[str, VideoSetup] = {}
        self._wishes = Wishes(now)
        self._lost_at = now
        self._slate: Slate | None = None
        self._slate_text = ""
        self._slate_next: tuple[int, int] = (now, 0)
        self._is_over = False
        self._finished = asyncio.Event()

    def video(self, seat: str, unit: VideoUnit) -> None:
        """A picture of `seat`, in decoding order."""
        now = self._clock.now()
        self._director.see(seat, now)
        setup = self._setup(seat, unit) if unit.key else None
        data = with_lengths(unit.data)
        if not data:
            return
        if seat != self._director.on_air:
            if setup is None or self._slate is None or self._director.wanted(now) != seat:
                return
            self._cut(seat, now)
        if setup is not None:
            self._wishes.came(now)
        at = min(max(unit.at + self._mixer.shift_ms(seat), now - OLDEST_MS), now)
        self._muxer.picture(Picture(at - self._origin, data, setup))

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
        self._setups.pop(seat, None)

    async def run(self) -> None:
        """Make the program until `end`."""
        self._slate = await asyncio.to_thread(make_slate, self._director.program.slate)
        self._slate_text = self._director.program.slate
        self._slate_next = (self._clock.now(), 0)
        try:
            async with asyncio.TaskGroup() as tasks:
                recording = tasks.create_task(self._recorder.run())
                tasks.create_task(self._make())
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
        self._emit(self._muxer.flush())
        self._recorder.end()

    def _step(self, now: int) -> None:
        self._choose(now)
        if self._director.on_air is None:
            self._show_slate(now)
        for frame in self._mixer.mix(now - self._origin - PATIENCE_MS, self._director.muted):
            self._muxer.sound(frame)
        self._emit(self._muxer.take())

    def _choose(self, now: int) -> None:
        """Ask for the key pictures that a cut or the next group needs; fall back on the slide."""
        director = self._director
        wanted = director.wanted(now)
        if director.on_air is None or director.has_picture(director.on_air, now):
            self._lost_at = now
        if director.on_air is not None and (wanted is None or now - self._lost_at > BRIDGE_MS):
            self._cut(None, now)
        if wanted is not None and self._wishes.is_due(wanted, director.on_air, now):
            self._ask_keyframe(wanted)

    def _cut(self, seat: str | None, now: int) -> None:
        self._director.cut(seat, now)
        self._slate_next = (now, 0)
        self._report.cut(seat)

    def _show_slate(self, now: int) -> None:
        assert self._slate is not None
        at, n = self._slate_next
        while at + SLATE_LAG_MS <= now:
            setup = self._slate.setup if n == 0 else None
            self._muxer.picture(Picture(at - self._origin, self._slate.pictures[n], setup))
            at, n = at + PERIOD_MS, (n + 1) % len(self._slate.pictures)
        self._slate_next = (at, n)

    async def _renew_slate(self) -> None:
        text = self._director.program.slate
        if text == self._slate_text:
            return
        self._slate_text = text
        self._slate = await asyncio.to_thread(make_slate, text)
        self._slate_next = (self._slate_next[0], 0)

    def _setup(self, seat: str, unit: VideoUnit) -> VideoSetup | None:
        """The parameter sets of a key picture, or those that the seat sent before."""
        setup = setup_of(unit.data)
        if setup is not None:
            self._setups[seat] = setup
        return self._setups.get(seat)

    def _emit(self, parts: list[Fragment]) -> None:
        for part in parts:
            self._streams.put(part)
            self._recorder.put(part)
