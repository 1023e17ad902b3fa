"""Real sockets against a real uvicorn."""

from __future__ import annotations

import asyncio

from hemicycle_protocol.errors import CloseCode
from hemicycle_protocol.messages import (
    Call,
    Chunk,
    Closing,
    Command,
    Done,
    Events,
    Group,
    Hello,
    Ping,
    Pong,
    Refused,
    Reply,
    Subscribed,
    Unsubscribe,
    Unsubscribed,
    Welcome,
)
from hemicycle_protocol.views import Position
from tests.support.hub import EPOCH
from tests.support.live import DEBATE, Client, Node, run_node
from tests.support.patience import PATIENCE_S

PROGRAM = "debate/d1/program"


async def gone(node: Node) -> None:
    """Wait until the server has forgotten every connection."""
    async with asyncio.timeout(PATIENCE_S):
        while node.live.connections:  # noqa: ASYNC110 (the server tells nobody)
            await asyncio.sleep(0.01)


async def test_hello_is_answered_by_welcome() -> None:
    """[S3]"""
    async with run_node() as node, node.open() as client:
        await client.say(Hello([1], "ada:citizen"))
        welcome = await client.hear()
        assert isinstance(welcome, Welcome)
        assert welcome.you is not None
        assert welcome.you.id == "ada"


async def test_a_fact_reaches_everyone_who_follows() -> None:
    async with run_node() as node, node.enter() as one, node.enter("ada:citizen") as two:
        for client in (one, two):
            assert isinstance(await client.follow(DEBATE), Subscribed)
        await two.say(Command(7, "say", {"text": "bonjour"}))
        events = await one.hear()
        assert isinstance(events, Events)
        assert events.events[0].body == {"text": "bonjour"}
        assert {type(await two.hear()), type(await two.hear())} == {Events, Done}


async def test_a_reader_comes_back_and_misses_nothing() -> None:
    """[T3]"""
    async with run_node() as node:
        async with node.enter() as client:
            await client.follow(DEBATE)
            node.say("a")
            await client.hear()
        node.say("b", "c")
        async with node.enter() as client:
            assert await client.follow(DEBATE, Position(EPOCH, 1)) == Subscribed(
                DEBATE, "log", Position(EPOCH, 1), recovered=True
            )
            events = await client.hear()
            assert isinstance(events, Events)
            assert [event.body["text"] for event in events.events] == ["b", "c"]


async def test_whose_token_is_taken_back_has_to_go() -> None:
    """[S9] Their open connection ends, too, and nobody else's."""
    async with run_node() as node, node.enter("ada:moderator") as ada, node.enter("ben:moderator") as ben:
        await ada.follow("debate/d1/desk")
        node.keeper.ended_by["ada"] = CloseCode.TOKEN_INVALID
        node.live.dismiss()
        assert await ada.end() == CloseCode.TOKEN_INVALID
        assert node.keeper.gone == [("ada", ["debate/d1/desk"])]
        assert isinstance(await ben.follow(DEBATE), Subscribed)


async def test_who_stands_otherwise_comes_in_again_and_who_is_too_old_is_asked_with_the_ping() -> None:
    """[S11] [H15]"""
    async with (
        run_node(ping_s=1, pong_s=1) as node,
        node.enter("ada:moderator") as ada,
        node.enter("ben:moderator") as ben,
    ):
        node.live.dismiss({"ada"})
        assert await ada.end() == CloseCode.TOKEN_EXPIRED
        node.keeper.ended_by["ben"] = CloseCode.TOKEN_EXPIRED
        assert await ben.end() == CloseCode.TOKEN_EXPIRED


async def test_after_unsubscribed_nothing_more_comes() -> None:
    async with run_node() as node, node.enter() as client:
        await client.follow(DEBATE)
        await client.say(Unsubscribe(DEBATE))
        assert await client.hear() == Unsubscribed(DEBATE)
        node.say("a")
        await client.say(Command(1, "nonsense", {}))
        assert isinstance(await client.hear(), Refused)


async def test_commands_are_answered_with_their_ref() -> None:
    """[C1] Also when they take their time, or run into a bug of ours."""
    async with run_node() as node, node.enter("ada:citizen") as client:
        await client.say(Command(1, "wait", {}))
        await client.say(Command(2, "say", {"text": "x"}))
        assert await client.hear() == Done(2, 1_000, {"offset": 1})
        node.keeper.held.set()
        assert await client.hear() == Done(1, 1_000)
        await client.say(Command(3, "break", {}))
        assert await client.hear() == Refused(3, "unavailable")


async def test_an_act_that_outlives_its_session_is_followed_by_its_leaving() -> None:
    """What it said of a session that is gone would stand for ever."""
    async with run_node() as node:
        async with node.enter("ada:citizen") as client:
            await client.say(Command(1, "wait", {}))
            await client.say(Command(2, "nonsense", {}))
            await client.hear()
        await gone(node)
        node.keeper.held.set()
        async with asyncio.timeout(PATIENCE_S):
            while len(node.keeper.gone) < 2:  # noqa: ASYNC110 (nobody is left to hear the answer)
                await asyncio.sleep(0.01)
        assert node.keeper.gone == [("ada", []), ("ada", [])]


async def test_the_services_hear_who_came_and_who_left() -> None:
    async with run_node() as node:
        async with node.enter("ada:citizen") as client:
            await client.follow(DEBATE)
            assert node.keeper.joins == [DEBATE]
        await gone(node)
        assert node.keeper.gone == [("ada", [DEBATE])]
        assert node.hub.readers(DEBATE) == 0


async def test_the_stage_is_called_through_its_socket() -> None:
    async with run_node() as node, node.enter("st:stage") as stage, node.enter("pia:panelist") as panelist:
        await panelist.say(Command(1, "ask_stage", {"sdp": "offer"}))
        call = await stage.hear()
        assert isinstance(call, Call)
        assert (call.name, call.seat, call.args) == ("negotiate", "s1", {"sdp": "offer"})
        await stage.say(Reply(call.ref, {"sdp": "answer"}))
        assert await panelist.hear() == Done(1, 1_000, {"sdp": "answer"})


async def test_media_of_the_stage_reaches_viewers() -> None:
    """[M1]"""
    group, chunk = Group(PROGRAM, 1, 5, "video/mp4", b"init"), Chunk(PROGRAM, 1, 0, 5, bytes(300_000))
    async with (
        run_node() as node,
        node.enter("st:stage", "/media") as stage,
        node.enter(path="/media") as viewer,
    ):
        await viewer.follow(PROGRAM)
        await stage.say(group)
        await stage.say(chunk)
        assert [await viewer.hear(), await viewer.hear()] == [group, chunk]


async def test_silence_after_a_ping_ends_the_connection() -> None:
    """[S5]"""
    async with run_node(ping_s=2, pong_s=1, hello_s=1) as node, node.enter() as client:
        node.live.tick()
        node.live.tick()
        ping = await client.hear()
        assert isinstance(ping, Ping)
        await client.say(Pong(ping.n))
        await client.say(Command(1, "nonsense", {}))  # its answer says that the pong was heard
        await client.hear()
        node.live.tick()
        node.live.tick()
        assert isinstance(await client.hear(), Ping)
        node.live.tick()
        assert await client.end() == CloseCode.SILENT


async def test_no_hello_in_time_ends_the_connection() -> None:
    """[S3]"""
    async with run_node(hello_s=1) as node, node.open() as client:
        node.live.tick()
        assert await client.end() == CloseCode.HELLO_EXPECTED


async def test_draining_gives_everybody_a_slot_of_their_own() -> None:
    """[S8]"""
    async with run_node() as node:
        clients: list[Client] = []
        openings = [node.enter() for _ in range(20)]
        clients = [await opening.__aenter__() for opening in openings]
        draining = asyncio.create_task(node.live.drain(100))
        slots = []
        for client in clients:
            closing = await client.hear()
            assert isinstance(closing, Closing)
            assert closing.code == CloseCode.DRAINING
            slots.append(closing.retry_after_ms)
            assert await client.end() == CloseCode.DRAINING
        await draining
        assert len(set(slots)) > 10
        assert not node.live.connections
        for opening in openings:
            await opening.__aexit__(None, None, None)


async def test_uvicorn_stopping_without_a_drain_says_come_back() -> None:
    async with run_node() as node:
        opening = node.enter()
        client = await opening.__aenter__()
    assert isinstance(await client.hear(), Closing)
    assert await client.end() == CloseCode.RESTARTED
    await opening.__aexit__(None, None, None)
