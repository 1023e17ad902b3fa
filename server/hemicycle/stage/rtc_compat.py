"""The one place that touches private parts of aiortc and aioice; everything else uses what this offers.

aiortc 1.16 decodes what it receives and encodes what it sends. A forwarding server wants neither:
`take_media` and `give_media` replace the start of a receiver or sender on the instance, so that aiortc only
does ICE, DTLS and SRTP. Also here: codecs and header extensions that aiortc does not offer by itself, routing
by `mid` for simulcast, UDP ports of one's choice, and a synchronous way to send. `self_test` fails at start
when a name is gone.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import random
import re
import socket
from collections.abc import Callable
from typing import Any, Protocol

import aioice.ice
import aiortc
import aiortc.codecs
from aiortc import RTCBundlePolicy, RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.codecs import is_rtx
from aiortc.rtcdtlstransport import RTCDtlsTransport, RtpRouter, State
from aiortc.rtcrtpparameters import (
    RTCRtcpFeedback,
    RTCRtpHeaderExtensionParameters,
    RTCRtpReceiveParameters,
    RTCRtpSendParameters,
)
from aiortc.rtcrtptransceiver import RTCRtpTransceiver
from aiortc.rtp import AnyRtcpPacket, RtpPacket, is_rtcp

VERSION = "1.16.0"
_TWCC = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
_RID = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
_REPAIRED_RID = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"
_PLAYOUT_DELAY = "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay"
_OPUS = {"minptime": 10, "useinbandfec": 1}
_is_prepared = False

_log = logging.getLogger(__name__)


class RtcIncompatible(Exception):
    """The installed aiortc is not the one this was written for."""


class NoPort(Exception):
    """There is no address and port to reach the stage at: no network, or all its UDP ports are taken."""


class MediaSink(Protocol):
    """Takes the packets of one incoming m-line."""

    def _handle_disconnect(self) -> None: ...

    async def _handle_rtcp_packet(self, packet: AnyRtcpPacket) -> None: ...

    async def _handle_rtp_packet(self, packet: RtpPacket, arrival_time_ms: int) -> None: ...


class FeedbackSink(Protocol):
    """Takes the reports about one outgoing stream."""

    _ssrc: int

    async def _handle_rtcp_packet(self, packet: AnyRtcpPacket) -> None: ...


def self_test() -> None:
    """Check every private name that is used here; to be called on a running event loop.

    Raises:
        RtcIncompatible: naming the first one that is missing.
    """
    if aiortc.__version__ != VERSION:
        raise RtcIncompatible(f"aiortc {VERSION} is needed, {aiortc.__version__} is installed")
    peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    transceiver = peer.addTransceiver("video")
    transport = transceiver.receiver.transport
    needed: list[tuple[object, str]] = [
        (transceiver, "_codecs"),
        (transceiver.sender, "_ssrc"),
        (transceiver.sender, "_rtx_ssrc"),
        (transceiver.sender, "_stream_id"),
        (transport, "_rtp_router"),
        (transport, "_register_rtp_receiver"),
        (transport, "_register_rtp_sender"),
        (transport, "_tx_srtp"),
        (transport.transport, "_connection"),
        (transport.transport._connection, "_nominated"),
        (transport.transport._connection, "request_received"),
        (RtpRouter, "route_rtp"),
        (aioice.ice, "get_host_addresses"),
    ]
    for owner, name in needed:
        if not hasattr(owner, name):
            raise RtcIncompatible(f"aiortc has no {type(owner).__name__}.{name} any more")


def prepare() -> None:
    """Teach aiortc what a forwarding server offers; once a process."""
    global _is_prepared
    if _is_prepared:
        return
    _is_prepared = True
    opus = aiortc.codecs.CODECS["audio"][0]
    opus.parameters = dict(_OPUS)
    extensions = aiortc.codecs.HEADER_EXTENSIONS
    for kind in ("audio", "video"):
        extensions[kind].append(RTCRtpHeaderExtensionParameters(id=4, uri=_TWCC))
        for codec in aiortc.codecs.CODECS[kind]:
            if codec.name.lower() in ("opus", "h264"):
                kept = [f for f in codec.rtcpFeedback if f.type != "goog-remb"]
                codec.rtcpFeedback = [*kept, RTCRtcpFeedback(type="transport-cc")]
    extensions["video"].append(RTCRtpHeaderExtensionParameters(id=5, uri=_RID))
    extensions["video"].append(RTCRtpHeaderExtensionParameters(id=6, uri=_REPAIRED_RID))
    extensions["video"].append(RTCRtpHeaderExtensionParameters(id=7, uri=_PLAYOUT_DELAY))
    _allow_loopback()


def _allow_loopback() -> None:
    """A machine without a network still has itself: aioice leaves out 127.0.0.1."""
    listed = aioice.ice.get_host_addresses

    def with_loopback(use_ipv4: bool, use_ipv6: bool) -> list[str]:
        return listed(use_ipv4, use_ipv6) or ["127.0.0.1"]

    aioice.ice.get_host_addresses = with_loopback


def keep_to_ports(ports: range) -> None:
    """Let every connection of the running loop use these UDP ports only; aioice takes any (aioice#47)."""
    loop = asyncio.get_running_loop()
    open_any = loop.create_datagram_endpoint

    async def open_one(
        factory: Callable[[], Any], local_addr: tuple[str, int] | None = None, **options: Any
    ) -> Any:
        if local_addr is None or local_addr[1] != 0:
            return await open_any(factory, local_addr, **options)
        return await open_any(factory, sock=_bind(local_addr[0], ports))

    loop.create_datagram_endpoint = open_one  # type: ignore[method-assign, assignment]


def _bind(address: str, ports: range) -> socket.socket:
    """A socket on a free port: a stray packet to who had the last one must not arrive at the next."""
    first = random.randrange(len(ports))
    bound = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_DGRAM)
    try:
        for n in range(len(ports)):
            try:
                bound.bind((address, ports[(first + n) % len(ports)]))
            except OSError as error:
                if error.errno != errno.EADDRINUSE:
                    raise
            else:
                bound.setblocking(False)
                return bound
        _log.error(
            "all UDP ports %d-%d of %s are taken: widen HEMICYCLE_STAGE_PORTS", ports[0], ports[-1], address
        )
        raise OSError(errno.EADDRINUSE, "all ports are taken")
    except BaseException:
        bound.close()
        raise


async def describe(peer: RTCPeerConnection, description: RTCSessionDescription) -> str:
    """Take our own description; what the other side gets of it.

    Raises:
        NoPort: it would name no way to reach us.
    """
    await peer.setLocalDescription(description)
    sdp = str(peer.localDescription.sdp)
    if "a=candidate:" not in sdp:
        raise NoPort
    return sdp


def new_peer() -> RTCPeerConnection:
    """A peer connection that asks no third party for its address."""
    return RTCPeerConnection(RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE))


def take_media(
    transceiver: RTCRtpTransceiver, start: Callable[[RTCRtpReceiveParameters, RTCDtlsTransport], MediaSink]
) -> None:
    """When the connection stands, give its packets to what `start` returns instead of a decoder."""
    is_started = False

    async def receive(parameters: RTCRtpReceiveParameters) -> None:
        nonlocal is_started
        if not is_started:
            is_started = True
            transport = transceiver.receiver.transport
            sink = start(parameters, transport)
            transport._register_rtp_receiver(sink, parameters)
            _route_by_mid(transport._rtp_router)

    transceiver.receiver.receive = receive  # type: ignore[method-assign]


def give_media(
    transceiver: RTCRtpTransceiver, start: Callable[[RTCRtpSendParameters, RTCDtlsTransport], FeedbackSink]
) -> None:
    """When the connection stands, tell `start`, which sends by itself; reports go to what it returns."""
    is_started = False

    async def send(parameters: RTCRtpSendParameters) -> None:
        nonlocal is_started
        if not is_started:
            is_started = True
            transport = transceiver.sender.transport
            transport._register_rtp_sender(start(parameters, transport), parameters)

    transceiver.sender.send = send  # type: ignore[method-assign]


def own_ssrcs(transceiver: RTCRtpTransceiver) -> tuple[int, int]:
    """The SSRC of what we send on it, and the one of its retransmissions."""
    return transceiver.sender._ssrc, transceiver.sender._rtx_ssrc


def playout_delay_id(parameters: RTCRtpSendParameters) -> int | None:
    """Under which number the browser takes how long it may hold pictures back; None: it does not."""
    found = (int(e.id) for e in parameters.headerExtensions if e.uri == _PLAYOUT_DELAY)
    return next(found, None)


def name_stream(transceiver: RTCRtpTransceiver, name: str) -> None:
    """Put its track into the media stream of that name: tracks of one stream wait for each other."""
    transceiver.sender._stream_id = name


def keep_h264_and_opus(transceiver: RTCRtpTransceiver) -> bool:
    """Leave only what is forwarded. False: the other side has none of it."""
    codecs = transceiver._codecs
    if transceiver.kind == "audio":
        transceiver._codecs = [c for c in codecs if c.name.lower() == "opus"]
    else:
        good = {c.payloadType for c in codecs if c.name == "H264"}
        transceiver._codecs = [
            c for c in codecs if c.payloadType in good or (is_rtx(c) and c.parameters.get("apt") in good)
        ]
    return bool(transceiver._codecs)


def h264_and_rtx() -> list[Any]:
    """The codecs to prefer before an offer: constrained baseline with its retransmission."""
    capabilities = aiortc.RTCRtpSender.getCapabilities("video").codecs
    wanted = [c for c in capabilities if c.parameters.get("profile-level-id") == "42e01f"]
    return wanted + [c for c in capabilities if c.name == "rtx"]


def answer_simulcast(offer: str, answer: str) -> str:
    """Accept the layers that a browser offers (RFC 8853); aiortc does not know of them."""
    rids = re.search(r"a=simulcast:send ([\w;,~-]+)", offer)
    if rids is None:
        return answer
    names = [name.lstrip("~") for name in re.split(r"[;,]", rids.group(1))]
    lines = "".join(f"a=rid:{name} recv\r\n" for name in names)
    lines += f"a=simulcast:recv {';'.join(names)}\r\n"
    sections = answer.split("m=")
    return "m=".join(s + lines if s.startswith("video") else s for s in sections)


async def apply(peer: RTCPeerConnection, sdp: str, kind: str) -> None:
    """Set the other side's description.

    Raises:
        ValueError: it cannot be read or not be agreed on.
    """
    try:
        await peer.setRemoteDescription(RTCSessionDescription(sdp, kind))
    except (aiortc.exceptions.OperationError, aiortc.exceptions.InvalidStateError, AssertionError) as error:
        raise ValueError(str(error)) from None
    except (KeyError, IndexError, AttributeError, TypeError) as error:
        raise ValueError(f"unreadable description: {type(error).__name__}") from None


def watch_path(transport: RTCDtlsTransport, heard: Callable[[], None]) -> None:
    """Call `heard` whenever the other side checks that the path is alive (STUN)."""
    connection = transport.transport._connection
    received = connection.request_received

    def request_received(*arguments: Any) -> Any:
        heard()
        return received(*arguments)

    connection.request_received = request_received  # type: ignore[method-assign, assignment]


class Path:
    """The encrypted way to one browser. Sending is a plain call and never waits."""

    def __init__(self, transport: RTCDtlsTransport) -> None:
        self._transport = transport

    def send(self, packet: bytes) -> bool:
        """Encrypt and send an RTP or RTCP packet. False: there is no way now; the packet is gone."""
        transport = self._transport
        pair = transport.transport._connection._nominated.get(1)
        session = transport._tx_srtp
        if pair is None or session is None or transport._state != State.CONNECTED:
            return False
        protect = session.protect_rtcp if is_rtcp(packet) else session.protect
        pair.protocol.transport.sendto(protect(packet), pair.remote_addr)
        return True


def _route_by_mid(router: RtpRouter) -> None:
    """Simulcast layers and their repairs name no SSRC in the description: the first packet's `mid` tells."""
    if getattr(router, "_by_mid", False):
        return
    router._by_mid = True  # type: ignore[attr-defined]
    known = router.route_rtp

    def route(packet: RtpPacket) -> Any:
        if packet.ssrc not in router.ssrc_table and packet.extensions.mid is not None:
            owner = router.mid_table.get(packet.extensions.mid)
            if owner is not None:
                router.ssrc_table[packet.ssrc] = owner
        return router.ssrc_table.get(packet.ssrc) or known(packet)

    router.route_rtp = route  # type: ignore[method-assign]
