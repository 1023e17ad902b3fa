"""Two web nodes, a stage, Redis and PostgreSQL as processes: what happens on one node reaches the other."""

from __future__ import annotations

import asyncio
import contextlib

import pytest

from hemicycle_protocol.errors import CloseCode
from hemicycle_protocol.messages import (
    Board,
    Chunk,
    Closing,
    Command,
    Done,
    Events,
    FromServer,
    Group,
    Refused,
    Subscribe,
    Subscribed,
)
from hemicycle_protocol.views import Role
from tests.support.cluster import Cluster, WebNode, hear
from tests.support.live import Client
from tests.support.patience import PATIENCE_S
from tests.support.server import Browser

pytestmark = pytest.mark.slow


async def follow(client: Client, topic: str) -> Subscribed:
    await client.say(Subscribe(topic))
    message = await hear(client, lambda message: isinstance(message, Subscribed))
    assert isinstance(message, Subscribed)
    return message


async def do(client: Client, name: str, ref: int = 1, **args: object) -> dict[str, object]:
    await client.say(Command(ref, name, args))
    message = await hear(client, lambda message: getattr(message, "ref", None) == ref)
    assert isinstance(message, Done), message
    return message.result


def says(message: FromServer, type_: str) -> bool:
    return isinstance(message, Events) and any(event.type == type_ for event in message.events)


async def test_a_question_asked_on_one_node_reaches_the_desk_on_the_other(cluster: Cluster) -> None:
    moderator = await cluster.token(cluster.b, Role.MODERATOR)
    citizen = await cluster.citizen(cluster.a)
    async with cluster.b.enter(moderator) as desk, cluster.a.enter(citizen) as viewer:
        await follow(desk, "debate/d1/desk")
        asked = await do(viewer, "ask_question", debate="d1", text="Qui vérifie les prix ?", key="k1")
        heard = await hear(desk, lambda message: says(message, "question_submitted"))
    assert isinstance(heard, Events)
    question = heard.events[0].body["question"]
    assert isinstance(question, dict)
    assert (question["id"], question["text"]) == (asked["question"], "Qui vérifie les prix ?")


async def test_a_vote_on_one_node_moves_the_counter_on_the_other(cluster: Cluster) -> None:
    citizen = await cluster.citizen(cluster.b)
    async with cluster.a.enter() as board, cluster.b.enter(citizen) as voter:
        before = await follow(board, "process/p1/board")
        assert "proposition/p1-1" not in (before.snapshot or {})
        await do(voter, "vote", proposition="p1-1", choice="agree", seq=1)
        moved = await hear(board, lambda m: isinstance(m, Board) and "proposition/p1-1" in m.keys)
    assert isinstance(moved, Board)
    assert moved.keys["proposition/p1-1"] == {"agree": 1}
    assert moved.keys["totals"] == {"votes_cast": 1, "voters": 1}


async def test_the_audience_is_counted_over_both_nodes(cluster: Cluster) -> None:
    async with cluster.a.enter() as one, cluster.b.enter() as two:
        for client in (one, two):
            await follow(client, "debate/d1")
        await follow(one, "debate/d1/board")
        await hear(one, lambda message: _viewers(message) == 2)


async def test_viewers_on_both_nodes_see_the_program(cluster: Cluster) -> None:
    """The debate goes live; the stage publishes to one node; fragments arrive in order on both."""
    async with cluster.b.enter(await cluster.token(cluster.b, Role.HOST)) as host:
        await do(host, "set_debate_state", debate="d1", to="live")
    for node in (cluster.a, cluster.b):
        async with node.enter(path="/media") as viewer:
            await viewer.say(Subscribe("debate/d1/program"))
            group = await hear(viewer, lambda message: isinstance(message, Group))
            first = await hear(viewer, lambda message: isinstance(message, Chunk))
            second = await hear(viewer, lambda message: isinstance(message, Chunk))
        assert isinstance(group, Group)
        assert group.init[4:8] == b"ftyp"
        assert isinstance(first, Chunk)
        assert isinstance(second, Chunk)
        assert (first.group, first.index) == (group.group, 0)
        assert (second.group, second.index) in {(first.group, 1), (first.group + 1, 0)}


async def test_the_program_is_served_as_files_by_both_nodes(cluster: Cluster) -> None:
    for node in (cluster.a, cluster.b):
        async with node.browser() as browser:
            segment = await _first_segment(browser)
            head = await browser.get(f"/hls/d1/{segment}", Range="bytes=0-7")
            assert head.content[4:8] in (b"styp", b"moof")


async def _first_segment(browser: Browser) -> str:
    """The name of a segment; the first is written some seconds after the debate went live."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            playlist = await browser.get("/hls/d1/program.m3u8")
            segments = [line for line in playlist.text.splitlines() if line.endswith(".m4s")]
            if segments:
                return segments[0]
            await asyncio.sleep(0.1)


async def test_a_drained_node_sends_its_viewers_to_the_other_where_they_miss_nothing(
    cluster: Cluster,
) -> None:
    """[S8, T3] A closing with a slot, then a resume on the other node without a gap."""
    host = await cluster.token(cluster.b, Role.HOST)
    async with cluster.a.enter() as viewer:
        position = (await follow(viewer, "debate/d1")).position
        stopping = asyncio.create_task(asyncio.to_thread(cluster.a.process.stop))
        closing = await hear(viewer, lambda message: isinstance(message, Closing))
    assert isinstance(closing, Closing)
    assert closing.code == CloseCode.DRAINING
    assert closing.retry_after_ms >= 0
    assert await stopping == 0
    async with cluster.b.enter(host) as host_session, cluster.b.enter() as viewer:
        await do(host_session, "set_debate_state", debate="d1", to="paused")
        await viewer.say(Subscribe("debate/d1", position))
        resumed = await hear(viewer, lambda message: isinstance(message, Subscribed))
        missed = await hear(viewer, lambda message: isinstance(message, Events))
    assert isinstance(resumed, Subscribed)
    assert isinstance(missed, Events)
    assert resumed.recovered
    assert missed.first == position.at + 1
    await _comes_back(cluster.a)


async def test_a_node_that_was_killed_comes_back_with_everything(cluster: Cluster) -> None:
    citizen = await cluster.citizen(cluster.a)
    async with cluster.a.enter(citizen) as voter:
        await do(voter, "vote", proposition="p1-3", choice="mixed", seq=10)
    await asyncio.to_thread(cluster.a.process.stop, 9)
    async with cluster.b.browser() as browser:
        card = (await browser.get("/api/propositions/p1-3")).json()["card"]
        assert card["tally"] == {"mixed": 1}
    await _comes_back(cluster.a)
    async with cluster.a.enter() as viewer:
        board = await follow(viewer, "process/p1/board")
    assert board.snapshot is not None
    assert board.snapshot["proposition/p1-3"] == {"mixed": 1}


def _viewers(message: FromServer) -> int:
    keys = message.keys if isinstance(message, Board) else getattr(message, "snapshot", None) or {}
    audience = keys.get("audience")
    return audience.get("viewers", 0) if isinstance(audience, dict) else 0


async def _comes_back(node: WebNode) -> None:
    await asyncio.to_thread(node.start)


async def test_what_is_confirmed_while_a_debate_ends_is_in_the_box_and_nothing_else(cluster: Cluster) -> None:
    """[H10] Supports on both nodes race with the end, over real servers; later ones are refused on each."""
    host = await cluster.token(cluster.a, Role.HOST)
    nodes = [(cluster.a, cluster.b)[n % 2] for n in range(9)]
    tokens = [await cluster.citizen(node, f"c{n}@exemple.fr") for n, node in enumerate(nodes)]
    async with contextlib.AsyncExitStack() as stack:
        chair = await stack.enter_async_context(cluster.a.enter(host))
        people = [
            await stack.enter_async_context(node.enter(token))
            for node, token in zip(nodes, tokens, strict=True)
        ]
        await chair.say(Command(9, "set_debate_state", {"debate": "d1", "to": "live"}))  # unless it is
        await hear(chair, lambda message: getattr(message, "ref", None) == 9)
        asked = await do(people[0], "ask_question", debate="d1", text="Qui paie les repas ?", key="k9")
        support = {"debate": "d1", "question": asked["question"], "on": True, "seq": 1}

        async def press(client: Client, ref: int) -> FromServer:
            await client.say(Command(ref, "support_question", support))
            return await hear(client, lambda message: getattr(message, "ref", None) == ref)

        early = await press(people[1], 2)
        _, *answers = await asyncio.gather(
            do(chair, "set_debate_state", debate="d1", to="ended"),
            *(press(client, 2) for client in people[2:]),
        )
        late = [await press(client, 3) for client in people[1:3]]
        board = await follow(people[3], "debate/d1/board")
    confirmed = [answer for answer in (early, *answers) if isinstance(answer, Done)]
    refused = [answer for answer in answers if not isinstance(answer, Done)]
    assert {answer.code for answer in refused if isinstance(answer, Refused)} <= {"closed"}
    assert len(confirmed) + len(refused) == len(people) - 1
    assert board.snapshot is not None
    assert board.snapshot[f"support/{asked['question']}"] == len(confirmed)
    assert [getattr(answer, "code", None) for answer in late] == ["closed", "closed"]
