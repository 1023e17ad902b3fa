"""A simulated host who keeps an unattended demonstration going, and stands back for a real one.

Admits the simulated panelists, and passes the floor round when nobody holds it or the time is over. Any act
of another host silences it for five minutes.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from hemicycle.clock import Clock
from hemicycle.line import Line, open_line
from hemicycle_protocol.commands import GiveFloor, SetSeatState
from hemicycle_protocol.errors import Refused
from hemicycle_protocol.messages import Events, FromServer, Subscribed
from hemicycle_protocol.views import Event, SeatState

TURN_MS = 40_000
STAND_BACK_MS = 300_000
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
}
_log = logging.getLogger(__name__)


class Conductor:
    """Holds a host's token; `seats` are the simulated panelists it may call on."""

    def __init__(self, url: str, token: str, *, debate: str, seats: Sequence[str], clock: Clock) -> None:
        self._url, self._token, self._debate = url, token, debate
        self._seats = list(seats)
        self._clock = clock
        self._turn = 0
        self._state = ""
        self._states: dict[str, str] = {}
        self._floor: tuple[str, int] | None = None
        self._quiet_until = 0
        self._me = ""

    async def run(self) -> None:
        """Until cancelled; comes back after any failure."""
        topics = [f"debate/{self._debate}"]
        while True:
            try:
                async with open_line(self._url, self._token, topics, self._hear) as line:
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
                await self._try(line, SetSeatState(self._debate, seat, SeatState.ON_STAGE))
        now = self._clock.now()
        if self._state != "live" or now < self._quiet_until:
            return
        if self._floor is not None and now - self._floor[1] < TURN_MS:
            return
        present = [s for s in self._seats if self._states.get(s) == SeatState.ON_STAGE]
        if present:
            self._turn += 1
            seat = present[self._turn % len(present)]
            await self._try(line, GiveFloor(self._debate, seat, limit_ms=TURN_MS))

    @staticmethod
    async def _try(line: Line, command: GiveFloor | SetSeatState) -> None:
        try:
            await line.act(command)
        except Refused as refused:
            _log.info("not now: %s", refused)

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

    def _go_on(self, event: Event) -> None:
        if event.type in _HOSTS_ACTS and event.actor not in (None, self._me):
            self._quiet_until = event.at + STAND_BACK_MS
        if event.type == "debate_state_changed":
            self._state = str(event.body["to"])
        elif event.type == "seat_changed":
            self._states[str(event.body["seat"])] = str(event.body["state"])
        elif event.type == "floor_given":
            self._floor = (str(event.body["seat"]), event.at)
        elif event.type == "floor_ended":
            self._floor = None
