"""Who does not read: what waits for them is bounded, and so is how long it may wait."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from hemicycle.hub.reader import WAITING_BYTES
from hemicycle_protocol.codec import decode_server
from hemicycle_protocol.errors import CloseCode
from hemicycle_protocol.messages import Subscribe, Subscribed, Unsubscribe, Unsubscribed
from tests.support.live import DEBATE, Node, run_node
from tests.support.patience import PATIENCE_S
from tests.support.raw import BINARY, CONTINUATION, PING, PONG, Raw, frame, message

OTHERS = [f"process/p{number}" for number in range(6)]


@contextlib.asynccontextmanager
async def deaf(node: Node) -> AsyncIterator[Raw]:
    """A session of which nothing is read any more, and for which more than a megabyte waits."""
    for number in range(80):
        node.say(f"{number} {'x' * 50_000}")
    with await asyncio.to_thread(Raw, node.port, receive_bytes=4_096) as raw:
        await asyncio.to_thread(raw.enter)
        raw.send(message(Subscribe(DEBATE)))
        await until(lambda: waiting(node) > WAITING_BYTES)
        yield raw


async def until(is_so: Callable[[], bool]) -> None:
    """What the server does tells nobody: so it is looked for."""
    async with asyncio.timeout(PATIENCE_S):
        while not is_so():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


def waiting(node: Node) -> int:
    """How many bytes wait for the only one who is here."""
    return sum(connection.waiting() for connection in node.live.connections)


async def test_who_reads_nothing_is_brought_to_no_further_topic_until_they_do() -> None:
    """[S12] [H4] Then to all of them, but for those left meanwhile."""
    async with run_node() as node:
        for name in OTHERS:
            node.truth.append(name, "bonjour")
        async with deaf(node) as raw:
            before = waiting(node)
            for name in [*OTHERS, OTHERS[0], OTHERS[0]]:
                raw.send(message(Subscribe(name)))
            raw.send(message(Unsubscribe(OTHERS[-1])))
            await until(lambda: waiting(node) > before)  # its answer: so the others before it were read
            assert all(node.hub.readers(name) == 0 for name in OTHERS)
            assert waiting(node) < before + 100
            joined = [name for name in await asyncio.to_thread(topics, raw, len(OTHERS)) if name != DEBATE]
            assert joined == OTHERS[:-1]
            assert [node.hub.readers(name) for name in OTHERS] == [1, 1, 1, 1, 1, 0]


def topics(raw: Raw, count: int) -> list[str]:
    """The next so many topics that it is told it follows now."""
    found: list[str] = []
    while len(found) < count:
        if isinstance(said := decode_server(raw.hear().data), Subscribed):
            found.append(said.topic)
    return found


async def test_who_reads_nothing_for_long_is_ended() -> None:
    """[S12] [H4] However little they ask for."""
    async with run_node(unread_s=3, close_s=60) as node, deaf(node) as raw:
        for _ in range(3):
            node.live.tick()
        assert await asyncio.to_thread(raw.ending) == CloseCode.SLOW


@pytest.mark.parametrize("limit", ["unread_bytes_per_address", "unread_bytes"])
async def test_too_much_unread_of_one_address_or_of_all_ends_those_for_whom_most_waits(limit: str) -> None:
    """[S12] [H21]"""
    given: dict[str, Any] = {limit: 500_000}
    async with run_node(close_s=60, **given) as node, node.enter() as reads, deaf(node) as raw:
        node.live.tick()
        assert await asyncio.to_thread(raw.ending) == CloseCode.SLOW
        assert isinstance(await reads.follow(OTHERS[0]), Unsubscribed)


async def test_who_reads_slowly_is_not_ended() -> None:
    """[S12]"""
    async with run_node(unread_s=3) as node, deaf(node) as raw:
        for _ in range(4):
            node.live.tick()
            node.live.tick()
            before = waiting(node)
            while waiting(node) >= before > 0:
                await asyncio.to_thread(raw.socket.recv, 262_144)
        (connection,) = node.live.connections
        assert not connection.is_ending


async def test_at_most_one_pong_waits() -> None:
    """[S7] [H5]"""
    async with run_node() as node, deaf(node) as raw:
        before = waiting(node)
        for number in range(50):
            raw.send(frame(PING, b"%d" % number))
        raw.send(message(Unsubscribe("process/none")))
        await until(lambda: waiting(node) > before)
        assert waiting(node) < before + 100
        assert await asyncio.to_thread(pong, raw) == b"49"


def pong(raw: Raw) -> bytes:
    """What the next pong says."""
    while (heard := raw.hear()).opcode != PONG:
        pass
    return heard.data


@pytest.mark.parametrize(
    "flood",
    [
        frame(PING, bytes(125)),
        frame(PONG),
        frame(BINARY, fin=False) + frame(CONTINUATION, fin=False) * 10 + frame(CONTINUATION),
    ],
    ids=["pings", "pongs", "empty fragments"],
)
async def test_frames_of_any_kind_are_too_many_at_some_point(flood: bytes) -> None:
    """[S7] [H5, H6]"""
    async with run_node() as node:
        with await asyncio.to_thread(Raw, node.port) as raw:
            await asyncio.to_thread(raw.enter)
            raw.send(flood * 300)
            assert await asyncio.to_thread(raw.ending) == CloseCode.FLOODING


async def test_a_frame_that_comes_byte_by_byte_is_no_sign_of_life() -> None:
    """[S5] Half a message would be kept for ever."""
    async with run_node(ping_s=2, pong_s=1, hello_s=1) as node:
        with await asyncio.to_thread(Raw, node.port) as raw:
            await asyncio.to_thread(raw.enter)
            for _ in range(2):
                node.live.tick()
            (connection,) = node.live.connections
            assert not connection.heard
            raw.send(frame(PONG)[:3])
            assert (await asyncio.to_thread(raw.hear)).opcode == BINARY
            node.live.tick()
            assert await asyncio.to_thread(raw.ending) == CloseCode.SILENT


@pytest.mark.parametrize("after", [frame(0x3), frame(0x8, b"\x03\xe8")], ids=["no frame", "a close"])
async def test_what_ends_a_connection_twice_ends_it_once(
    after: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    """A message that is none, then something else that ends it, in the same bytes: no exception."""
    async with run_node() as node:
        with await asyncio.to_thread(Raw, node.port) as raw:
            await asyncio.to_thread(raw.enter)
            raw.send(frame(BINARY, b"\xff") + after)
            assert await asyncio.to_thread(raw.ending) in (CloseCode.MALFORMED, 1000, 1002)
    assert not caplog.records
