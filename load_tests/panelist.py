"""A panelist as the stage sees one: H.264 in two layers and Opus up, everybody else down, nothing decoded.

Built on aiortc's transports only: packets are made and read here, so that nine of them fit on one core. Each
picture carries who made it and when, behind its last slice, where every forwarding leaves it in place.
"""

from __future__ import annotations

import asyncio
import re
import secrets
import time
from collections.abc import Awaitable, Callable
from fractions import Fraction
from typing import Any, NamedTuple

import aiortc.codecs
import av
import numpy as np
from aiortc import RTCBundlePolicy, RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.codecs import is_rtx
from aiortc.rtcrtpparameters import RTCRtpHeaderExtensionParameters
from aiortc.rtp import HeaderExtensionsMap, RtcpPsfbPacket, RtpPacket

FPS, GROUP = 25, 50
PAYLOAD = 1_150
STAMP = re.compile(rb"hemicycle-clock:(\w+):(\d{13})")
_RID = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"

Negotiate = Callable[[dict[str, object]], Awaitable[dict[str, Any]]]


class Layer(NamedTuple):
    """One encoding of the camera: a loop of pictures, each a list of NAL units."""

    rid: str
    pictures: list[list[bytes]]


def prepare() -> None:
    """Let aiortc offer the extension that names a layer."""
    extension = RTCRtpHeaderExtensionParameters(id=5, uri=_RID)
    aiortc.codecs.HEADER_EXTENSIONS["video"].append(extension)


def make_layers() -> list[Layer]:
    """720p at 1.2 Mbit/s and 180p at 150 kbit/s, encoded once for everybody."""
    return [Layer("h", _encode(1280, 720, 1_200_000)), Layer("l", _encode(320, 180, 150_000))]


def make_sound() -> list[bytes]:
    """A second of Opus at 32 kbit/s."""
    encoder: Any = av.CodecContext.create("libopus", "w")
    encoder.sample_rate, encoder.format, encoder.layout = 48_000, "s16", "mono"
    encoder.bit_rate, encoder.time_base = 32_000, Fraction(1, 48_000)
    packets: list[bytes] = []
    for n in range(50):
        wave = 8_000 * np.sin(np.arange(n * 960, n * 960 + 960) * 0.05)
        frame = av.AudioFrame.from_ndarray(wave.astype(np.int16).reshape(1, -1), "s16", "mono")
        frame.sample_rate, frame.pts, frame.time_base = 48_000, n * 960, Fraction(1, 48_000)
        packets += [bytes(packet) for packet in encoder.encode(frame)]
    return packets


def _encode(width: int, height: int, rate: int) -> list[list[bytes]]:
    encoder: Any = av.CodecContext.create("libx264", "w")
    encoder.width, encoder.height, encoder.pix_fmt = width, height, "yuv420p"
    encoder.time_base, encoder.framerate = Fraction(1, FPS), Fraction(FPS)
    encoder.bit_rate, encoder.gop_size, encoder.max_b_frames = rate, GROUP, 0
    encoder.profile = "Baseline"
    params = f"repeat-headers=1:scenecut=0:aud=0:vbv-maxrate={rate // 1000}:vbv-bufsize={rate // 2000}"
    encoder.options = {"preset": "veryfast", "tune": "zerolatency", "x264-params": params}
    noise = np.random.default_rng(1).integers(40, 200, (height * 3 // 2, width), np.uint8)
    pictures: list[list[bytes]] = []
    for n in range(GROUP):
        frame = av.VideoFrame.from_ndarray(np.roll(noise // 4 + 60, n * 2, axis=1), "yuv420p")
        frame.pts, frame.time_base = n, Fraction(1, FPS)
        for packet in encoder.encode(frame):
            pictures.append([nal for nal in re.split(rb"\x00?\x00\x00\x01", bytes(packet)) if nal])
    return pictures


def stamp(who: str) -> bytes:
    """Who made a picture and when; stands behind the last slice, where nobody looks but us."""
    return b"hemicycle-clock:%s:%d" % (who.encode(), time.time_ns() // 1_000_000)


def payloads(nals: list[bytes]) -> list[bytes]:
    """RTP payloads of a picture (RFC 6184): whole units, or fragments of long ones."""
    out: list[bytes] = []
    for nal in nals:
        if len(nal) <= PAYLOAD:
            out.append(nal)
            continue
        head, kind = (nal[0] & 0xE0) | 28, nal[0] & 0x1F
        # Of equal size, so that a stamp is not cut.
        size = -(-(len(nal) - 1) // -(-(len(nal) - 1) // PAYLOAD))
        for at in range(1, len(nal), size):
            ends = (0x80 if at == 1 else 0) | (0x40 if at + size >= len(nal) else 0)
            out.append(bytes([head, ends | kind]) + nal[at : at + size])
    return out


class Up:
    """The publish leg."""

    def __init__(self, who: str, layers: list[Layer], sound: list[bytes]) -> None:
        self.who = who
        self.peer = _peer()
        self.packets = 0
        self._layers, self._sound = layers, sound
        self._tasks: list[asyncio.Task[None]] = []

    async def connect(self, negotiate: Negotiate) -> None:
        """Offer, be answered, and send from then on."""
        for kind in ("audio", "video"):
            transceiver = self.peer.addTransceiver(kind, direction="sendonly")
            transceiver.sender.send = self._hook(transceiver)  # type: ignore[assignment, method-assign]
        await self.peer.setLocalDescription(await self.peer.createOffer())
        head, audio, video = self.peer.localDescription.sdp.split("m=")
        video = re.sub(r"a=ssrc[^\r]*\r\n", "", video)
        video += "a=rid:h send\r\na=rid:l send\r\na=simulcast:send h;l\r\n"
        offer = "m=".join((head, audio, video))
        answer = await negotiate({"leg": "publish", "attempt": secrets.token_hex(8), "sdp": offer})
        plain = re.sub(r"a=(rid|simulcast):[^\r]*\r\n", "", answer["sdp"])
        await self.peer.setRemoteDescription(RTCSessionDescription(plain, "answer"))

    async def close(self) -> None:
        """Hang up."""
        for task in self._tasks:
            task.cancel()
        await self.peer.close()

    def _hook(self, transceiver: Any) -> Callable[[Any], Awaitable[None]]:
        async def send(parameters: Any) -> None:
            if not self._tasks or transceiver.kind == "video":
                way = Way(transceiver, parameters)
                talk = self._film(way) if transceiver.kind == "video" else self._speak(way)
                self._tasks.append(asyncio.create_task(talk))

        return send

    async def _film(self, way: Way) -> None:
        positions = {layer.rid: 0 for layer in self._layers}
        async for n in _beats(FPS):
            for layer in self._layers:
                if way.wants_key.pop(layer.rid, None):
                    positions[layer.rid] = 0
                nals = layer.pictures[positions[layer.rid]]
                positions[layer.rid] = (positions[layer.rid] + 1) % len(layer.pictures)
                parts = payloads([*nals[:-1], nals[-1] + stamp(self.who)])
                for at, part in enumerate(parts):
                    await way.send(layer.rid, part, n * 90_000 // FPS, last=at == len(parts) - 1)
                self.packets += len(parts)

    async def _speak(self, way: Way) -> None:
        async for n in _beats(50):
            await way.send("", self._sound[n % len(self._sound)], n * 960, last=False)
            self.packets += 1


class Way:
    """Outgoing streams of one m-line; keyframes that are asked for are noted by layer."""

    def __init__(self, transceiver: Any, parameters: Any) -> None:
        self.wants_key: dict[str, bool] = {}
        self._transport = transceiver.sender.transport
        self._codec = next(c for c in parameters.codecs if not is_rtx(c)).payloadType
        self._mid = parameters.muxId
        self._extensions = HeaderExtensionsMap()
        self._extensions.configure(parameters)
        self._ssrcs = {"": transceiver.sender._ssrc}
        self._sequences = {"": 0}
        if transceiver.kind == "video":
            self._ssrcs = {rid: secrets.randbelow(2**32) for rid in ("h", "l")}
            self._sequences = dict.fromkeys(self._ssrcs, 0)
        for rid, ssrc in self._ssrcs.items():
            self._transport._rtp_router.senders[ssrc] = _Wishes(ssrc, rid, self.wants_key)

    async def send(self, rid: str, payload: bytes, timestamp: int, *, last: bool) -> None:
        """One packet."""
        self._sequences[rid] = (self._sequences[rid] + 1) & 0xFFFF
        packet = RtpPacket(
            payload_type=self._codec,
            marker=int(last),
            sequence_number=self._sequences[rid],
            timestamp=timestamp & 0xFFFFFFFF,
            ssrc=self._ssrcs[rid],
            payload=payload,
        )
        packet.extensions.mid = self._mid
        packet.extensions.rtp_stream_id = rid or None
        try:
            await self._transport._send_rtp(packet.serialize(self._extensions))
        except ConnectionError:
            raise asyncio.CancelledError from None


class _Wishes:
    def __init__(self, ssrc: int, rid: str, wants_key: dict[str, bool]) -> None:
        self._ssrc, self._rid, self._wants_key = ssrc, rid, wants_key

    async def _handle_rtcp_packet(self, packet: Any) -> None:
        if isinstance(packet, RtcpPsfbPacket) and packet.fmt in (1, 4):
            self._wants_key[self._rid] = True


class Down:
    """The receive leg: counts packets and reads the age of pictures."""

    def __init__(self) -> None:
        self.peer = _peer()
        self.packets = 0
        self.ages: list[int] = []
        self._made: dict[int, int] = {}

    async def connect(self, negotiate: Negotiate) -> None:
        """Take the stage's offer."""
        attempt = secrets.token_hex(8)
        offer = await negotiate({"leg": "receive", "attempt": attempt})
        await self.peer.setRemoteDescription(RTCSessionDescription(offer["sdp"], "offer"))
        for transceiver in self.peer.getTransceivers():
            transceiver.receiver.receive = self._hook(transceiver)  # type: ignore[assignment, method-assign]
        await self.peer.setLocalDescription(await self.peer.createAnswer())
        await negotiate({"leg": "receive", "attempt": attempt, "sdp": self.peer.localDescription.sdp})

    def _hook(self, transceiver: Any) -> Callable[[Any], Awaitable[None]]:
        async def receive(parameters: Any) -> None:
            transceiver.receiver.transport._register_rtp_receiver(self, parameters)

        return receive

    def _handle_disconnect(self) -> None: ...

    async def _handle_rtcp_packet(self, packet: Any) -> None: ...

    async def _handle_rtp_packet(self, packet: Any, arrival_time_ms: int) -> None:
        self.packets += 1
        found = STAMP.search(packet.payload)
        if found:
            self._made[packet.ssrc] = int(found[2])
        if packet.marker and packet.ssrc in self._made:
            self.ages.append(time.time_ns() // 1_000_000 - self._made.pop(packet.ssrc))


async def _beats(per_s: int) -> Any:
    loop = asyncio.get_running_loop()
    start, n = loop.time(), 0
    while True:
        yield n
        n += 1
        await asyncio.sleep(max(0.0, start + n / per_s - loop.time()))


def _peer() -> RTCPeerConnection:
    return RTCPeerConnection(RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE))
