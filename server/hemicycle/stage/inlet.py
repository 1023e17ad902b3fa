"""What one panelist sends: a microphone and the layers of a camera, repaired and handed on.

Packets are handed on at once, in whatever order they come (the listener's own buffer sorts them); holes are
asked for again; whole pictures of each layer are assembled for the program.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from aiortc.codecs import is_rtx
from aiortc.rtcrtpparameters import RTCRtpReceiveParameters
from aiortc.rtp import (
    AnyRtcpPacket,
    RtcpPsfbPacket,
    RtcpRtpfbPacket,
    RtcpSrPacket,
    RtpPacket,
    unwrap_rtx,
)

from hemicycle.clock import Clock

from .assembler import AccessUnit, Assembler, starts_keyframe
from .clockmap import ClockMap
from .gaps import Gaps
from .keyframes import Keyframes
from .rtc_compat import Path
from .twcc import Arrivals
from .units import AudioUnit, VideoUnit

_NACK, _PLI = 1, 1
# From the best on; "" is a camera that is sent once.
_LAYERS = ("h", "", "l")
VIDEO_HZ, AUDIO_HZ = 90_000, 48_000
# A browser that is short of bandwidth stops sending its best layer.
PAUSED_MS = 1_500


class Ear(Protocol):
    """Who hears what a panelist sends."""

    def packet(self, stream: Stream, packet: RtpPacket, at: int) -> None:
        """A packet of a stream, captured at server time `at`; not sorted, never twice."""

    def picture(self, unit: VideoUnit) -> None:
        """A whole picture of a layer."""

    def sound(self, unit: AudioUnit) -> None:
        """A sound packet."""

    def alive(self) -> None:
        """Something arrived."""


class Stream:
    """One SSRC: a microphone, or a layer of a camera (`layer`: h, l, or "" when there is but one)."""

    def __init__(self, ssrc: int, *, kind: str, layer: str, number: int) -> None:
        self.ssrc = ssrc
        self.kind = kind
        self.layer = layer
        self.gaps = Gaps()
        self.keyframes = Keyframes(number)
        self.times = ClockMap(VIDEO_HZ if kind == "video" else AUDIO_HZ)
        self.assembler = Assembler()
        self.packet_at = 0
        self.pictures = 0


class Inlet:
    """One m-line of a publish leg, as aiortc's receiver of packets."""

    def __init__(
        self,
        parameters: RTCRtpReceiveParameters,
        path: Path,
        *,
        kind: str,
        own_ssrc: int,
        number: int,
        arrivals: Arrivals,
        clock: Clock,
        ear: Ear,
        lose: Callable[[RtpPacket], bool] = lambda packet: False,
    ) -> None:
        """`own_ssrc` signs our reports; `lose` drops packets on purpose, to prove repairs."""
        self.kind = kind
        self.streams: dict[int, Stream] = {}
        self._path = path
        self._own_ssrc = own_ssrc
        self._number = number
        self._arrivals = arrivals
        self._clock = clock
        self._ear = ear
        self._lose = lose
        self._repairs = {c.payloadType: int(c.parameters["apt"] or 0) for c in parameters.codecs if is_rtx(c)}
        self._media = {c.payloadType for c in parameters.codecs} - self._repairs.keys()
        self._repaired: dict[int, int] = {}
        for encoding in parameters.encodings:
            self._open(encoding.ssrc, "")
            if encoding.rtx is not None:
                self._repaired[encoding.rtx.ssrc] = encoding.ssrc

    def sent(self) -> list[Stream]:
        """The layers that are sent now."""
        latest = max((s.packet_at for s in self.streams.values()), default=0)
        return [s for s in self.streams.values() if latest - s.packet_at < PAUSED_MS]

    def best(self) -> Stream | None:
        """The best layer that is sent now."""
        return min(self.sent(), key=_rank, default=None)

    def tick(self, mono_ms: int) -> None:
        """Ask for what is missing, and for keyframes that are due."""
        sent = self.sent()
        for stream in self.streams.values():
            lost = stream.gaps.due(mono_ms)
            if lost:
                # In the order of the numbers, also where they begin anew: aiortc packs no others.
                self._path.send(bytes(RtcpRtpfbPacket(_NACK, self._own_ssrc, stream.ssrc, sorted(lost))))
            if self.kind != "video":
                continue
            missing = stream.assembler.missing
            if missing is not None and not stream.gaps.is_waiting(missing):
                self._show(stream, stream.assembler.skip())
            if stream.assembler.wants_key:
                stream.keyframes.want()
            # A layer that is paused would not answer, and the others would, each time.
            if stream in sent and stream.keyframes.is_due(mono_ms):
                self._path.send(bytes(RtcpPsfbPacket(_PLI, self._own_ssrc, stream.ssrc)))

    def _handle_disconnect(self) -> None:
        """The leg's watchdog notices by itself."""

    async def _handle_rtcp_packet(self, packet: AnyRtcpPacket) -> None:
        if isinstance(packet, RtcpSrPacket) and packet.ssrc in self.streams:
            info = packet.sender_info
            times = self.streams[packet.ssrc].times
            times.report(info.ntp_timestamp, info.rtp_timestamp, self._clock.now())

    async def _handle_rtp_packet(self, packet: RtpPacket, arrival_time_ms: int) -> None:
        if self._lose(packet):
            return
        mono = self._clock.mono()
        sequence = packet.extensions.transport_sequence_number
        if sequence is not None:
            self._arrivals.add(sequence, mono)
        self._ear.alive()
        media = self._unwrap(packet)
        if media is None:
            return
        stream = self.streams.get(media.ssrc) or self._open(media.ssrc, media.extensions.rtp_stream_id or "")
        if not stream.gaps.seen(media.sequence_number, mono):
            return
        stream.packet_at = mono
        now = self._clock.now()
        rtp = stream.times.unwrapped(media.timestamp)
        at = stream.times.at(rtp, now)
        if self.kind == "video" and starts_keyframe(media.payload):
            stream.keyframes.came(mono)
        self._ear.packet(stream, media, at)
        # Padding has no payload, but fills its place: left out, it would be taken for a loss.
        if self.kind == "video":
            self._assemble(stream, media)
        elif media.payload:
            level = packet.extensions.audio_level
            self._ear.sound(AudioUnit(media.payload, rtp, at, None if level is None else level[1]))

    def _unwrap(self, packet: RtpPacket) -> RtpPacket | None:
        """The media packet itself, or the one that a repair carries."""
        if packet.payload_type in self._media:
            return packet
        original = self._repairs.get(packet.payload_type)
        if original is None or len(packet.payload) < 2:
            return None
        ssrc = self._repaired.get(packet.ssrc)
        if ssrc is None:
            ssrc = self._by_layer(packet.extensions.repaired_rtp_stream_id)
            if ssrc is None:
                return None
            self._repaired[packet.ssrc] = ssrc
        return unwrap_rtx(packet, payload_type=original, ssrc=ssrc)

    def _by_layer(self, layer: str | None) -> int | None:
        return next((s.ssrc for s in self.streams.values() if layer and s.layer == layer), None)

    def _open(self, ssrc: int, layer: str) -> Stream:
        stream = self.streams.get(ssrc)
        if stream is None:
            stream = Stream(ssrc, kind=self.kind, layer=layer, number=self._number)
            stream.packet_at = self._clock.mono()
            self.streams[ssrc] = stream
        return stream

    def _assemble(self, stream: Stream, packet: RtpPacket) -> None:
        units = stream.assembler.add(
            packet.sequence_number, packet.timestamp, bool(packet.marker), packet.payload
        )
        self._show(stream, units)

    def _show(self, stream: Stream, units: list[AccessUnit]) -> None:
        now = self._clock.now()
        ranks = [_rank(sent) for sent in self.sent()] if units else []
        for data, rtp, key in units:
            at, rank = stream.times.at(rtp, now), _rank(stream)
            is_best, is_least = rank <= min(ranks), rank >= max(ranks)
            stream.pictures += 1
            self._ear.picture(VideoUnit(data, rtp, at, key, stream, stream.pictures, is_best, is_least))


def _rank(stream: Stream) -> int:
    return _LAYERS.index(stream.layer) if stream.layer in _LAYERS else len(_LAYERS)
