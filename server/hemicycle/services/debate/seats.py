"""Panelists and the stage: seats, devices, session descriptions, what the stage reports.

Media itself is left to the stage process, which is a session like any other (role `stage`); messages between
seats and control room are in `messages`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import NamedTuple

import msgspec

from hemicycle.core import seats as rules
from hemicycle.core.emit import debate_log
from hemicycle.core.permissions import roles_in
from hemicycle.hub import Hub
from hemicycle.services.kernel.caller import Caller
from hemicycle.services.kernel.identities import Identities
from hemicycle.services.kernel.room import Result, Room
from hemicycle.store.processes import change_debate
from hemicycle_protocol import commands as c
from hemicycle_protocol.boards import SeatMedia
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.views import Event, Role, Seat, SeatState, You

CALL_TIMEOUT_MS = 10_000
LEGS = frozenset({"publish", "receive", "probe"})

_log = logging.getLogger(__name__)


class _Place(NamedTuple):
    debate: str
    seat: str


class _Holder(NamedTuple):
    session: str
    device: str


class Seats:
    """The handlers of commands of panelists and of the stage.

    `on_replaced` is called with a session of this node whose seat was taken on another device (S10).
    """

    def __init__(self, room: Room, hub: Hub, identities: Identities) -> None:
        self._room = room
        self._identities = identities
        self._journal = room.journal
        self._hub = hub
        self.on_replaced: Callable[[str], None] = lambda session: None
        # What this node's panelists said of their devices, and the session that spoke for a seat last:
        # one entry a seat that exists, taken away when its session leaves or is replaced.
        self._media: dict[_Place, SeatMedia] = {}
        self._holders: dict[_Place, _Holder] = {}
        self._watched: set[str] = set()

    # --- panelists ------------------------------------------------------------------------------

    async def take(self, caller: Caller, command: c.TakeSeat) -> Result:
        """Arrive; this session speaks for the seat from now on. Result: `{seat, state}`."""
        at, _ = await self._room.act_alone(caller, command)
        seat = self._seat(caller.you, command.debate)
        place = _Place(command.debate, seat.id)
        self._watch(command.debate)
        self._holders[place] = _Holder(caller.session, command.device)
        self._show(place, msgspec.structs.replace(self._media.get(place, SeatMedia()), connected=True))
        return at, {"seat": seat.id, "state": seat.state.value}

    async def leave(self, caller: Caller, command: c.LeaveSeat) -> Result:
        """Leave the stage."""
        seat = self._seat(caller.you, command.debate)
        result = await self._room.act_alone(caller, command)
        self._empty(_Place(command.debate, seat.id))
        return result

    async def set_media(self, caller: Caller, command: c.SetSeatMedia) -> Result:
        """Tell whether microphone, camera and hand are on; the time of a raised hand is kept."""
        seat = await self._held(caller, command, command.debate)
        place = _Place(command.debate, seat.id)
        before = self._media.get(place, SeatMedia())
        hand_at = (before.hand_at or caller.received_at) if command.hand else 0
        self._show(place, SeatMedia(command.microphone, command.camera, command.hand, hand_at, True))
        return caller.received_at, {}

    async def negotiate(self, caller: Caller, command: c.Negotiate) -> Result:
        """Pass a session description to the stage and its answer back.

        The probe leg needs no admission; the other two do. A host without a seat may receive only, as the
        listener `host:{person}`.
        """
        if command.leg not in LEGS:
            raise Refused(Code.INVALID, field="leg")

        def check(by: You) -> str:
            view = self._journal.debate(command.debate)
            if Role.PANELIST not in roles_in(by, command.debate):
                if command.leg != "receive":
                    raise Refused(Code.FORBIDDEN, roles=[Role.PANELIST])
                return f"host:{by.id}"
            seat = rules.seat_of(view, by) if command.leg == "probe" else rules.held_seat(view, by)
            if command.leg != "probe" and seat.state is SeatState.WAITING:
                raise Refused(Code.NOT_OPEN, state=seat.state.value)
            return seat.id

        listener = await self._room.check(caller, command, command.debate, check)
        args: dict[str, object] = {
            "leg": command.leg,
            "sdp": command.sdp,
            "attempt": command.attempt,
            "video": command.video,
        }
        topic = debate_log(command.debate)
        answer = await self._hub.call(topic, "negotiate", listener, args, timeout_ms=CALL_TIMEOUT_MS)
        return caller.received_at, answer

    def left(self, caller: Caller) -> str | None:
        """A session ended: its seat's devices are off. The debate in which somebody left the waiting room."""
        gone = [place for place, held in self._holders.items() if held.session == caller.session]
        for place in gone:
            self._empty(place)
            view = self._journal.known_debate(place.debate)
            if view is not None and view.seats[place.seat].state is SeatState.WAITING:
                return place.debate
        return None

    # --- the stage ------------------------------------------------------------------------------

    async def renew_token(self, caller: Caller, command: c.RenewToken) -> Result:
        """Another token for the stage, which may outlast its own (M5)."""
        token = await self._room.check(
            caller, command, command.debate, lambda _: self._identities.make_stage(command.debate)
        )
        return caller.received_at, {"token": token, "good_ms": self._identities.stage_good_ms}

    async def levels(self, caller: Caller, command: c.ReportLevels) -> Result:
        """How loud each seat is, as a hint."""

        def check(by: You) -> dict[str, object]:
            seats = self._journal.debate(command.debate).seats
            heard = {seat: level for seat, level in command.levels.items() if seat in seats}
            return {f"level/{seat}": min(100, max(0, level)) for seat, level in heard.items()}

        keys = await self._room.check(caller, command, command.debate, check)
        self._hub.publish_board(f"debate/{command.debate}/board", keys)
        return caller.received_at, {}

    async def recording(self, caller: Caller, command: c.ReportRecording) -> Result:
        """The recording can be played; a fault is for the operators."""
        if command.fault is not None:
            _log.error("recording of %s: %s", command.debate, command.fault)
        follow = [] if command.path is None else [change_debate(command.debate, recording=command.path)]
        return await self._room.act_alone(caller, command, writes=follow)

    # --- helpers --------------------------------------------------------------------------------

    async def _held(self, caller: Caller, command: c.SetSeatMedia, debate: str) -> Seat:
        def check(by: You) -> Seat:
            return rules.held_seat(self._journal.debate(debate), by)

        return await self._room.check(caller, command, debate, check)

    def _seat(self, you: You | None, debate: str) -> Seat:
        if you is None:
            raise Refused(Code.SIGN_IN)
        if Role.PANELIST not in roles_in(you, debate):
            raise Refused(Code.FORBIDDEN)
        return rules.seat_of(self._journal.debate(debate), you)

    def _show(self, place: _Place, media: SeatMedia) -> None:
        self._media[place] = media
        keys = {f"seat/{place.seat}": msgspec.to_builtins(media)}
        self._hub.publish_board(f"debate/{place.debate}/stage/board", keys)

    def _empty(self, place: _Place) -> None:
        self._media.pop(place, None)
        self._holders.pop(place, None)
        self._hub.publish_board(f"debate/{place.debate}/stage/board", {f"seat/{place.seat}": {}})

    def _watch(self, debate: str) -> None:
        """Hear who takes seats on whatever node; the debates watched are those the journal keeps."""
        if debate not in self._watched:
            self._watched.add(debate)
            self._hub.watch(debate_log(debate), lambda first, events: self._heard(debate, events))

    def _heard(self, debate: str, events: Sequence[Event]) -> None:
        if all(event.type != "seat_changed" for event in events):
            return
        seats = self._journal.debate(debate).seats
        for place, held in list(self._holders.items()):
            if place.debate == debate and seats[place.seat].device != held.device:
                # The board's entry is the other device's now, and so is the waiting room.
                del self._holders[place]
                self._media.pop(place, None)
                self.on_replaced(held.session)
