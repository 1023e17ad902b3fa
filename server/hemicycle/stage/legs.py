"""The two peer connections of a panelist: one that publishes, one that receives.

A leg is made for one attempt of one browser and thrown away when it dies; coming back is a new leg into the
same seat. `signalling` says what is exchanged to make them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from aiortc import RTCPeerConnection
from aiortc.codecs import is_rtx
from aiortc.rtcdtlstransport import RTCDtlsTransport
from aiortc.rtcrtpparameters import RTCRtpReceiveParameters, RTCRtpSendParameters
from aiortc.rtcrtptransceiver import RTCRtpTransceiver
from aiortc.rtp import RtpPacket

from hemicycle.clock import Clock

from . import rtc_compat
from .inlet import Ear, Inlet
from .outlet import Outlet
from .rtc_compat import MediaSink, Path
from .twcc import Arrivals, feedback_packet

# A browser that sends media is heard many times a second; one that does not still checks the path.
SILENT_MS = 2_500
SILENT_WITHOUT_MEDIA_MS = 8_000


class NoH264(Exception):
    """The browser has no H.264 or no Opus: it cannot be forwarded."""


class PublishLeg:
    """A browser's microphone and camera on their way in."""

    def __init__(
        self,
        attempt: str,
        *,
        number: int,
        clock: Clock,
        ear: Ear,
        lose: Callable[[RtpPacket], bool] = lambda packet: False,
    ) -> None:
        self.attempt = attempt
        self.inlets: list[Inlet] = []
        self.peer: RTCPeerConnection = rtc_compat.new_peer()
        self._number = number
        self._clock = clock
        self._ear = ear
        self._lose = lose
        self._arrivals = Arrivals()
        self._path: Path | None = None
        self._own_ssrc = 0
        self._heard_at = clock.mono()
        self._media_at: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether the connection stands."""
        return self._path is not None and self.peer.connectionState == "connected"

    def is_silent(self, mono_ms: int) -> bool:
        """Whether the browser has vanished, as far as one can tell."""
        if self.peer.connectionState in ("failed", "closed"):
            return True
        limit = SILENT_WITHOUT_MEDIA_MS
        if self._media_at is not None and self._heard_at - self._media_at < SILENT_MS:
            limit = SILENT_MS
        return self._path is not None and mono_ms - self._heard_at > limit

    def media(self) -> None:
        """A packet of media arrived."""
        self._heard_at = self._media_at = self._clock.mono()

    async def answer(self, offer: str) -> str:
        """The answer to the browser's offer.

        Raises:
            NoH264: nothing in the offer can be forwarded.
            ValueError: the offer cannot be read.
            NoPort: the stage cannot be reached.
        """
        await rtc_compat.apply(self.peer, offer, "offer")
        for transceiver in self.peer.getTransceivers():
            transceiver.direction = "recvonly"
            if not rtc_compat.keep_h264_and_opus(transceiver):
                raise NoH264
            rtc_compat.take_media(transceiver, self._opener(transceiver))
        answer = await rtc_compat.describe(self.peer, await self.peer.createAnswer())
        return rtc_compat.answer_simulcast(offer, answer)

    def tick(self, mono_ms: int) -> None:
        """Requests for repair and for keyframes."""
        for inlet in self.inlets:
            inlet.tick(mono_ms)

    def feed_back(self) -> None:
        """Report arrivals, on which the browser's sending rate rests."""
        control = self._arrivals.report()
        if control is not None and self._path is not None:
            media = next((ssrc for inlet in self.inlets for ssrc in inlet.streams), 0)
            self._path.send(feedback_packet(self._own_ssrc, media, control))

    async def close(self) -> None:
        """End it; idempotent."""
        await self.peer.close()

    def _opener(
        self, transceiver: RTCRtpTransceiver
    ) -> Callable[[RTCRtpReceiveParameters, RTCDtlsTransport], MediaSink]:
        own_ssrc, _ = rtc_compat.own_ssrcs(transceiver)

        def start(parameters: RTCRtpReceiveParameters, transport: RTCDtlsTransport) -> MediaSink:
            if self._path is None:
                self._path = Path(transport)
                self._own_ssrc = own_ssrc
                rtc_compat.watch_path(transport, self._heard)
            self._heard()
            inlet = Inlet(
                parameters,
                self._path,
                kind=transceiver.kind,
                own_ssrc=own_ssrc,
                number=self._number,
                arrivals=self._arrivals,
                clock=self._clock,
                ear=self._ear,
                lose=self._lose,
            )
            self.inlets.append(inlet)
            return inlet

        return start

    def _heard(self) -> None:
        self._heard_at = self._clock.mono()


class Slot(NamedTuple):
    """One m-line of a receive leg and the seat that stands in it, for good."""

    mid: str
    kind: str
    seat: str


class ReceiveLeg:
    """The others on their way to one browser: a place for each voice and each picture."""

    def __init__(
        self,
        attempt: str,
        seats: Sequence[str],
        *,
        video: bool = True,
        want_keyframe: Callable[[Outlet], None],
        lose: Callable[[int], bool] = lambda sequence: False,
    ) -> None:
        self.attempt = attempt
        self.outlets: dict[tuple[str, str], Outlet] = {}
        self.peer: RTCPeerConnection = rtc_compat.new_peer()
        self.slots: list[Slot] = []
        self._seats = list(seats)
        self._kinds = ("audio", "video") if video else ("audio",)
        self._want_keyframe = want_keyframe
        self._lose = lose
        self._poor_until = 0

    async def offer(self) -> str:
        """Our offer; `slots` say which m-line is whose.

        Raises:
            NoPort: the stage cannot be reached.
        """
        wanted = rtc_compat.h264_and_rtx()
        places: list[tuple[RTCRtpTransceiver, str]] = []
        for seat in self._seats:
            for kind in self._kinds:
                transceiver = self.peer.addTransceiver(kind, direction="sendonly")
                if kind == "video":
                    transceiver.setCodecPreferences(wanted)
                # A stream of its own: pictures that wait for the voice come 50 ms late and more.
                rtc_compat.name_stream(transceiver, f"{seat}-{kind}")
                rtc_compat.give_media(transceiver, self._opener(transceiver, seat))
                places.append((transceiver, seat))
        offer = await rtc_compat.describe(self.peer, await self.peer.createOffer())
        self.slots = [Slot(str(t.mid), t.kind, seat) for t, seat in places]
        return offer

    async def accept(self, answer: str) -> None:
        """The browser's answer.

        Raises:
            ValueError: it cannot be read.
        """
        await rtc_compat.apply(self.peer, answer, "answer")

    def is_poor(self, mono_ms: int, *, lossy: int, spare_ms: int) -> bool:
        """Whether a picture lost more than `lossy` (of 256) within the last `spare_ms`."""
        if any(o.fraction_lost > lossy for o in self.outlets.values() if o.kind == "video"):
            self._poor_until = mono_ms + spare_ms
        return mono_ms < self._poor_until

    def report(self) -> None:
        """Sender reports of all slots."""
        for outlet in self.outlets.values():
            outlet.report()

    @property
    def is_dead(self) -> bool:
        """Whether the connection has ended for good."""
        return self.peer.connectionState in ("failed", "closed")

    async def close(self) -> None:
        """End it; idempotent."""
        self.outlets.clear()
        await self.peer.close()

    def _opener(
        self, transceiver: RTCRtpTransceiver, seat: str
    ) -> Callable[[RTCRtpSendParameters, RTCDtlsTransport], Outlet]:
        def start(parameters: RTCRtpSendParameters, transport: RTCDtlsTransport) -> Outlet:
            media = next(c for c in parameters.codecs if not is_rtx(c))
            repair = next(
                (
                    c.payloadType
                    for c in parameters.codecs
                    if is_rtx(c) and c.parameters.get("apt") == media.payloadType
                ),
                None,
            )
            outlet = Outlet(
                Path(transport),
                seat=seat,
                kind=transceiver.kind,
                ssrcs=rtc_compat.own_ssrcs(transceiver),
                payload_type=int(media.payloadType or 0),
                repair_type=repair,
                playout_delay_id=rtc_compat.playout_delay_id(parameters),
                want_keyframe=self._want_keyframe,
                lose=self._lose,
            )
            self.outlets[seat, transceiver.kind] = outlet
            self._want_keyframe(outlet)
            return outlet

        return start
