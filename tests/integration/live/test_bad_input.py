"""What strangers send: each gets a clear end or an answer, and everybody else is served on."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from hemicycle_protocol.codec import encode, pack
from hemicycle_protocol.errors import CloseCode
from hemicycle_protocol.messages import Command, Done, Fault, FromServer, Hello, Pong, Refused, Subscribed
from hemicycle_protocol.views import Position
from tests.support.hub import EPOCH, Follower
from tests.support.live import DEBATE, Client, Node, run_node
from tests.support.patience import PATIENCE_S


async def still_serves(node: Node) -> None:
    async with node.enter("ada:citizen") as client:
        await client.say(Command(1, "say", {"text": "still here"}))
        assert isinstance(await client.hear(), Done)


async def until_the_end(client: Client) -> list[FromServer]:
    """What it is still told before the connection ends."""
    messages = []
    try:
        while True:
            messages.append(await client.hear())
    except ConnectionClosed:
        return messages


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\xff\xfe garbage", CloseCode.MALFORMED),
        (b"", CloseCode.MALFORMED),
        ("text", CloseCode.MALFORMED),
        (bytes(65_537), CloseCode.TOO_LARGE),
        (bytes(3_000_000), CloseCode.TOO_LARGE),
        ([bytes(60_000), bytes(60_000)], CloseCode.TOO_LARGE),
        (pack({"type": "command", "ref": "one"}), CloseCode.MALFORMED),
        (b"\xdd\xff\xff\xff\xff", CloseCode.MALFORMED),
    ],
    ids=["garbage", "empty", "text", "oversized", "huge", "fragments", "misshapen", "bomb"],
)
@pytest.mark.parametrize("after_hello", [False, True])
async def test_what_is_not_a_message_closes_with_its_code(
    data: object, code: CloseCode, after_hello: bool
) -> None:
    """[W3, W4, W7]"""
    async with run_node() as node:
        async with node.open() as client:
            if after_hello:
                await client.say(Hello([1]))
                await client.hear()
            await client.socket.send(data)  # type: ignore[arg-type]
            assert await client.end() == code
        await still_serves(node)


async def test_messages_before_hello_close() -> None:
    """[S6]"""
    async with run_node() as node:
        async with node.open() as client:
            await client.say(Command(1, "say", {"text": "early"}))
            assert await client.end() == CloseCode.HELLO_EXPECTED
        assert node.truth.logs[DEBATE] == []


@pytest.mark.parametrize(
    ("token", "code"), [("forged", CloseCode.TOKEN_INVALID), ("ada:expired", CloseCode.TOKEN_EXPIRED)]
)
async def test_a_token_that_is_not_good_closes(token: str, code: CloseCode) -> None:
    """[S4]"""
    async with run_node() as node, node.open() as client:
        await client.say(Hello([1], token))
        assert await client.end() == code


async def test_a_version_that_is_not_ours_closes() -> None:
    """[S3]"""
    async with run_node() as node, node.open() as client:
        await client.say(Hello([99]))
        assert await client.end() == CloseCode.VERSION


async def test_a_message_in_fragments_is_read() -> None:
    async with run_node() as node, node.open() as client:
        data = encode(Hello([1], "ada:citizen"))
        await client.socket.send([data[:3], data[3:9], data[9:]])
        await client.hear()
        await client.say(Command(1, "say", {"text": "x"}))
        assert isinstance(await client.hear(), Done)


async def test_too_frequent_commands_are_refused_then_closed() -> None:
    """[S7]"""
    async with run_node() as node:
        async with node.enter("ada:citizen") as client:
            for n in range(300):
                await client.say(Command(n, "nonsense", {}))
            answers = await until_the_end(client)
            assert all(isinstance(answer, Refused) for answer in answers)
            assert "rate_limited" in {answer.code for answer in answers if isinstance(answer, Refused)}
            assert await client.end() == CloseCode.FLOODING
        await still_serves(node)


async def test_duplicate_hellos_and_unknown_types_are_faults() -> None:
    """[W5, S6]"""
    async with run_node() as node, node.enter() as client:
        await client.say(Hello([1], "eve:organiser"))
        assert await client.hear() == Fault("not_now", "hello")
        await client.socket.send(pack({"type": "dance", "steps": 3}))
        assert await client.hear() == Fault("unknown_type", "dance")


@pytest.mark.parametrize(
    ("path", "options", "status"),
    [
        ("/cellar", {}, 404),
        ("/live", {"origin": "https://evil.example"}, 403),
        ("/live", {"additional_headers": {"Origin": "null"}}, 403),
    ],
)
async def test_a_handshake_that_is_not_ours_is_refused(
    path: str, options: dict[str, object], status: int
) -> None:
    """[S1]"""
    async with run_node() as node:
        with pytest.raises(InvalidStatus) as refused:
            async with node.open(path, **options):
                pass
        assert refused.value.response.status_code == status
        await still_serves(node)


@pytest.mark.parametrize("limit", ["connections", "connections_per_address"])
async def test_a_full_house_answers_503_with_when_to_come_back(limit: str) -> None:
    """[S2]"""
    given: dict[str, Any] = {limit: 1}
    async with run_node(**given) as node, node.enter() as inside:
        with pytest.raises(InvalidStatus) as refused:
            async with node.open():
                pass
        assert refused.value.response.status_code == 503
        assert 1 <= int(refused.value.response.headers["Retry-After"]) <= 10
        assert node.live.turned_away == 1
        assert isinstance(await inside.follow(DEBATE), Subscribed)


async def test_a_reader_that_does_not_read_is_cut_and_resumes_without_a_gap() -> None:
    """[4008] A log may be late by 1 MiB; then the reader comes back with its position."""
    async with run_node() as node, node.enter() as quick:
        await quick.follow(DEBATE)
        async with node.open(max_queue=1) as slow:
            await slow.say(Hello([1]))
            await slow.hear()
            follower = Follower()
            follower.take(await slow.follow(DEBATE))
            for n in range(300):
                node.say(f"{n} {'x' * 50_000}")
                await quick.hear()
            for message in await until_the_end(slow):
                follower.take(message)
        assert follower.position is not None
        assert follower.position.at < 300
        async with node.enter() as back:
            follower.take(await back.follow(DEBATE, follower.position))
            while follower.position.at < 300:
                follower.take(await back.hear())
        assert follower.texts == [event.body["text"] for event in node.truth.logs[DEBATE]]
        assert follower.snapshots == 1


async def test_a_connection_that_vanishes_leaves_nothing_behind() -> None:
    async with run_node() as node:
        for _ in range(20):
            async with node.open() as client:
                await client.say(Hello([1], "ada:citizen"))
                await client.say(Pong(0))
                await client.follow(DEBATE, Position(EPOCH, 0))
                client.socket.transport.abort()
        async with asyncio.timeout(PATIENCE_S):
            while node.live.connections:  # noqa: ASYNC110 (the server tells nobody)
                await asyncio.sleep(0.01)
        assert node.hub.readers(DEBATE) == 0
        assert len(node.keeper.gone) == 20
        assert not node.live._addresses


async def test_frames_before_the_answer_to_the_upgrade_end_the_connection() -> None:
    async with run_node() as node:
        reader, writer = await asyncio.open_connection("127.0.0.1", node.port)
        request = (
            "GET /live HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Protocol: hemicycle.v1\r\n\r\n"
        )
        writer.write(request.encode() + b"\x82\x80\x00\x00\x00\x00")
        async with asyncio.timeout(PATIENCE_S):
            assert b" 101 " in await reader.readline()
        writer.close()
        await still_serves(node)


async def test_many_who_arrive_at_once_do_not_hold_up_those_who_are_here() -> None:
    """Handshakes are answered a few at a time, and everybody gets in."""
    async with run_node() as node, node.enter("ada:citizen") as here:
        openings = [node.open() for _ in range(100)]
        arriving = asyncio.gather(*(opening.__aenter__() for opening in openings))
        await here.say(Command(1, "say", {"text": "x"}))
        assert isinstance(await here.hear(), Done)
        clients = await arriving
        for client in clients:
            await client.say(Hello([1]))
            await client.hear()
        for opening in openings:
            await opening.__aexit__(None, None, None)
