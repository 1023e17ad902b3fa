"""Words between the control room and the seats: shown until replaced, kept nowhere.

What a panelist writes stands on the desk's board, for hosts and moderators alone: it may be about how they
feel, and the other panelists read the stage's board. That it was read stands there, for its writer.
"""

from __future__ import annotations

import msgspec

from hemicycle.core import seats
from hemicycle.core.text import required, within
from hemicycle.hub import Hub
from hemicycle.services.kernel.caller import Caller
from hemicycle.services.kernel.room import Result, Room
from hemicycle_protocol import commands as c
from hemicycle_protocol.boards import SeatMessage
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.marks import limit_of
from hemicycle_protocol.views import You

MESSAGE_CHARACTERS = limit_of(c.WriteToControl, "text")


class Messages:
    """The handlers of messages."""

    def __init__(self, room: Room, hub: Hub) -> None:
        self._room = room
        self._journal = room.journal
        self._hub = hub

    async def to_seat(self, caller: Caller, command: c.MessageSeat) -> Result:
        """Write to a panelist; an empty text takes the message away."""
        text = within(command.text, field="text", limit=MESSAGE_CHARACTERS)
        await self._check_seat(caller, command)
        self._hub.publish_board(_stage(command.debate), {f"message/{command.seat}": text or None})
        return caller.received_at, {}

    async def to_control(self, caller: Caller, command: c.WriteToControl) -> Result:
        """A panelist writes; who has not taken their seat yet may need it most."""
        text = required(command.text, field="text", limit=MESSAGE_CHARACTERS)

        def check(by: You) -> tuple[str, str]:
            seat = seats.seat_of(self._journal.debate(command.debate), by)
            return seat.id, seat.name if seat.person == by.id else by.name

        seat, name = await self._room.check(caller, command, command.debate, check)
        message = msgspec.to_builtins(SeatMessage(text, caller.received_at, name, command.problem))
        self._hub.publish_board(f"debate/{command.debate}/desk/board", {f"from/{seat}": message})
        return caller.received_at, {}

    async def mark_read(self, caller: Caller, command: c.MarkRead) -> Result:
        """The panelist sees that they were read. What they wrote since stays unread."""
        await self._check_seat(caller, command)
        read_until = min(command.at, caller.received_at)
        self._hub.publish_board(_stage(command.debate), {f"read/{command.seat}": read_until})
        return caller.received_at, {}

    async def _check_seat(self, caller: Caller, command: c.MessageSeat | c.MarkRead) -> None:
        def check(by: You) -> None:
            if command.seat not in self._journal.debate(command.debate).seats:
                raise Refused(Code.NOT_FOUND, seat=command.seat)

        await self._room.check(caller, command, command.debate, check)


def _stage(debate: str) -> str:
    return f"debate/{debate}/stage/board"
