"""One simulated panelist: takes the seat, sends picture and voice, speaks while having the floor."""

from __future__ import annotations

import asyncio
import logging
import secrets

from aiortc import RTCBundlePolicy, RTCConfiguration, RTCPeerConnection, RTCSessionDescription

from hemicycle.line import Line, open_line
from hemicycle_protocol.commands import Negotiate, SetSeatMedia, TakeSeat
from hemicycle_protocol.errors import Refused
from hemicycle_protocol.messages import Events, FromServer, Subscribed
from hemicycle_protocol.views import Event

from .loops import Loops
from .tracks import Camera, Microphone, Person

RETRY_S = 3.0
_GONE = ("failed", "closed")
_log = logging.getLogger(__name__)


class Panelist:
    """A made-up person with a seat; `run` lasts until cancelled and comes back after any failure."""

    def __init__(self, url: str, token: str, *, debate: str, seat: str, name: str, loops: Loops) -> None:
        self._url, self._token = url, token
        self._debate, self._seat, self._name = debate, seat, name
        self._person = Person(loops)

    async def run(self) -> None:
        """Hold the seat."""
        topics = [f"debate/{self._debate}"]
        while True:
            try:
                async with open_line(self._url, self._token, topics, self._hear) as line:
                    await self._sit(line)
            except (OSError, Refused) as error:
                _log.info("%s is back in %s s: %s", self._name, RETRY_S, error)
            self._person.is_speaking = False
            await asyncio.sleep(RETRY_S)

    async def _sit(self, line: Line) -> None:
        await line.act(TakeSeat(self._debate, self._name))
        await line.act(SetSeatMedia(self._debate, microphone=True, camera=True))
        while not line.ended.is_set():
            await self._publish(line)

    async def _publish(self, line: Line) -> None:
        """One peer connection, until it dies or the line does."""
        peer = RTCPeerConnection(RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE))
        gone = asyncio.Event()

        @peer.on("connectionstatechange")
        def changed() -> None:
            if peer.connectionState in _GONE:
                gone.set()

        try:
            peer.addTrack(Microphone(self._person))
            peer.addTrack(Camera(self._person))
            for transceiver in peer.getTransceivers():
                transceiver.direction = "sendonly"
            await peer.setLocalDescription(await peer.createOffer())
            answer = await line.act(
                Negotiate(self._debate, "publish", peer.localDescription.sdp, secrets.token_hex(8))
            )
            await peer.setRemoteDescription(RTCSessionDescription(str(answer["sdp"]), "answer"))
            waits = [asyncio.create_task(event.wait()) for event in (gone, line.ended)]
            try:
                await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for wait in waits:
                    wait.cancel()
        except Refused as refused:
            _log.info("%s cannot publish yet: %s", self._name, refused)
            await asyncio.sleep(RETRY_S)
        finally:
            await peer.close()

    def _hear(self, message: FromServer) -> None:
        match message:
            case Subscribed(snapshot=dict() as view):
                self._see(view)
            case Events(events=events):
                for event in events:
                    self._go_on(event)

    def _see(self, view: dict[str, object]) -> None:
        floor = view.get("floor")
        self._person.is_speaking = isinstance(floor, dict) and floor.get("seat") == self._seat

    def _go_on(self, event: Event) -> None:
        if event.type == "floor_given":
            self._person.is_speaking = event.body["seat"] == self._seat
        elif event.type in ("floor_ended", "floor_paused"):
            self._person.is_speaking = False
        elif event.type == "seat_muted" and event.body["seat"] == self._seat:
            self._person.is_speaking = self._person.is_speaking and not event.body["muted"]
