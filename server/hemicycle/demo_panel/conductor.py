"""A simulated host who keeps an unattended demonstration going, and stands back for a real one.

Admits the simulated panelists, passes the floor round when nobody holds it or the time is over, captions what
they say, opens a poll every few minutes, and goes on in the agenda. Any act of another host
silences it for five minutes.
"""

from __future__ import annotations

import asyncio
import logging

from hemicycle.clock import Clock
from hemicycle.line import Line, open_line
from hemicycle_protocol.commands import (
    CommandBody,
    CreatePoll,
    GiveFloor,
    OpenPoll,
    PostCaption,
    SetSeatState,
    StartAgendaItem,
)
from hemicycle_protocol.errors import Refused
from hemicycle_protocol.messages import Events, FromServer, Subscribed
from hemicycle_protocol.views import Event, PollState, SeatState

from .order import Panel

TURN_MS = 40_000
STAND_BACK_MS = 300_000
POLL_EVERY_MS = 240_000
POLL_OPEN_MS = 90_000
FIRST_POLL_MS = 25_000
CAPTION_MS = 4_500
TICK_S = 1.0
RETRY_S = 3.0
_HOSTS_ACTS = {
    "floor_given",
    "floor_ended",
    "floor_paused",
    "floor_resumed",
    "program_changed",
    "debate_state_changed",
    "agenda_item_started",
    "poll_opened",
    "poll_closed",
}
_log = logging.getLogger(__name__)


class Conductor:
    """Holds the host's token of its order."""

    def __init__(self, order: Panel, token: str, *, clock: Clock) -> None:
        self._order, self._token, self._clock = order, token, clock
        self._seats = [each.seat for each in order.panelists]
        self._names = {each.seat: each.name for each in order.panelists}
        self._turn = 0
        self._state = ""
        self._states: dict[str, str] = {}
        self._floor: tuple[str, int] | None = None
        self._item: tuple[str, int] | None = None
        self._is_poll_open = False
        self._polls_made = 0
        self._next_poll_at = clock.now() + FIRST_POLL_MS
        self._captioned_at = 0
        self._said: dict[str, int] = {}
        self._quiet_until = 0
        self._me = ""

    async def run(self) -> None:
        """Until cancelled; comes back after any failure."""
        topics = [f"debate/{self._order.debate}"]
        while True:
            try:
                async with open_line(self._order.url, self._token, topics, self._hear) as line:
                    self._me = line.you.id if line.you else ""
                    while not line.ended.is_set():
                        await asyncio.sleep(TICK_S)
                        await self._act(line)
            except (OSError, Refused) as error:
                _log.info("the conductor is back in %s s: %s", RETRY_S, error)
            await asyncio.sleep(RETRY_S)

    async def _act(self, line: Line) -> None:
        for seat in self._seats:
            if self._states.get(seat) == SeatState.WAITING:
                await self._try(line, SetSeatState(self._order.debate, seat, SeatState.ON_STAGE))
        now = self._clock.now()
        if self._state != "live" or now < self._quiet_until:
            return
        await self._pass_floor(line, now)
        await self._caption(line, now)
        await self._ask(line, now)
        await self._go_on_in_agenda(line, now)

    async def _pass_floor(self, line: Line, now: int) -> None:
        if self._floor is not None and now - self._floor[1] < TURN_MS:
            return
        present = [s for s in self._seats if self._states.get(s) == SeatState.ON_STAGE]
        if present:
            self._turn += 1
            seat = present[self._turn % len(present)]
            await self._try(line, GiveFloor(self._order.debate, seat, limit_ms=TURN_MS))

    async def _caption(self, line: Line, now: int) -> None:
        """The next of what the speaker says."""
        if self._floor is None or now - self._captioned_at < CAPTION_MS:
            return
        seat = self._floor[0]
        lines = self._order.lines.get(seat) or self._order.lines.get("")
        if seat in self._names and lines:
            self._captioned_at = now
            said = self._said[seat] = self._said.get(seat, self._seats.index(seat) * 3) + 1
            text = lines[said % len(lines)]
            await self._try(line, PostCaption(self._order.debate, text, speaker=self._names[seat]))

    async def _ask(self, line: Line, now: int) -> None:
        """Open the next poll; it closes by itself."""
        if now >= self._next_poll_at and self._order.polls and not self._is_poll_open:
            self._next_poll_at = now + POLL_EVERY_MS
            poll = self._order.polls[self._polls_made % len(self._order.polls)]
            made = CreatePoll(self._order.debate, poll.question, poll.options, poll.hiding)
            result = await self._try(line, made)
            if result is not None:
                await self._try(line, OpenPoll(self._order.debate, str(result["poll"]), POLL_OPEN_MS))

    async def _go_on_in_agenda(self, line: Line, now: int) -> None:
        ids = [item.id for item in self._order.agenda]
        if self._item is None or self._item[0] not in ids:
            return
        place = ids.index(self._item[0])
        over = now - self._item[1] >= self._order.agenda[place].lasts_ms
        if over and place + 1 < len(ids):
            await self._try(line, StartAgendaItem(self._order.debate, ids[place + 1]))

    @staticmethod
    async def _try(line: Line, command: CommandBody) -> dict[str, object] | None:
        try:
            return await line.act(command)
        except Refused as refused:
            _log.info("not now: %s", refused)
            return None

    def _hear(self, message: FromServer) -> None:
        match message:
            case Subscribed(snapshot=dict() as view):
                self._see(view)
            case Events(events=events):
                for event in events:
                    self._go_on(event)

    def _see(self, view: dict[str, object]) -> None:
        self._state = str(view.get("state", "lobby"))
        seats = view.get("seats")
        if isinstance(seats, dict):
            self._states = {id_: str(seat.get("state", "empty")) for id_, seat in seats.items()}
        floor = view.get("floor")
        self._floor = (floor["seat"], floor["given_at"]) if isinstance(floor, dict) else None
        # When it began is not known here: it lasts as long again.
        self._item = (str(view["item"]), self._clock.now()) if view.get("item") else None
        polls = view.get("polls")
        if isinstance(polls, dict):
            self._polls_made = len(polls)
            self._is_poll_open = any(poll["state"] == PollState.OPEN for poll in polls.values())

    def _go_on(self, event: Event) -> None:
        if event.type in _HOSTS_ACTS and event.actor not in (None, self._me):
            self._quiet_until = event.at + STAND_BACK_MS
        body = event.body
        match event.type:
            case "debate_state_changed":
                self._state = str(body["to"])
            case "seat_changed":
                self._states[str(body["seat"])] = str(body["state"])
            case "floor_given":
                self._floor = (str(body["seat"]), event.at)
            case "floor_ended":
                self._floor = None
            case "agenda_item_started":
                self._item = (str(body["item"]), event.at)
            case "poll_created":
                self._polls_made += 1
            case "poll_opened":
                self._is_poll_open = True
            case "poll_closed":
                self._is_poll_open = False
