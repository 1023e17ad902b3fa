"""One quality of the program's picture: whose it is now, its fragments, its stream.

All reels follow the same director and hold the same sound; each cuts where its own layer of the wanted seat
has a key picture. While it shows nobody, it shows the slide.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import NamedTuple

from hemicycle.stage.units import VideoUnit
from hemicycle_protocol.messages import Chunk, Group

from .boxes import AudioSetup
from .h264 import setup_of, with_lengths
from .muxer import AudioFrame, Fragment, Muxer, Picture
from .slate import PERIOD_MS, Slate
from .streams import Stream
from .wishes import Wishes

# The slide is dated so far back: about as old as a panelist's picture is when it gets here.
SLATE_LAG_MS = 100


class Source(NamedTuple):
    """A layer of a seat's camera, as one connection sends it."""

    seat: str
    stream: Hashable


class Reel:
    """Takes the pictures of whoever is shown; times are server milliseconds, `origin` is program time 0."""

    def __init__(
        self,
        topic: str,
        origin: int,
        audio: AudioSetup,
        publish: Callable[[Group | Chunk], None],
        now: int,
    ) -> None:
        self.wishes = Wishes(now)
        self._origin = origin
        self._muxer = Muxer(audio)
        self._stream = Stream(topic, origin, publish)
        self._source: Source | None = None
        self._number = 0
        self._slate: Slate | None = None
        self._slate_at: int | None = None
        self._slate_n = 0

    @property
    def seat(self) -> str | None:
        """Who is shown; None is the slide."""
        return self._source.seat if self._source else None

    def show(self, seat: str, unit: VideoUnit, at: int, *, is_wanted: bool) -> bool:
        """Take a picture made at `at`: a key picture of who is shown or wanted, or the one that follows (T9).

        Whether it was taken.
        """
        source = Source(seat, unit.stream)
        setup = setup_of(unit.data) if unit.key else None
        if unit.key:
            may_show = setup is not None and (is_wanted or seat == self.seat)
        else:
            may_show = source == self._source and unit.number == self._number + 1
        if not may_show:
            if seat == self.seat:
                self.wishes.miss()
            return False
        self._source, self._number = source, unit.number
        data = with_lengths(unit.data)
        if not data:
            return False
        if setup is not None:
            self.wishes.came(at)
        self._muxer.picture(Picture(at - self._origin, data, setup))
        return True

    def show_slate(self, slate: Slate, now: int) -> None:
        """Go on with the slide up to `now`, if nobody is shown."""
        if self._source is not None:
            return
        if slate is not self._slate:
            self._slate, self._slate_n = slate, 0
        at = now if self._slate_at is None else self._slate_at
        while at + SLATE_LAG_MS <= now:
            setup = slate.setup if self._slate_n == 0 else None
            self._muxer.picture(Picture(at - self._origin, slate.pictures[self._slate_n], setup))
            at, self._slate_n = at + PERIOD_MS, (self._slate_n + 1) % len(slate.pictures)
        self._slate_at = at

    def drop(self, now: int) -> None:
        """Show nobody from now on."""
        if self._source is not None:
            self._source = self._slate = None
            self._slate_at = now

    def sound(self, frame: AudioFrame) -> None:
        """Take the next sound frame."""
        self._muxer.sound(frame)

    def publish(self, *, is_over: bool = False) -> list[Fragment]:
        """Publish what is complete, at the end all that is left; what was published."""
        parts = self._muxer.flush() if is_over else self._muxer.take()
        for part in parts:
            if part.init is not None:
                self._stream.begin(part.start_ms, part.init)
            self._stream.put(part.start_ms, part.data)
        return parts
