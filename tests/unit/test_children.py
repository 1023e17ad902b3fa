"""Children are kept running while their work lasts, and end with their owner."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping

import pytest

from hemicycle import children, stages
from hemicycle.children import Child
from hemicycle.stages import LOBBY_OPENS_MS, StageKeeper, needs_stage
from hemicycle_protocol.api import DebateCard
from hemicycle_protocol.views import DebateState

PATIENCE_S = 60


class Script(Child):
    """A child that is a small Python program."""

    def __init__(
        self, program: str, environment: Callable[[], Mapping[str, str]] = dict, *, told: bytes = b""
    ) -> None:
        super().__init__("script", [], environment, told=told)
        self._command = [self._command[0], "-c", program]


async def until(condition: Callable[[], bool]) -> None:
    """Another process tells nobody that it started or ended: look again and again."""
    async with asyncio.timeout(PATIENCE_S):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0)


@pytest.fixture
async def waiting() -> AsyncIterator[Script]:
    child = Script("import time; time.sleep(600)")
    yield child
    await child.stop()


async def test_a_child_whose_work_is_done_is_not_started_again() -> None:
    child = Script("import sys; assert sys.stdin.read() == 'an order'", told=b"an order")
    async with asyncio.timeout(PATIENCE_S):
        await child.run()
    assert child.starts == 1


async def test_a_child_that_fails_is_started_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "BACKOFF_S", (0.0,))
    child = Script("raise SystemExit(1)")
    running = asyncio.create_task(child.run())
    await until(lambda: child.starts == 3)
    running.cancel()
    await asyncio.wait({running})
    assert not child.is_running


async def test_each_start_of_a_child_has_the_environment_of_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A token that was good when the debate began may not be when the stage is started again."""
    monkeypatch.setattr(children, "BACKOFF_S", (0.0,))
    tokens = iter(["old", "new"])
    child = Script(
        "import os; raise SystemExit(os.environ['TOKEN'] != 'new')", lambda: {"TOKEN": next(tokens)}
    )
    async with asyncio.timeout(PATIENCE_S):
        await child.run()
    assert child.starts == 2


async def test_who_cancels_the_run_ends_the_process(waiting: Script) -> None:
    running = asyncio.create_task(waiting.run())
    await until(lambda: waiting.is_running)
    running.cancel()
    await asyncio.wait({running})
    assert not waiting.is_running


async def test_each_debate_under_way_has_one_stage_until_the_keeper_ends(waiting: Script) -> None:
    started: list[str] = []

    def start(debate: str) -> Child:
        started.append(debate)
        return waiting

    async def list_debates() -> list[str]:
        return ["d1"]

    keeper = StageKeeper(list_debates, start)
    keeping = asyncio.create_task(keeper.run())
    await until(lambda: keeper.running == 1)
    keeping.cancel()
    await asyncio.wait({keeping})
    assert (started, keeper.starts, keeper.running) == (["d1"], 1, 0)


async def test_a_debate_that_is_over_is_forgotten_but_its_starts_count(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stages, "LOOK_S", 0.0)
    wanted = ["d1"]

    async def list_debates() -> list[str]:
        return list(wanted)

    def start(debate: str) -> Child:
        wanted.clear()
        return Script("")

    keeper = StageKeeper(list_debates, start)
    keeping = asyncio.create_task(keeper.run())
    await until(lambda: keeper.starts == 1)
    await until(lambda: len(keeper) == 0)
    assert keeper.starts == 1
    keeping.cancel()
    await asyncio.wait({keeping})


@pytest.mark.parametrize(
    ("state", "in_ms", "needed"),
    [
        (DebateState.REHEARSAL, 10 * LOBBY_OPENS_MS, True),
        (DebateState.LOBBY, LOBBY_OPENS_MS - 1, True),
        (DebateState.LOBBY, LOBBY_OPENS_MS, False),
        (DebateState.LIVE, -1, True),
        (DebateState.PAUSED, -1, True),
        (DebateState.ENDED, -1, False),
    ],
)
def test_a_stage_runs_from_the_day_before_until_the_end(state: DebateState, in_ms: int, needed: bool) -> None:
    assert needs_stage(DebateCard("d1", "p1", "Débat", state, 1_000_000 + in_ms), now=1_000_000) is needed
