"""Who is in the picture: pure rules over what was heard, seen and asked.

The host's word first (a pinned seat, the holding slide), then the floor, then the loudest, with enough
hysteresis that a cough does not cut. The director wants; the program cuts when a key picture comes.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from hemicycle_protocol.views import Program, ProgramMode

# A seat without a picture for so long has none.
LOST_MS = 700
# Another voice must be so much louder, for so long, before the picture goes to it.
LOUDER_DB = 6.0
LOUDER_FOR_MS = 800
# The shortest shot that the automatic choice makes.
SHOT_MS = 2_500
# Levels below this (RFC 6464, -dBov) are no speech.
SPEECH_LEVEL = 50
SILENT_LEVEL = 127
_SMOOTHING_MS = 400.0
_HEARD_FOR_MS = 300


@dataclass
class _Seat:
    seen_at: int | None = None
    heard_at: int = 0
    loudness: float = float(SILENT_LEVEL)


@dataclass
class Director:
    """Chooses the seat for the picture; times are server milliseconds.

    `on_air` is told by whoever cuts; `wanted(now)` is asked as often as one likes.
    """

    program: Program = field(default_factory=Program)
    floor: str | None = None
    muted: frozenset[str] = frozenset()
    on_air: str | None = None
    cut_at: int = 0
    _seats: dict[str, _Seat] = field(default_factory=dict)
    _challenger: str | None = None
    _challenged_at: int = 0

    def see(self, seat: str, now: int) -> None:
        """A picture of `seat` arrived."""
        self._seats.setdefault(seat, _Seat()).seen_at = now

    def hear(self, seat: str, level: int, now: int) -> None:
        """A sound packet of `seat` arrived, so loud (0 loud … 127 silent)."""
        state = self._seats.setdefault(seat, _Seat())
        share = min(1.0, max(1, now - state.heard_at) / _SMOOTHING_MS)
        state.loudness += (level - state.loudness) * share
        state.heard_at = now

    def leave(self, seat: str) -> None:
        """`seat` is empty."""
        self._seats.pop(seat, None)

    def cut(self, seat: str | None, now: int) -> None:
        """The picture went to `seat` (None: the slide)."""
        self.on_air, self.cut_at = seat, now
        self._challenger = None

    def has_picture(self, seat: str | None, now: int) -> bool:
        """Whether pictures of `seat` keep coming."""
        state = self._seats.get(seat) if seat else None
        return state is not None and state.seen_at is not None and now - state.seen_at <= LOST_MS

    def wanted(self, now: int) -> str | None:
        """Whose picture viewers should see now; None is the holding slide."""
        if self.program.mode == ProgramMode.SLATE:
            return None
        if self.program.mode == ProgramMode.PINNED and self.has_picture(self.program.pinned, now):
            return self.program.pinned
        if self.has_picture(self.floor, now):
            return self.floor
        return self._loudest(now)

    def _loudest(self, now: int) -> str | None:
        shown = self.on_air if self.has_picture(self.on_air, now) else None
        levels = {seat: self._level(seat, now) for seat in self._seats if self.has_picture(seat, now)}
        if not levels:
            return None
        loudest = min(levels, key=lambda seat: (levels[seat], seat))
        if shown is None:
            return loudest
        if loudest == shown or levels[loudest] > min(SPEECH_LEVEL, levels[shown] - LOUDER_DB):
            self._challenger = None
            return shown
        if self._challenger != loudest:
            self._challenger, self._challenged_at = loudest, now
        is_due = now - self._challenged_at >= LOUDER_FOR_MS and now - self.cut_at >= SHOT_MS
        return loudest if is_due else shown

    def _level(self, seat: str, now: int) -> float:
        state = self._seats[seat]
        if seat in self.muted or now - state.heard_at > _HEARD_FOR_MS:
            return float(SILENT_LEVEL)
        return state.loudness
