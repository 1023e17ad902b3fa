"""One seat on the stage: the connection that speaks for it, who listens, and whether it is there.

A newer connection takes the seat over when it stands; until then the old one goes on (make before break).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

from aiortc.rtp import RtpPacket

from hemicycle.clock import Clock
from hemicycle_protocol.views import SeatState

from .inlet import Inlet, Stream
from .legs import PublishLeg
from .loudness import Loudness
from .outlet import Outlet
from .units import AudioUnit, VideoUnit

# A connection that does not stand after this is given up.
CONNECT_MS = 10_000
# How long a seat may be on stage before its media must come: a browser needs a moment to begin.
BEGIN_MS = 8_000
ON_STAGE = frozenset({SeatState.ON_STAGE, SeatState.LOST})


class Sink(Protocol):
    """What the stage makes of media beside forwarding it: `Program`."""

    def video(self, seat: str, unit: VideoUnit, /) -> None:
        """A whole picture."""

    def audio(self, seat: str, unit: AudioUnit, /) -> None:
        """A sound packet."""


class Place:
    """A seat's media. `outlets` are the slots of all listeners for this seat."""

    def __init__(
        self, seat: str, *, clock: Clock, sink: Sink, outlets: Callable[[str], Iterable[Outlet]]
    ) -> None:
        self.seat = seat
        self.state = SeatState.EMPTY
        self.is_muted = False
        self.is_watched = False
        self.loudness = Loudness()
        self.leg: PublishLeg | None = None
        self._coming: tuple[PublishLeg, int] | None = None
        self._relieved: list[PublishLeg] = []
        self._clock = clock
        self._sink = sink
        self._outlets = outlets
        self._begin_by = clock.mono() + BEGIN_MS

    def admit(self, state: SeatState, *, is_muted: bool, is_watched: bool) -> None:
        """What the debate says of the seat now; `is_watched`: on air, or about to be."""
        if state in ON_STAGE and self.state not in ON_STAGE:
            self._begin_by = self._clock.mono() + BEGIN_MS
        self.state, self.is_muted, self.is_watched = state, is_muted, is_watched

    def expect(self, leg: PublishLeg) -> list[PublishLeg]:
        """`leg` will take over when it stands. The legs to close: one that did not get so far."""
        before = self._coming
        self._coming = (leg, self._clock.mono() + CONNECT_MS)
        return [before[0]] if before else []

    def take_over(self) -> None:
        """Let the coming leg have the seat, if it stands."""
        if self._coming is None or not self._coming[0].is_open:
            return
        if self.leg is not None:
            self._relieved.append(self.leg)
        self.leg, self._coming = self._coming[0], None

    def turn_over(self, mono_ms: int) -> list[PublishLeg]:
        """Let a leg that stands take over, and notice one that is gone. The legs to close."""
        self.take_over()
        gone, self._relieved = self._relieved, []
        if self._coming is not None:
            leg, by = self._coming
            if mono_ms > by or leg.is_silent(mono_ms):
                gone.append(leg)
                self._coming = None
        if self.leg is not None and self.leg.is_silent(mono_ms):
            gone.append(self.leg)
            self.leg, self._begin_by = None, mono_ms
        return gone

    def vacate(self) -> list[PublishLeg]:
        """Nobody speaks for the seat any more. The legs to close."""
        held = (*self._relieved, self.leg, self._coming[0] if self._coming else None)
        gone = [leg for leg in held if leg]
        self.leg = self._coming = None
        self._relieved = []
        self.loudness = Loudness()
        return gone

    def presence(self, mono_ms: int) -> bool | None:
        """What the debate should hear of the seat: it is back, it is lost, or None: it knows."""
        if self.state is SeatState.LOST and self.leg is not None:
            return True
        if self.state is SeatState.ON_STAGE and self.leg is None and mono_ms >= self._begin_by:
            return False
        return None

    def ask_keyframe(self, layer: str | None = None, *, urgent: bool = False) -> None:
        """A keyframe of a layer, or of all that are sent."""
        for inlet in self._cameras():
            wanted = [s for s in inlet.streams.values() if s.layer == layer]
            for stream in wanted or inlet.sent():
                stream.keyframes.want(urgent=urgent)

    def tick(self, mono_ms: int) -> None:
        """Requests for repairs and keyframes."""
        if self.leg is None:
            return
        for inlet in self._cameras():
            best = inlet.best()
            for stream in inlet.streams.values():
                stream.keyframes.on_air = self.is_watched and stream is best
        self.leg.tick(mono_ms)

    # --- what a leg hears (`Ear` of the leg in the seat) ----------------------------------------

    def packet(self, stream: Stream, packet: RtpPacket, at: int) -> None:
        """Pass a packet on to all listeners."""
        if stream.kind == "audio" and self.is_muted:
            return
        for outlet in self._outlets(self.seat):
            if outlet.kind == stream.kind:
                outlet.forward(stream, packet, at)

    def picture(self, unit: VideoUnit) -> None:
        """Pass a picture to the program."""
        self._sink.video(self.seat, unit)

    def sound(self, unit: AudioUnit) -> None:
        """Pass a sound packet to the program, and hear how loud it is."""
        if not self.is_muted:
            self.loudness.hear(unit)
            self._sink.audio(self.seat, unit)

    def _cameras(self) -> list[Inlet]:
        return [inlet for inlet in self.leg.inlets if inlet.kind == "video"] if self.leg else []


class Mouth:
    """The `Ear` of one publish leg: what it hears counts while the leg has the seat."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self.leg: PublishLeg | None = None

    def alive(self) -> None:
        """Something arrived. The leg takes its seat now: its first pictures are no later ones' to lose."""
        if self.leg is not None:
            self.leg.media()
            self._place.take_over()

    def packet(self, stream: Stream, packet: RtpPacket, at: int) -> None:
        """See `Ear`."""
        if self.leg is self._place.leg:
            self._place.packet(stream, packet, at)

    def picture(self, unit: VideoUnit) -> None:
        """See `Ear`."""
        if self.leg is self._place.leg:
            self._place.picture(unit)

    def sound(self, unit: AudioUnit) -> None:
        """See `Ear`."""
        if self.leg is self._place.leg:
            self._place.sound(unit)


class Deaf:
    """The `Ear` of a probe: media goes nowhere."""

    def __init__(self) -> None:
        self.leg: PublishLeg | None = None

    def alive(self) -> None:
        """Something arrived."""
        if self.leg is not None:
            self.leg.media()

    def packet(self, stream: Stream, packet: RtpPacket, at: int) -> None:
        """See `Ear`."""

    def picture(self, unit: VideoUnit) -> None:
        """See `Ear`."""

    def sound(self, unit: AudioUnit) -> None:
        """See `Ear`."""
