"""Who hears whom on the stage: the places of the seats, the legs of the listeners, what is due in time.

The debate's log says who may be here (`follow`), `signalling` brings descriptions, `service` turns the wheel
by calling `tick`. What viewers see is the program's business.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable
from typing import Any

from hemicycle.clock import Clock
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.views import DebateView

from .legs import PublishLeg, ReceiveLeg, Slot
from .loss import Loss
from .outlet import Outlet
from .place import ON_STAGE, Deaf, Mouth, Place, Sink

FEEDBACK_MS = 60
REPORT_MS = 1_000
LEVELS_MS = 300
PRESENCE_MS = 250
PROBE_MS = 120_000
# Saying the same thing of a seat again, when the debate has not taken it up.
INSIST_MS = 2_000
# Listeners that lost so much (of 256) are short of bandwidth and get thumbnails for a while.
LOSSY = 26
SPARE_MS = 15_000

Spawn = Callable[[Coroutine[Any, Any, None]], object]


class Room:
    """All media of a debate's seats. One owner: everything happens on the event loop of the stage."""

    def __init__(
        self,
        *,
        clock: Clock,
        sink: Sink,
        spawn: Spawn,
        report_seat: Callable[[str, bool], None],
        report_levels: Callable[[dict[str, int]], None],
        loss: Loss | None = None,
    ) -> None:
        """`spawn` runs what takes time, as closing a connection. `loss` drops packets to prove repairs."""
        self.places: dict[str, Place] = {}
        self._clock = clock
        self._sink = sink
        self._spawn = spawn
        self._report_seat = report_seat
        self._report_levels = report_levels
        self._loss = loss or Loss()
        self._listeners: dict[str, ReceiveLeg] = {}
        self._offers: dict[str, ReceiveLeg] = {}
        self._probes: dict[str, tuple[PublishLeg, int]] = {}
        self._outlets: dict[str, list[Outlet]] = {}
        self._watched: set[str] = set()
        self._levels: dict[str, int] = {}
        self._said: dict[str, tuple[bool, int]] = {}
        self._due: dict[str, int] = {}

    # --- the debate -----------------------------------------------------------------------------

    def follow(self, view: DebateView) -> None:
        """Take up what the debate says: who is on stage, who is muted, whose picture counts."""
        floor = view.floor.seat if view.floor else None
        self._watched = {seat for seat in (floor, view.program.seat, view.program.pinned) if seat}
        for seat in view.seats.values():
            place = self._place(seat.id)
            before = place.state
            place.admit(seat.state, is_muted=seat.muted, is_watched=seat.id in self._watched)
            if before in ON_STAGE and seat.state not in ON_STAGE:
                self._close(*place.vacate())
                self._dismiss(seat.id)
        self._choose_layers()

    def is_vacant(self, seat: str) -> bool:
        """Whether nobody is on stage in `seat`."""
        return self._known(seat).state not in ON_STAGE

    def ask_keyframe(self, seat: str) -> None:
        """The program needs a keyframe of `seat`, and at once: a cut waits for it."""
        if seat in self.places:
            self.places[seat].ask_keyframe(urgent=True)
            self.places[seat].tick(self._clock.mono())

    # --- signalling -----------------------------------------------------------------------------

    async def publish(self, seat: str, attempt: str, offer: str) -> str:
        """Answer a browser that wants to be seen and heard in `seat`."""
        place = self._known(seat)
        mouth = Mouth(place)
        leg = mouth.leg = self._publish_leg(attempt, seat, mouth)
        answer = await self._answer(leg, offer)
        self._close(*place.expect(leg))
        return answer

    async def probe(self, seat: str, attempt: str, offer: str) -> str:
        """Answer a browser that measures its upload."""
        ear = Deaf()
        leg = ear.leg = self._publish_leg(attempt, seat, ear)
        answer = await self._answer(leg, offer)
        before = self._probes.pop(seat, None)
        if before is not None:
            self._close(before[0])
        self._probes[seat] = (leg, self._clock.mono() + PROBE_MS)
        return answer

    async def offer(self, listener: str, attempt: str, *, video: bool = True) -> tuple[str, list[Slot]]:
        """Offer everybody else to `listener`, which is a seat; voices only without `video`."""
        seats = [seat for seat in self.places if seat != listener]
        leg = ReceiveLeg(
            attempt, seats, video=video, want_keyframe=self._want_keyframe, lose=self._loss.outgoing
        )
        before = self._offers.pop(listener, None)
        if before is not None:
            self._close(before)
        self._offers[listener] = leg
        offer = await leg.offer()
        return offer, leg.slots

    async def accept(self, listener: str, attempt: str, answer: str) -> None:
        """The listener's answer to our newest offer; the leg before it is closed."""
        leg = self._offers.get(listener)
        if leg is None or leg.attempt != attempt:
            raise Refused(Code.EXPIRED)
        del self._offers[listener]
        before = self._listeners.pop(listener, None)
        if before is not None:
            self._close(before)
        self._listeners[listener] = leg
        await leg.accept(answer)

    # --- in time --------------------------------------------------------------------------------

    def tick(self) -> None:
        """To be called every 20 ms or so."""
        mono = self._clock.mono()
        for place in self.places.values():
            self._close(*place.turn_over(mono))
            place.tick(mono)
        if self._is_due("feedback", mono, FEEDBACK_MS):
            for leg in self._incoming():
                leg.feed_back()
        if self._is_due("presence", mono, PRESENCE_MS):
            self._look(mono)
        if self._is_due("report", mono, REPORT_MS):
            for listener in self._listeners.values():
                listener.report()
        if self._is_due("levels", mono, LEVELS_MS):
            self._tell_levels()

    async def close(self) -> None:
        """Close every connection."""
        legs: list[PublishLeg | ReceiveLeg] = [leg for p in self.places.values() for leg in p.vacate()]
        legs += [leg for leg, _ in self._probes.values()]
        legs += [*self._listeners.values(), *self._offers.values()]
        for held in (self._probes, self._listeners, self._offers):
            held.clear()
        for leg in legs:
            await leg.close()

    def _look(self, mono: int) -> None:
        """Notice who came, who vanished and which connections are of no use."""
        for seat, place in self.places.items():
            presence = place.presence(mono)
            said, at = self._said.get(seat, (None, 0))
            if presence is not None and (presence is not said or mono - at >= INSIST_MS):
                self._said[seat] = (presence, mono)
                self._report_seat(seat, presence)
            elif presence is None:
                self._said.pop(seat, None)
        for seat, (leg, until) in list(self._probes.items()):
            if mono > until or leg.is_silent(mono):
                del self._probes[seat]
                self._close(leg)
        for held in (self._listeners, self._offers):
            for listener, receive in list(held.items()):
                if receive.is_dead:
                    del held[listener]
                    self._close(receive)
        self._gather()
        self._choose_layers()

    def _tell_levels(self) -> None:
        levels = {seat: place.loudness.read() for seat, place in self.places.items()}
        changed = {seat: level for seat, level in levels.items() if self._levels.get(seat, 0) != level}
        self._levels = levels
        if changed:
            self._report_levels(changed)

    # --- slots ----------------------------------------------------------------------------------

    def _gather(self) -> None:
        """The slots of each seat, over all listeners."""
        outlets: dict[str, list[Outlet]] = {seat: [] for seat in self.places}
        for listener in self._listeners.values():
            for outlet in listener.outlets.values():
                outlets[outlet.seat].append(outlet)
        self._outlets = outlets

    def _choose_layers(self) -> None:
        """The picture for who speaks, thumbnails for the rest, and for a listener short of bandwidth."""
        now, mono = self._clock.now(), self._clock.mono()
        for listener in self._listeners.values():
            is_poor = listener.is_poor(mono, lossy=LOSSY, spare_ms=SPARE_MS)
            for outlet in listener.outlets.values():
                outlet.want_layer("h" if outlet.seat in self._watched and not is_poor else "l")
                if outlet.kind == "video" and outlet.is_stale(now):
                    self._want_keyframe(outlet)

    def _want_keyframe(self, outlet: Outlet) -> None:
        place = self.places.get(outlet.seat)
        if outlet.kind == "video" and place is not None:
            place.ask_keyframe(outlet.layer)

    # --- helpers --------------------------------------------------------------------------------

    def _place(self, seat: str) -> Place:
        if seat not in self.places:
            self.places[seat] = Place(seat, clock=self._clock, sink=self._sink, outlets=self._heard_by)
        return self.places[seat]

    def _known(self, seat: str) -> Place:
        if seat not in self.places:
            raise Refused(Code.NOT_FOUND, seat=seat)
        return self.places[seat]

    def _heard_by(self, seat: str) -> Iterable[Outlet]:
        return self._outlets.get(seat, ())

    def _publish_leg(self, attempt: str, seat: str, ear: Mouth | Deaf) -> PublishLeg:
        number = list(self.places).index(seat) if seat in self.places else 0
        return PublishLeg(attempt, number=number, clock=self._clock, ear=ear, lose=self._loss.incoming)

    async def _answer(self, leg: PublishLeg, offer: str) -> str:
        try:
            return await leg.answer(offer)
        except BaseException:
            await leg.close()
            raise

    def _incoming(self) -> list[PublishLeg]:
        legs = [place.leg for place in self.places.values() if place.leg]
        return legs + [leg for leg, _ in self._probes.values()]

    def _dismiss(self, listener: str) -> None:
        for held in (self._listeners, self._offers):
            leg = held.pop(listener, None)
            if leg is not None:
                self._close(leg)

    def _close(self, *legs: PublishLeg | ReceiveLeg) -> None:
        for leg in legs:
            self._spawn(leg.close())

    def _is_due(self, what: str, mono: int, every_ms: int) -> bool:
        if mono < self._due.get(what, 0):
            return False
        self._due[what] = mono + every_ms
        return True
