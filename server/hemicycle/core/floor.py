"""The floor: who speaks, on the server's clock.

Only finished turns are added to a seat's speaking time. Time over the limit is allowed and shown. A turn
that runs is ended by the next one; losing one's connection, or a pause of the debate, stops the clock and
leaves the turn: the host resumes or ends it.
"""

from __future__ import annotations

from hemicycle_protocol import commands as c
from hemicycle_protocol import events as e
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.views import DebateView, Floor, Role, Seat, SeatState, You

from .permissions import roles_in

LIMIT_MS = range(5_000, 3_600_001)
EXTENSION_MS = range(1_000, 1_800_001)


def elapsed_ms(floor: Floor, *, now: int) -> int:
    """How long the turn has lasted, pauses left out."""
    running = 0 if floor.running_since is None else max(0, now - floor.running_since)
    return floor.elapsed_ms + running


def spoken_ms(view: DebateView, seat: Seat, *, now: int) -> int:
    """Speaking time of a seat, the turn in progress included."""
    floor = view.floor
    return seat.spoken_ms + (elapsed_ms(floor, now=now) if floor and floor.seat == seat.id else 0)


def give(view: DebateView, command: c.GiveFloor, *, now: int) -> list[e.EventBody]:
    """Let a seat speak; whoever spoke has finished, and a muted microphone is given back."""
    seat = view.seats.get(command.seat)
    if seat is None:
        raise Refused(Code.NOT_FOUND, seat=command.seat)
    if seat.state is not SeatState.ON_STAGE:
        raise Refused(Code.ILLEGAL_MOVE, seat=seat.id, state=seat.state.value)
    if command.limit_ms not in LIMIT_MS:
        raise Refused(Code.INVALID, field="limit_ms")
    facts = end_running(view, now=now)
    if seat.muted:
        facts.append(e.SeatMuted(seat.id, False))
    return [*facts, e.FloorGiven(seat.id, command.limit_ms, command.interposed)]


def pause(view: DebateView, command: c.PauseFloor, *, now: int) -> list[e.EventBody]:
    """Stop the clock of the turn."""
    if _held(view).running_since is None:
        raise Refused(Code.ILLEGAL_MOVE, reason="paused")
    return [e.FloorPaused(command.reason)]


def resume(view: DebateView, command: c.ResumeFloor, *, now: int) -> list[e.EventBody]:
    """Let the clock run again, if the speaker is there."""
    floor = _held(view)
    seat = view.seats[floor.seat]
    if floor.running_since is not None or seat.state is not SeatState.ON_STAGE:
        raise Refused(Code.ILLEGAL_MOVE, seat=seat.id, state=seat.state.value)
    return [e.FloorResumed()]


def extend(view: DebateView, command: c.ExtendFloor, *, now: int) -> list[e.EventBody]:
    """Give the turn more time."""
    _held(view)
    if command.by_ms not in EXTENSION_MS:
        raise Refused(Code.INVALID, field="by_ms")
    return [e.FloorExtended(command.by_ms)]


def end(view: DebateView, command: c.EndFloor, *, now: int, by: You) -> list[e.EventBody]:
    """End the turn: the host any, a panelist their own."""
    floor = _held(view)
    if Role.HOST not in roles_in(by, view.id) and floor.seat != by.seat:
        raise Refused(Code.FORBIDDEN, seat=floor.seat)
    return end_running(view, now=now)


def end_running(view: DebateView, *, now: int, seat: str | None = None) -> list[e.EventBody]:
    """The end of the turn in progress (only of that `seat`, if given), or nothing."""
    floor = view.floor
    if floor is None or (seat is not None and floor.seat != seat):
        return []
    return [e.FloorEnded(floor.seat, elapsed_ms(floor, now=now))]


def stop_clock(view: DebateView, reason: str, *, seat: str | None = None) -> list[e.EventBody]:
    """The pause of a clock that runs (only of that `seat`, if given), or nothing."""
    floor = view.floor
    if floor is None or floor.running_since is None or (seat is not None and floor.seat != seat):
        return []
    return [e.FloorPaused(reason)]


def _held(view: DebateView) -> Floor:
    if view.floor is None:
        raise Refused(Code.NOT_FOUND, floor=None)
    return view.floor
