"""The seats of the stage: arriving, being admitted, losing the connection, coming back.

`SEAT_MOVES` says who may move a seat where. A seat that is lost stays its person's; coming back puts them on
stage again without the host. Media and signalling are left to the stage.
"""

from __future__ import annotations

from hemicycle_protocol import commands as c
from hemicycle_protocol import events as e
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.marks import limit_of
from hemicycle_protocol.views import DebateView, Role, Seat, SeatState, You

from . import floor
from .names import own_name
from .text import within

_S = SeatState
_PANELIST, _HOST, _STAGE = Role.PANELIST, Role.HOST, Role.STAGE

SEAT_MOVES: dict[tuple[SeatState, SeatState], Role] = {
    (_S.EMPTY, _S.WAITING): _PANELIST,
    (_S.WAITING, _S.EMPTY): _PANELIST,
    (_S.ON_STAGE, _S.EMPTY): _PANELIST,
    (_S.LOST, _S.EMPTY): _PANELIST,
    (_S.WAITING, _S.ON_STAGE): _HOST,
    (_S.ON_STAGE, _S.WAITING): _HOST,
    (_S.LOST, _S.WAITING): _HOST,
    (_S.WAITING, _S.REMOVED): _HOST,
    (_S.ON_STAGE, _S.REMOVED): _HOST,
    (_S.LOST, _S.REMOVED): _HOST,
    (_S.REMOVED, _S.WAITING): _HOST,
    (_S.ON_STAGE, _S.LOST): _STAGE,
    (_S.LOST, _S.ON_STAGE): _STAGE,
}
REASON_CHARACTERS = limit_of(c.SetSeatState, "reason")
DEVICE_CHARACTERS = limit_of(c.TakeSeat, "device")


def take(view: DebateView, command: c.TakeSeat, *, now: int, by: You) -> list[e.EventBody]:
    """Arrive in the waiting room. Who holds the seat goes on at this device, in the same state (S10)."""
    seat = seat_of(view, by)
    if len(command.device) > DEVICE_CHARACTERS:
        raise Refused(Code.INVALID, field="device")
    if seat.state is _S.REMOVED:
        raise Refused(Code.SEAT_REMOVED, reason=seat.reason)
    name = own_name(command.name or by.name, known=by.name) or seat.name
    if seat.state is _S.EMPTY:
        return [e.SeatChanged(seat.id, _S.WAITING, by.id, name, device=command.device)]
    if seat.person != by.id:
        raise Refused(Code.SEAT_TAKEN, name=seat.name)
    if command.back and seat.device != command.device:
        raise Refused(Code.SEAT_ELSEWHERE)
    if (name, command.device) == (seat.name, seat.device or ""):
        return []
    return [e.SeatChanged(seat.id, seat.state, by.id, name, device=command.device)]


def leave(view: DebateView, command: c.LeaveSeat, *, now: int, by: You) -> list[e.EventBody]:
    """Leave the stage; one's turn ends."""
    return _moved(view, held_seat(view, by), _S.EMPTY, _PANELIST, None, now=now)


def vacate(view: DebateView, seat_id: str, *, person: str, now: int) -> list[e.EventBody]:
    """The invitation of `person` was revoked: their seat is free again, if they sit on it."""
    seat = view.seats.get(seat_id)
    if seat is None or seat.person != person or seat.state in (_S.EMPTY, _S.REMOVED):
        return []
    return _moved(view, seat, _S.EMPTY, _PANELIST, None, now=now)


def place(view: DebateView, command: c.SetSeatState, *, now: int) -> list[e.EventBody]:
    """The host admits, sends back or removes; the turn of who goes ends."""
    reason = within(command.reason or "", field="reason", limit=REASON_CHARACTERS) or None
    if command.to is _S.REMOVED and reason is None:
        raise Refused(Code.REASON_MISSING)
    return _moved(view, _seat(view, command.seat), command.to, _HOST, reason, now=now)


def report(view: DebateView, command: c.ReportSeat, *, now: int) -> list[e.EventBody]:
    """The stage sees media arrive or stop. A lost speaker's clock stands; old news changes nothing."""
    seat = _seat(view, command.seat)
    if seat.state is _S.ON_STAGE and not command.present:
        return [e.SeatChanged(seat.id, _S.LOST), *floor.stop_clock(view, "lost", seat=seat.id)]
    if seat.state is _S.LOST and command.present:
        return [e.SeatChanged(seat.id, _S.ON_STAGE)]
    return []


def mute(view: DebateView, command: c.MuteSeat, *, now: int) -> list[e.EventBody]:
    """Cut a microphone or give it back; repeating it changes nothing."""
    seat = _seat(view, command.seat)
    return [] if seat.muted == command.muted else [e.SeatMuted(seat.id, command.muted)]


def mute_all(view: DebateView, command: c.MuteAll, *, now: int) -> list[e.EventBody]:
    """Cut all microphones but the floor's."""
    speaker = view.floor.seat if view.floor else None
    return [e.SeatMuted(seat.id, True) for seat in view.seats.values() if _to_mute(seat, speaker)]


def seat_of(view: DebateView, by: You) -> Seat:
    """The seat this person was invited to.

    Raises:
        Refused: `NOT_FOUND` if there is none.
    """
    return _seat(view, by.seat or "")


def held_seat(view: DebateView, by: You) -> Seat:
    """The seat this person sits on now; refused `NOT_FOUND` if it is not theirs."""
    seat = seat_of(view, by)
    if seat.person != by.id or seat.state in (_S.EMPTY, _S.REMOVED):
        raise Refused(Code.NOT_FOUND, seat=seat.id)
    return seat


def _seat(view: DebateView, id_: str) -> Seat:
    if id_ not in view.seats:
        raise Refused(Code.NOT_FOUND, seat=id_)
    return view.seats[id_]


def _moved(
    view: DebateView, seat: Seat, to: SeatState, mover: Role, reason: str | None, *, now: int
) -> list[e.EventBody]:
    if SEAT_MOVES.get((seat.state, to)) is not mover:
        raise Refused(Code.ILLEGAL_MOVE, seat=seat.id, state=seat.state.value)
    ended = [] if to is _S.ON_STAGE else floor.end_running(view, now=now, seat=seat.id)
    return [*ended, e.SeatChanged(seat.id, to, reason=reason)]


def _to_mute(seat: Seat, speaker: str | None) -> bool:
    return seat.state in (_S.ON_STAGE, _S.LOST) and seat.id != speaker and not seat.muted
