"""Questions to the stage are answered, refused or given up; never forgotten."""

from __future__ import annotations

import asyncio

import pytest

from hemicycle.hub import calls as calls_module
from hemicycle.hub.calls import Calls
from hemicycle_protocol.errors import Code, Refused

TOPIC = "debate/d1"


class Stage:
    """A callee that keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    def ask(self, ref: int, name: str, seat: str, args: dict[str, object]) -> None:
        self.asked.append(ref)


def ask(calls: Calls) -> asyncio.Task[dict[str, object]]:
    return asyncio.create_task(calls.ask(TOPIC, "negotiate", "s1", {}, timeout_ms=1_000))


async def refusal(task: asyncio.Task[dict[str, object]]) -> Code:
    with pytest.raises(Refused) as refused:
        await task
    return refused.value.code


async def test_an_answer_comes_back() -> None:
    calls, stage = Calls(), Stage()
    calls.register(TOPIC, stage)
    task = ask(calls)
    await asyncio.sleep(0)
    calls.answer(stage, stage.asked[0], {"sdp": "v=0"}, "")
    assert await task == {"sdp": "v=0"}


async def test_a_refusal_comes_back_with_its_code() -> None:
    calls, stage = Calls(), Stage()
    calls.register(TOPIC, stage)
    task = ask(calls)
    await asyncio.sleep(0)
    calls.answer(stage, stage.asked[0], {}, "seat_removed")
    assert await refusal(task) is Code.SEAT_REMOVED


async def test_without_a_stage_it_is_away() -> None:
    assert await refusal(ask(Calls())) is Code.STAGE_AWAY


async def test_a_stage_that_says_nothing_is_away() -> None:
    calls = Calls()
    calls.register(TOPIC, Stage())
    assert await refusal(ask(calls)) is Code.STAGE_AWAY


async def test_a_stage_that_leaves_or_is_replaced_gives_its_questions_back() -> None:
    for leave in (True, False):
        calls, stage = Calls(), Stage()
        calls.register(TOPIC, stage)
        task = ask(calls)
        await asyncio.sleep(0)
        if leave:
            calls.unregister(stage)
        else:
            calls.register(TOPIC, Stage())
        assert await refusal(task) is Code.STAGE_AWAY
        assert calls.topics == ([] if leave else [TOPIC])


async def test_another_session_cannot_answer() -> None:
    calls, stage = Calls(), Stage()
    calls.register(TOPIC, stage)
    task = ask(calls)
    await asyncio.sleep(0)
    calls.answer(Stage(), stage.asked[0], {"sdp": "forged"}, "")
    calls.answer(stage, stage.asked[0], {"sdp": "true"}, "")
    assert await task == {"sdp": "true"}


async def test_open_questions_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calls_module, "OPEN_CALLS", 1)
    calls = Calls()
    calls.register(TOPIC, Stage())
    first = ask(calls)
    await asyncio.sleep(0)
    assert await refusal(ask(calls)) is Code.BUSY
    assert await refusal(first) is Code.STAGE_AWAY
