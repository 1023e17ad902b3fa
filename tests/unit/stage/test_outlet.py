"""What one listener gets of one seat, packet by packet."""

from __future__ import annotations

import struct
from collections.abc import Callable

import pytest
from aiortc.rtp import RtcpRtpfbPacket, RtpPacket, unpack_header_extensions, unwrap_rtx

from hemicycle.stage.inlet import Stream
from hemicycle.stage.outlet import Outlet

KEYFRAME = b"\x67sets"


class Taken:
    """A `Path` that keeps what is sent."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []

    def send(self, packet: bytes) -> bool:
        self.sent.append(packet)
        return True


def outlet(
    path: Taken,
    playout_delay_id: int | None = None,
    want_keyframe: Callable[[Outlet], None] = lambda outlet: None,
) -> Outlet:
    return Outlet(
        path,  # type: ignore[arg-type]
        seat="s1",
        kind="video",
        ssrcs=(1, 2),
        payload_type=102,
        repair_type=103,
        playout_delay_id=playout_delay_id,
        want_keyframe=want_keyframe,
    )


def packet_of(sequence: int, payload: bytes) -> RtpPacket:
    return RtpPacket(payload_type=96, sequence_number=sequence, timestamp=1, ssrc=9, payload=payload)


def forwarded(out: Outlet, path: Taken) -> RtpPacket:
    stream = Stream(9, kind="video", layer="l", number=0)
    stream.gaps.seen(7, 0)
    out.forward(stream, packet_of(7, KEYFRAME), 1_000)
    return RtpPacket.parse(path.sent[-1])


def test_pictures_are_not_held_back_where_the_browser_can_be_asked() -> None:
    """Each packet says: from 0 to 200 ms, in steps of 10."""
    path = Taken()
    out = outlet(path, 7)
    assert forwarded(out, path).payload == KEYFRAME
    profile, words = struct.unpack("!HH", path.sent[-1][12:16])
    [(id_, value)] = unpack_header_extensions(profile, path.sent[-1][16 : 16 + 4 * words])
    assert (id_, int.from_bytes(value) >> 12, int.from_bytes(value) & 0xFFF) == (7, 0, 20)


@pytest.mark.parametrize("playout_delay_id", [None, 7])
async def test_a_repair_is_the_packet_again(playout_delay_id: int | None) -> None:
    path = Taken()
    out = outlet(path, playout_delay_id)
    first = forwarded(out, path)
    await out._handle_rtcp_packet(RtcpRtpfbPacket(1, 0, 1, [first.sequence_number]))
    again = unwrap_rtx(RtpPacket.parse(path.sent[-1]), payload_type=102, ssrc=1)
    assert (again.sequence_number, again.payload) == (first.sequence_number, KEYFRAME)


def test_a_keyframe_whose_beginning_came_late_is_not_begun_with() -> None:
    """What was sent after it has gone by, and the listener would wait for that: another is asked for."""
    path, asked = Taken(), list[Outlet]()
    out = outlet(path, want_keyframe=asked.append)
    stream = Stream(9, kind="video", layer="l", number=0)
    for sequence, payload in ((1, b"\x41before"), (3, b"\x65slice"), (2, KEYFRAME), (4, b"\x41after")):
        assert stream.gaps.seen(sequence, 0)
        out.forward(stream, packet_of(sequence, payload), 1_000)
    assert path.sent == []
    assert asked == [out]
    stream.gaps.seen(5, 0)
    out.forward(stream, packet_of(5, KEYFRAME), 1_000)
    assert len(path.sent) == 1
