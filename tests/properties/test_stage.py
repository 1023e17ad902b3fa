"""Cameras that pause, networks that lose and mix, connections that take each other's place.

Whatever happens on the way in, nobody is given a picture that does not follow the one given before it: in
the program a picture is a key picture or the next one of the same encoder, and a listener's slot changes its
source only where a key picture begins, from which on every packet that arrived was sent.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import pytest
from aiortc.rtcrtpparameters import RTCRtpCodecParameters, RTCRtpReceiveParameters
from aiortc.rtp import RtpPacket
from hypothesis import example, given
from hypothesis import strategies as st

from hemicycle.stage.inlet import Inlet, Stream
from hemicycle.stage.outlet import Outlet
from hemicycle.stage.program.boxes import AudioSetup
from hemicycle.stage.program.h264 import units
from hemicycle.stage.program.reel import Reel
from hemicycle.stage.twcc import Arrivals
from hemicycle.stage.units import AudioUnit, VideoUnit
from tests.support.media import Camera
from tests.support.nodes import FakeClock

H264 = RTCRtpCodecParameters(mimeType="video/H264", clockRate=90_000, payloadType=96)
[SPS, PPS] = [unit for unit in units(Camera(64, 64).picture(0).data) if unit[0] & 31 in (7, 8)]
FRAME_MS = 40
TICK_MS = 20
AUDIO = AudioSetup(bytes.fromhex("118856e500"), 1)


class Made(NamedTuple):
    """A picture as its encoder counts it, told by the bytes of its slice."""

    encoder: str
    number: int
    is_key: bool

    def payloads(self) -> list[bytes]:
        """A key picture has its sets in a packet of their own, any picture two fragments."""
        kind = 5 if self.is_key else 1
        tag = f"{self.encoder}:{self.number}:{int(self.is_key)}:".encode()
        slices = [bytes([0x7C, 0x80 | kind]) + tag, bytes([0x7C, 0x40 | kind]) + b"end"]
        sets = b"\x78" + b"".join(len(nal).to_bytes(2, "big") + nal for nal in (SPS, PPS))
        return [sets, *slices] if self.is_key else slices


def made(unit: VideoUnit) -> Made:
    """Which one it is."""
    slice_ = next(nal for nal in units(unit.data) if nal[0] & 31 in (1, 5))
    encoder, number, is_key, _ = slice_[1:].split(b":")
    return Made(encoder.decode(), int(number), is_key == b"1")


class Arrival(NamedTuple):
    """A packet of a layer of a connection, at the stage."""

    at_ms: float
    layer: str
    sequence: int
    time: int
    marker: bool
    payload: bytes


def sent(connection: int, dice: random.Random) -> Iterator[Arrival]:
    """What arrives of some seconds of a camera in two layers; the large one pauses now and then."""
    number = {"h": 0, "l": 0}
    sequence = {"h": dice.randrange(1 << 16), "l": dice.randrange(1 << 16)}
    resumes_at = 0
    for frame in range(dice.choice((20, 60, 250))):
        if frame > resumes_at and dice.random() < 0.1:
            resumes_at = frame + dice.choice((5, 50))
        for layer in ("l",) if frame < resumes_at else ("h", "l"):
            picture = Made(f"{connection}{layer}", number[layer], frame == 0 or dice.random() < 0.06)
            number[layer] += 1
            payloads = picture.payloads()
            for n, payload in enumerate(payloads):
                sequence[layer] = (sequence[layer] + 1) & 0xFFFF
                packet = (layer, sequence[layer], frame * 3_600, n == len(payloads) - 1, payload)
                yield from carried(Arrival(frame * FRAME_MS + n / 10, *packet), dice)


def carried(packet: Arrival, dice: random.Random) -> Iterator[Arrival]:
    """The network: most arrives at once, some late, as a repair does, some twice, some never."""
    if dice.random() < 0.04:
        return
    for _ in range(2 if dice.random() < 0.03 else 1):
        late_ms = dice.choice((0.3, 20, 90, 380)) * dice.random() if dice.random() < 0.1 else 0
        yield packet._replace(at_ms=packet.at_ms + late_ms)


class Way:
    """A `Path` that keeps what is sent."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []

    def send(self, packet: bytes) -> bool:
        self.sent.append(packet)
        return True


@dataclass
class Seat:
    """An `Ear` with a reel and a listener's slot behind it, and what they were seen to take."""

    clock: FakeClock
    is_heard: bool = True
    shown: list[Made] = field(default_factory=list)
    given: list[Made] = field(default_factory=list)
    way: Way = field(default_factory=Way)
    came: dict[Stream, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.reel = Reel("debate/d1/program", 0, AUDIO, lambda _: None, self.clock.now())
        self.slot = Outlet(
            self.way,  # type: ignore[arg-type]
            seat="s1",
            kind="video",
            ssrcs=(1, 2),
            payload_type=102,
            repair_type=103,
            want_keyframe=lambda outlet: None,
        )

    def alive(self) -> None: ...

    def sound(self, unit: AudioUnit) -> None: ...

    def picture(self, unit: VideoUnit) -> None:
        if not self.is_heard:
            return
        self.given.append(made(unit))
        if unit.is_best and self.reel.show("s1", unit, self.clock.now(), is_wanted=True):
            self.shown.append(made(unit))

    def packet(self, stream: Stream, packet: RtpPacket, at: int) -> None:
        if not self.is_heard:
            return
        came = self.came.setdefault(stream, [])
        before, count = self.slot.source, len(self.way.sent)
        self.slot.forward(stream, packet, at)
        is_sent = len(self.way.sent) > count
        if self.slot.source is not before:
            assert packet.payload[:1] == b"\x78", "a source begins with parameter sets"
            later = [n for n in came if 0 < (n - packet.sequence_number) & 0xFFFF < 0x8000]
            assert not later, "a source begins with what nobody has been sent a later packet of"
            self.began = packet.sequence_number
        if self.slot.source is stream:
            assert is_sent == ((packet.sequence_number - self.began) & 0xFFFF < 0x8000)
        came.append(packet.sequence_number)


async def play(seat: Seat, inlet: Inlet, arrivals: list[Arrival], *, heard_after: int) -> None:
    """Let it all arrive; the first `heard_after` packets before the seat hears this connection."""
    begin = tick = seat.clock.mono()
    for n, arrival in enumerate(sorted(arrivals, key=lambda a: a.at_ms)):
        seat.is_heard = n >= heard_after
        while tick < begin + arrival.at_ms:
            tick += TICK_MS
            seat.clock.at += tick - seat.clock.mono()
            inlet.tick(tick)
        packet = RtpPacket(
            payload_type=96,
            marker=int(arrival.marker),
            sequence_number=arrival.sequence,
            timestamp=arrival.time,
            ssrc=ord(arrival.layer),
            payload=arrival.payload,
        )
        packet.extensions.rtp_stream_id = arrival.layer
        await inlet._handle_rtp_packet(packet, 0)


@pytest.mark.slow
@given(st.integers(0, 2**32), st.booleans())
@example(862, False)  # what is lost lies on both sides of where the numbers begin anew
def test_no_viewer_and_no_listener_gets_a_picture_that_follows_another(seed: int, wants_large: bool) -> None:
    """[T9] Nothing but a key picture begins, and between key pictures none is left out."""
    dice = random.Random(seed)
    seat = Seat(FakeClock())
    seat.slot.want_layer("h" if wants_large else "l")
    for connection in range(dice.randrange(1, 4)):
        inlet = Inlet(
            RTCRtpReceiveParameters(codecs=[H264]),
            Way(),  # type: ignore[arg-type]
            kind="video",
            own_ssrc=1,
            number=0,
            arrivals=Arrivals(),
            clock=seat.clock,
            ear=seat,
        )
        arrivals = list(sent(connection, dice))
        heard_after = dice.choice((0, 0, 1, 5, 30))
        asyncio.run(play(seat, inlet, arrivals, heard_after=heard_after))
        for layer in ("h", "l") if heard_after == 0 else ():
            follows([picture for picture in seat.given if picture.encoder == f"{connection}{layer}"])
    follows(seat.shown)


def follows(pictures: list[Made]) -> None:
    """Each is a key picture or the next one of the encoder before it."""
    before: Made | None = None
    for picture in pictures:
        if not picture.is_key:
            assert before is not None
            assert (picture.encoder, picture.number) == (before.encoder, before.number + 1)
        before = picture
