"""A node is killed after each commit of an act that merges questions, or parts them again."""

from __future__ import annotations

import asyncio
import os
import signal
import sys

import msgspec
import pytest

from hemicycle.core.questions import QuestionLimits
from hemicycle_protocol import commands as c
from hemicycle_protocol.views import QuestionState
from tests.support.evening import DEBATE, MOD_A, YANN, ZOE
from tests.support.nodes import Node, open_nodes

LIMITS = QuestionLimits(interval_ms=0, open_per_person=100)
# More commits than any act makes.
SEAMS = 6
FANS = [type(ZOE)(f"p-{n}", f"P{n}", ZOE.roles) for n in range(3)]


@pytest.mark.slow
@pytest.mark.parametrize("act", ["merge", "undo"])
async def test_a_merge_and_its_supports_are_one(url: str, act: str) -> None:
    """[DE13] [H37] After restart the log says merged and supports are united, or neither, at every seam."""
    async with open_nodes(url, limits=LIMITS) as (node,):
        pairs = [await pair(node, number, merged=act == "undo") for number in range(SEAMS)]
        acts = [await act_on(node, act, *one) for one in pairs]
    died = []
    for commits, command in enumerate(acts):
        died.append(await dies_after(commits, url, command))
        if not died[-1]:
            break
    assert died == [True] * (len(died) - 1) + [False]
    async with open_nodes(url, furnished=False) as (node,):
        for kept, merged in pairs:
            await check(node, kept, merged)
        assert await node.database.ballots.recount() == []


async def pair(node: Node, number: int, *, merged: bool) -> tuple[str, str]:
    """Two questions, one with one support, one with two others, merged or not."""
    kept = await node.ask(f"Combien coûte le plat {number} ?", ZOE)
    other = await node.ask(f"Quel est le prix du plat {number} ?", YANN)
    await node.support(kept, FANS[0])
    for fan in FANS[1:]:
        await node.support(other, fan)
    if merged:
        await node.move(other, "merged", MOD_A, into=kept)
    return kept, other


async def act_on(node: Node, act: str, kept: str, merged: str) -> c.MoveQuestion | c.UndoQuestion:
    version = await node.version(merged)
    if act == "undo":
        return c.UndoQuestion(DEBATE, merged, version)
    return c.MoveQuestion(DEBATE, merged, version, QuestionState.MERGED, into=kept)


async def dies_after(commits: int, url: str, command: c.MoveQuestion | c.UndoQuestion) -> bool:
    """Whether a node that does this act dies of a further commit; it must not end in any other way."""
    name = "move" if isinstance(command, c.MoveQuestion) else "undo"
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.faults.mover", url, str(commits), name),
        msgspec.json.encode(command).decode(),
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    async with asyncio.timeout(60):
        code = await child.wait()
    assert code in (0, -signal.SIGKILL)
    return code != 0


async def check(node: Node, kept: str, merged: str) -> None:
    _, desk = await node.services.kernel.source.snapshot(f"debate/{DEBATE}/desk")
    is_merged = desk["questions"][merged]["question"]["state"] == "merged"  # type: ignore[index]
    board = await node.board(f"debate/{DEBATE}/board")
    assert board[f"support/{kept}"] == (3 if is_merged else 1), (kept, is_merged)
