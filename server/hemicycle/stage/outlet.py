"""What one listener gets of one seat: a slot for the voice or for the picture.

A copy of each packet with the slot's own numbers, kept for a while so that the listener can ask again. Which
layer of a camera goes into the slot may change; the change waits for a keyframe.
"""

from __future__ import annotations

import secrets
import struct
from collections.abc import Callable

from aiortc.rtp import (
    AnyRtcpPacket,
    RtcpPsfbPacket,
    RtcpRrPacket,
    RtcpRtpfbPacket,
    RtcpSenderInfo,
    RtcpSrPacket,
    RtpPacket,
)

from .assembler import starts_keyframe
from .inlet import AUDIO_HZ, VIDEO_HZ, Stream
from .rewriter import Rewriter
from .rtc_compat import Path

# Packets that can be sent again; the oldest is overwritten. At 150 a second: more than three seconds.
HISTORY = 512
# A slot without pictures for so long takes any layer: the one it wants may not be sent at all.
STALE_MS = 1_000
_FULL_INTRA, _PLI = 4, 1
# How long a browser holds a picture back: not at all if it can, 200 ms at most (12 bits each, in 10 ms). Left
# to itself it smooths their pace, which is right for films and slow for talk.
_PLAYOUT_DELAY = (0 << 12 | 20).to_bytes(3, "big")
_NTP_TO_UNIX_MS = 2_208_988_800_000


class Outlet:
    """One outgoing m-line, as aiortc's receiver of reports."""

    def __init__(
        self,
        path: Path,
        *,
        seat: str,
        kind: str,
        ssrcs: tuple[int, int],
        payload_type: int,
        repair_type: int | None,
        playout_delay_id: int | None = None,
        want_keyframe: Callable[[Outlet], None],
        lose: Callable[[int], bool] = lambda sequence: False,
    ) -> None:
        """`lose` leaves packets out on purpose, to prove repairs; it gets the outgoing sequence number."""
        self.seat = seat
        self.kind = kind
        self.layer = "l"
        self.repaired = 0
        # What the listener said last of what it missed, in 1/256.
        self.fraction_lost = 0
        self._path = path
        self._ssrc, self._repair_ssrc = ssrcs
        self._payload_type = payload_type
        self._repair_type = repair_type
        self._extension = b"" if playout_delay_id is None else _extension(playout_delay_id)
        self._first_byte = 0x90 if self._extension else 0x80
        self._want_keyframe = want_keyframe
        self._lose = lose
        self._rewriter = Rewriter(secrets.randbelow(0x4000))
        self._repair_sequence = secrets.randbelow(0x4000)
        self._history: list[tuple[int, bytes] | None] = [None] * HISTORY
        self._last_at = 0
        self._last_time = 0
        self._packets = 0
        self._octets = 0

    @property
    def source(self) -> object:
        """The stream in the slot now."""
        return self._rewriter.source

    def want_layer(self, layer: str) -> None:
        """Show this layer from its next keyframe on."""
        if self.kind == "video" and layer != self.layer:
            self.layer = layer
            self._want_keyframe(self)

    def forward(self, stream: Stream, packet: RtpPacket, at: int) -> None:
        """A packet of the seat; sent if its stream is the one in the slot."""
        if self._rewriter.source is not stream and not self._may_start(stream, packet, at):
            return
        numbers = self._rewriter.rewrite(packet.sequence_number, packet.timestamp)
        if numbers is None:
            return
        sequence, time = numbers
        marker = (packet.marker << 7) | self._payload_type
        head = struct.pack("!BBHLL", self._first_byte, marker, sequence, time, self._ssrc)
        data = head + self._extension + packet.payload
        self._history[sequence % HISTORY] = (sequence, data)
        if packet.payload:  # padding only fills its number: it has no date
            self._last_at, self._last_time = at, time
        self._packets += 1
        self._octets += len(packet.payload)
        if not self._lose(sequence):
            self._path.send(data)

    def is_stale(self, now: int) -> bool:
        """Whether nothing was shown for a while."""
        return now - self._last_at >= STALE_MS

    def report(self) -> None:
        """Tell the listener which instant the stream's time is, so that lips and voice agree."""
        if self._packets:
            ntp = ((self._last_at + _NTP_TO_UNIX_MS) << 32) // 1000
            info = RtcpSenderInfo(ntp, self._last_time, self._packets & 0xFFFFFFFF, self._octets & 0xFFFFFFFF)
            self._path.send(bytes(RtcpSrPacket(self._ssrc, info)))

    def _may_start(self, stream: Stream, packet: RtpPacket, at: int) -> bool:
        if self.kind == "video" and not starts_keyframe(packet.payload):
            return False
        if stream.layer not in ("", self.layer) and at - self._last_at < STALE_MS:
            return False
        if self.kind == "video" and not stream.gaps.is_newest(packet.sequence_number):
            # Repaired: what came before it was not sent on, and the listener would wait for that in vain.
            self._want_keyframe(self)
            return False
        hz = VIDEO_HZ if self.kind == "video" else AUDIO_HZ
        elapsed = max(20, min(10_000, at - self._last_at)) * hz // 1000
        self._rewriter.start(stream, packet.sequence_number, packet.timestamp, step=elapsed)
        return True

    async def _handle_rtcp_packet(self, packet: AnyRtcpPacket) -> None:
        if isinstance(packet, RtcpRtpfbPacket) and packet.fmt == 1:
            for sequence in packet.lost:
                self._repair(sequence)
        elif isinstance(packet, RtcpPsfbPacket) and packet.fmt in (_PLI, _FULL_INTRA):
            self._want_keyframe(self)
        elif isinstance(packet, RtcpRrPacket):
            for report in packet.reports:
                if report.ssrc == self._ssrc:
                    self.fraction_lost = report.fraction_lost

    def _repair(self, sequence: int) -> None:
        kept = self._history[sequence % HISTORY]
        if kept is None or kept[0] != sequence:
            return
        self.repaired += 1
        data = kept[1]
        if self._repair_type is not None:
            self._repair_sequence = (self._repair_sequence + 1) & 0xFFFF
            marker = (data[1] & 0x80) | self._repair_type
            head = struct.pack("!BBH", 0x80, marker, self._repair_sequence) + data[4:8]
            data = head + struct.pack("!LH", self._repair_ssrc, sequence) + data[12 + len(self._extension) :]
        self._path.send(data)


def _extension(id_: int) -> bytes:
    """The header extension with the playout delay alone (RFC 8285, one word)."""
    return b"\xbe\xde\x00\x01" + bytes([id_ << 4 | len(_PLAYOUT_DELAY) - 1]) + _PLAYOUT_DELAY
