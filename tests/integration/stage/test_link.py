"""The stage as a client of a real node: it follows the debate, answers calls, comes back."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest

from hemicycle.stage.link import Link, TurnedAway
from hemicycle_protocol.commands import ReportCut
from hemicycle_protocol.events import SeatMuted
from hemicycle_protocol.messages import Call, Chunk, Command, Done, Group, Reply
from hemicycle_protocol.views import DebateView, Event, Position, Seat, SeatState, Side
from tests.support.hub import EPOCH, Truth
from tests.support.live import DEBATE, Node, run_node
from tests.support.patience import PATIENCE_S
from tests.support.stage import until

VIEW = DebateView("d1", "p1", "Débat", seats={"s1": Seat("s1", "Inès", Side.CITIZENS, SeatState.ON_STAGE)})
STREAM = "debate/d1/program"


class Debates(Truth):
    """A truth whose debate has seats."""

    async def snapshot(self, topic: str) -> tuple[Position, dict[str, object]]:
        return Position(EPOCH, len(self.logs[topic])), msgspec.to_builtins(VIEW)

    def mute(self, node: Node, *, muted: bool) -> None:
        log = self.logs[DEBATE]
        event = Event(len(log) + 1, 1, "seat_muted", msgspec.to_builtins(SeatMuted("s1", muted)))
        log.append(event)
        node.hub.publish_events(DEBATE, event.offset, [event])


class Following:
    """A running link and what it heard."""

    def __init__(self, node: Node, token: str = "st:stage") -> None:
        self.views: list[DebateView] = []
        self.link = Link(
            f"ws://127.0.0.1:{node.port}", token, "d1", seen=self.views.append, answer=self._answer
        )

    async def _answer(self, call: Call) -> Reply:
        return Reply(call.ref, {"seat": call.seat, "args": call.args})

    @property
    def is_muted(self) -> bool:
        return bool(self.views) and self.views[-1].seats["s1"].muted


@contextlib.asynccontextmanager
async def following() -> AsyncIterator[tuple[Node, Debates, Following]]:
    truth = Debates()
    async with run_node(truth) as node:
        heard = Following(node)
        task = asyncio.create_task(heard.link.run())
        try:
            await until(lambda: heard.views)
            yield node, truth, heard
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


async def test_the_link_follows_the_debate() -> None:
    async with following() as (node, truth, heard):
        assert not heard.is_muted
        truth.mute(node, muted=True)
        await until(lambda: heard.is_muted)


async def test_the_link_answers_calls_of_panelists() -> None:
    async with following() as (node, _, _heard), node.enter("ali:panelist") as client:
        await client.say(Command(1, "ask_stage", {"leg": "probe"}))
        answer: Any = await client.hear()
        assert isinstance(answer, Done)
        assert answer.result == {"seat": "s1", "args": {"leg": "probe"}}


async def test_the_link_resumes_where_it_was_when_it_was_cut() -> None:
    async with following() as (node, truth, heard):
        truth.mute(node, muted=True)
        await until(lambda: heard.is_muted)
        snapshots = truth.reads.count("snapshot")
        for connection in list(node.live.connections):
            connection.abort()
        truth.mute(node, muted=False)
        await until(lambda: not heard.is_muted)
        assert truth.reads.count("snapshot") == snapshots


async def test_the_program_reaches_viewers() -> None:
    async with following() as (node, _, heard), node.enter(path="/media") as viewer:
        await viewer.follow(STREAM)
        await until(lambda: node.hub.readers(STREAM))
        arriving = asyncio.create_task(viewer.hear())
        numbers = itertools.count(1)

        def publish() -> bool:
            """Until the link stands it has nobody to send to: what is published then is dropped."""
            number = next(numbers)
            heard.link.publish(Group(STREAM, number, 0, "video/mp4", b"init"))
            heard.link.publish(Chunk(STREAM, number, 0, 0, b"data"))
            return arriving.done()

        await until(publish)
        group = await arriving
        assert isinstance(group, Group)
        assert await viewer.hear() == Chunk(STREAM, group.group, 0, 0, b"data")


async def test_a_report_that_is_refused_for_good_does_not_wait_for_ever() -> None:
    async with following() as (_, _truth, heard):
        heard.link.report("cut", ReportCut("d1", "s1"))
        async with asyncio.timeout(PATIENCE_S):
            await heard.link.settle()


async def test_a_token_that_is_no_good_ends_the_stage() -> None:
    async with run_node(Debates()) as node:
        with pytest.raises(ExceptionGroup) as group:
            await Following(node, token="st:nobody").link.run()
        assert group.value.subgroup(TurnedAway)
