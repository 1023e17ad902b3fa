"""The stage of one debate, from its lobby to its end, on a real node."""

from __future__ import annotations

import asyncio
from pathlib import Path

import msgspec
import pytest

from hemicycle.stage import rtc_compat
from hemicycle.stage.service import Stage
from hemicycle_protocol.events import DebateStateChanged
from hemicycle_protocol.views import DebateState, DebateView, Event, Position
from tests.support.hub import EPOCH, Truth
from tests.support.live import DEBATE, Node, run_node
from tests.support.stage import until

LOBBY = DebateView("d1", "p1", "Débat")
TOKEN = "st:stage"


class Evening(Truth):
    """A truth whose debate moves through its states."""

    async def snapshot(self, topic: str) -> tuple[Position, dict[str, object]]:
        return Position(EPOCH, len(self.logs[topic])), msgspec.to_builtins(LOBBY)

    def move(self, node: Node, to: DebateState) -> None:
        log = self.logs[DEBATE]
        event = Event(
            len(log) + 1, len(log), "debate_state_changed", msgspec.to_builtins(DebateStateChanged(to))
        )
        log.append(event)
        node.hub.publish_events(DEBATE, event.offset, [event])


def kept(folder: Path) -> list[str]:
    """What was written there."""
    return [path.name for path in folder.iterdir()]


@pytest.mark.slow
async def test_nothing_is_recorded_before_the_debate_is_live(tmp_path: Path) -> None:
    """A rehearsal is nobody's business: the folder of the recording is made when the debate goes live."""
    rtc_compat.prepare()
    truth = Evening()
    async with run_node(truth) as node, asyncio.TaskGroup() as tasks:
        stage = Stage(f"ws://127.0.0.1:{node.port}", TOKEN, "d1", tmp_path)
        running = tasks.create_task(stage.run())
        await until(lambda: node.hub.readers(DEBATE) == 1)
        truth.move(node, DebateState.REHEARSAL)
        await until(lambda: stage.view is not None and stage.view.state is DebateState.REHEARSAL)
        truth.move(node, DebateState.LOBBY)
        await until(lambda: stage.view is not None and stage.view.state is DebateState.LOBBY)
        assert kept(tmp_path) == []
        truth.move(node, DebateState.LIVE)
        await until(lambda: (tmp_path / "d1" / "program.m3u8").exists())
        truth.move(node, DebateState.ENDED)
        await running
    assert "#EXT-X-ENDLIST" in (tmp_path / "d1" / "program.m3u8").read_text()


async def test_a_debate_that_never_was_live_leaves_no_recording(tmp_path: Path) -> None:
    """Ended from the lobby: the stage goes home and leaves nothing behind."""
    rtc_compat.prepare()
    truth = Evening()
    async with run_node(truth) as node, asyncio.TaskGroup() as tasks:
        stage = Stage(f"ws://127.0.0.1:{node.port}", TOKEN, "d1", tmp_path)
        running = tasks.create_task(stage.run())
        await until(lambda: node.hub.readers(DEBATE) == 1)
        truth.move(node, DebateState.ENDED)
        await running
    assert kept(tmp_path) == []
