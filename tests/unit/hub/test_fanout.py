"""Everyone gets the frame, in chunks, and nobody is always last."""

from __future__ import annotations

import asyncio

from hemicycle.hub import fanout
from hemicycle.hub.fanout import FanOut


class Desk:
    """A reader that notes the order in which frames arrive."""

    behind = False
    is_audience = True
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


def many(count: int) -> tuple[FanOut, list[Desk], list[Desk]]:
    order: list[Desk] = []
    out = FanOut(lambda: None)
    desks = [Desk(order) for _ in range(count)]
    for desk in desks:
        out.add(desk)
    return out, desks, order


async def drained(out: FanOut) -> None:
    while out.busy:  # noqa: ASYNC110 (one turn of the loop a chunk is what is tested)
        await asyncio.sleep(0)


async def test_a_chunk_is_written_and_then_others_have_a_turn():
    out, desks, order = many(fanout.CHUNK + 1)
    out.send(b"a")
    assert len(order) == fanout.CHUNK
    assert out.busy
    await drained(out)
    assert all(desk.got == [b"a"] for desk in desks)


async def test_the_start_rotates():
    out, _, order = many(3 * fanout.CHUNK)
    firsts = []
    for _ in range(3):
        order.clear()
        out.send(b"x")
        await drained(out)
        firsts.append(order[0])
    assert len(set(firsts)) == 3


async def test_who_leaves_during_a_frame_does_not_get_it():
    out, desks, _ = many(fanout.CHUNK + 2)
    out.send(b"a")
    one, other = (desk for desk in desks if not desk.got)
    out.remove(one)
    out.add(one)  # and one who comes back starts with the next
    await drained(out)
    out.send(b"b")
    await drained(out)
    assert one.got == [b"b"]
    assert other.got == [b"a", b"b"]


async def test_who_joins_during_a_frame_does_not_get_it():
    out, _, order = many(fanout.CHUNK + 2)
    late = Desk(order)
    out.send(b"a")
    out.add(late)
    await drained(out)
    out.send(b"b")
    await drained(out)
    assert late.got == [b"b"]
