"""When a connection has its seat: cameras of aiortc, no browser."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import AsyncIterator

import pytest
from aiortc import RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import VideoStreamTrack

from tests.support.stage import Stage, run_stage, until

pytestmark = [pytest.mark.media]


@contextlib.asynccontextmanager
async def publishing(stage: Stage, seat: str, attempt: str) -> AsyncIterator[None]:
    """A camera that speaks for `seat`; it sends one key picture, at its beginning."""
    peer = RTCPeerConnection()
    peer.addTrack(VideoStreamTrack())
    try:
        await peer.setLocalDescription(await peer.createOffer())
        offer: dict[str, object] = {"leg": "publish", "attempt": attempt, "sdp": peer.localDescription.sdp}
        answer = await stage.negotiate(seat, offer)
        await peer.setRemoteDescription(RTCSessionDescription(str(answer["sdp"]), "answer"))
        yield
    finally:
        await peer.close()


async def test_a_connection_has_its_seat_from_its_first_packet_on() -> None:
    """Its first key picture is not lost, however late the wheel turns: nobody waits for another."""
    async with run_stage(turns=False) as stage:
        async with publishing(stage, "s1", "first"):
            await until(lambda: len(stage.seen.pictures.get("s1", [])) > 5)
            async with publishing(stage, "s1", "second"):
                await until(lambda: len({unit.stream for unit in stage.seen.pictures["s1"]}) == 2)
                at = len(stage.seen.pictures["s1"])
                await until(lambda: len(stage.seen.pictures["s1"]) > at + 5)
        for _, units in itertools.groupby(stage.seen.pictures["s1"], key=lambda unit: id(unit.stream)):
            pictures = list(units)
            assert pictures[0].key
            assert [unit.number for unit in pictures] == list(range(1, len(pictures) + 1))
