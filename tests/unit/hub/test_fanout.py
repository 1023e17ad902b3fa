"""Everyone gets the frame, in chunks, and nobody is always last; with a ring, and without."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator

import pytest

from hemicycle.hub import fanout
from hemicycle.hub.fanout import FanOut
from hemicycle.hub.reader import NO_SOCKET
from hemicycle.hub.ring import Ring


class Desk:
    """A reader that notes the order in which frames are written to it."""

    behind = False
    is_audience = True
    socket = NO_SOCKET
    order: list[Desk]

    def __init__(self, order: list[Desk]) -> None:
        self.order = order
        self.got: list[bytes] = []

    def write(self, data: bytes, /) -> None:
        self.order.append(self)
        self.got.append(data)

    def catch_up(self, data: bytes, /) -> None:
        raise AssertionError

    def buffered(self) -> int:
        return 0

    def cut(self) -> None:
        raise AssertionError


class Plug(Desk):
    """A reader with a socket, of which the test holds the other end; not closed by the test."""

    def __init__(self, order: list[Desk]) -> None:
        super().__init__(order)
        self.here, self.there = socket.socketpair()
        for end in (self.here, self.there):
            end.setblocking(False)
        self.socket = self.here.fileno()

    def arrived(self) -> bytes:
        """What came through the socket since the last time."""
        arrived = b""
        try:
            while part := self.there.recv(1 << 20):
                arrived += part
        except BlockingIOError:
            pass
        return arrived

    def unplug(self) -> None:
        self.here.close()
        self.there.close()


@pytest.fixture(params=["alone", "ring"])
def ring(request: pytest.FixtureRequest) -> Iterator[Ring | None]:
    """No ring, and one of this kernel's; Linux that refuses io_uring cannot run this test."""
    if request.param == "alone":
        yield None
        return
    ring = Ring()
    yield ring
    ring.close()


@pytest.fixture
def plugs() -> Iterator[list[Plug]]:
    """Three readers with sockets."""
    order: list[Desk] = []
    plugs = [Plug(order) for _ in range(3)]
    yield plugs
    for plug in plugs:
        plug.unplug()


def many(count: int, ring: Ring | None) -> tuple[FanOut, list[Desk], list[Desk]]:
    order: list[Desk] = []
    out = FanOut(lambda: None, ring)
    desks = [Desk(order) for _ in range(count)]
    for desk in desks:
        out.add(desk)
    return out, desks, order


def to(plugs: list[Plug], ring: Ring | None) -> FanOut:
    out = FanOut(lambda: None, ring)
    for plug in plugs:
        out.add(plug)
    return out


async def drained(out: FanOut) -> None:
    while out.busy:  # noqa: ASYNC110 (one turn of the loop a chunk is what is tested)
        await asyncio.sleep(0)


async def test_a_chunk_is_written_and_then_others_have_a_turn(ring: Ring | None) -> None:
    """[T10] Everybody gets the very same bytes."""
    out, desks, order = many(fanout.CHUNK + 1, ring)
    frame = b"a frame"
    out.send(frame)
    assert len(order) == fanout.CHUNK
    assert out.busy
    await drained(out)
    assert all(len(desk.got) == 1 and desk.got[0] is frame for desk in desks)


@pytest.mark.parametrize("chunks", [2.5, 3, 3.01])
async def test_the_start_rotates(ring: Ring | None, chunks: float) -> None:
    count = int(chunks * fanout.CHUNK)
    out, desks, order = many(count, ring)
    firsts = []
    for n in range(4):
        order.clear()
        out.send(bytes([n]))
        await drained(out)
        firsts.append(order[0])
    assert len(set(firsts)) == -(-count // fanout.CHUNK)
    assert all(desk.got == [b"\0", b"\1", b"\2", b"\3"] for desk in desks)


async def test_who_leaves_during_a_frame_does_not_get_it(ring: Ring | None) -> None:
    out, desks, _ = many(fanout.CHUNK + 2, ring)
    out.send(b"a")
    one, other = (desk for desk in desks if not desk.got)
    out.remove(one)
    out.add(one)  # and one who comes back starts with the next
    await drained(out)
    out.send(b"b")
    await drained(out)
    assert one.got == [b"b"]
    assert other.got == [b"a", b"b"]


async def test_who_joins_during_a_frame_does_not_get_it(ring: Ring | None) -> None:
    out, _, order = many(fanout.CHUNK + 2, ring)
    late = Desk(order)
    out.send(b"a")
    out.add(late)
    await drained(out)
    out.send(b"b")
    await drained(out)
    assert late.got == [b"b"]


async def test_those_who_stay_get_everything_while_others_come_and_go(ring: Ring | None) -> None:
    out, desks, order = many(2 * fanout.CHUNK, ring)
    for n, desk in enumerate(desks[::2]):
        out.send(bytes([n % 256]))
        out.remove(desk)
        out.add(Desk(order))
        await drained(out)
    assert len(out) == len(desks)
    sent = [bytes([n % 256]) for n in range(len(desks[::2]))]
    assert all(desk.got == sent for desk in desks[1::2])


async def test_nothing_goes_to_a_socket_without_its_reader_where_there_is_no_ring(plugs: list[Plug]) -> None:
    to(plugs, None).send(b"a")
    assert [(plug.got, plug.arrived()) for plug in plugs] == [([b"a"], b"")] * 3


async def test_a_ring_writes_to_the_sockets_themselves(plugs: list[Plug]) -> None:
    ring = Ring()
    to(plugs, ring).send(b"a")
    ring.close()
    assert [(plug.got, plug.arrived()) for plug in plugs] == [([], b"a")] * 3


async def test_who_is_behind_is_written_to_by_its_reader(plugs: list[Plug]) -> None:
    """What waits there must go out first."""
    ring = Ring()
    out = to(plugs, ring)
    descriptor, plugs[1].socket = plugs[1].socket, NO_SOCKET
    out.changed(plugs[1])
    out.send(b"a")
    plugs[1].socket = descriptor
    out.changed(plugs[1])
    out.send(b"b")
    ring.close()
    assert [plug.got for plug in plugs] == [[], [b"a"], []]
    assert [plug.arrived() for plug in plugs] == [b"ab", b"b", b"ab"]


async def test_what_a_socket_does_not_take_is_left_to_its_reader(plugs: list[Plug]) -> None:
    """Full, half full and gone: nothing is lost, nothing comes twice, the others get theirs."""
    ring = Ring()
    out = to(plugs, ring)
    frame = bytes(range(256)) * 16_384  # more than a socket takes at once
    plugs[1].there.close()
    out.send(frame)
    out.send(b"next")
    ring.close()
    for full in (plugs[0], plugs[2]):
        rest, after = full.got
        arrived = full.arrived()
        assert arrived
        assert arrived + rest == frame
        assert after == b"next"
    assert plugs[1].got == [frame, b"next"]


async def test_a_socket_that_left_gets_nothing(plugs: list[Plug]) -> None:
    """Its descriptor may be somebody else's by now."""
    ring = Ring()
    out = to(plugs, ring)
    out.remove(plugs[1])
    out.send(b"a")
    ring.close()
    assert [plug.arrived() for plug in plugs] == [b"a", b"", b"a"]
    assert not plugs[1].got


async def test_a_ring_that_was_closed_leaves_everything_to_the_readers(plugs: list[Plug]) -> None:
    ring = Ring()
    out = to(plugs, ring)
    ring.close()
    ring.close()
    out.send(b"a")
    assert [(plug.got, plug.arrived()) for plug in plugs] == [([b"a"], b"")] * 3


async def test_a_ring_goes_round(plugs: list[Plug]) -> None:
    """More frames than it has slots, in order."""
    ring = Ring()
    out = to(plugs, ring)
    sent = [f"{n:04}".encode() for n in range(1_000)]
    for frame in sent:
        out.send(frame)
        assert [plug.arrived() for plug in plugs] == [frame] * 3
    ring.close()
