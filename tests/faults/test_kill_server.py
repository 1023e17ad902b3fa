"""A whole node is killed under people who vote, support, answer and ask; on the same files it starts again.

What it acknowledged is there; what it did not is there whole or not at all; logs, boards and tallies agree.
"""

from __future__ import annotations

import asyncio
import random
import signal
from pathlib import Path

import pytest

from tests.faults.checks import (
    check_boards,
    check_logs,
    check_questions,
    compare,
    open_room,
    prepare,
    recount,
    running,
    say_again,
)
from tests.faults.crowd import Room, Voter, Watcher, ask_until_death
from tests.support.cluster import WebNode
from tests.support.patience import PATIENCE_S
from tests.support.soak import rounds

ROUNDS = rounds(2)
VOTERS = 24
ASKERS = 3
# Fewer than the burst of 40 acts a session, times the voters: nobody is told to slow down.
ANSWERS = range(50, 600)


@pytest.mark.slow
@pytest.mark.soak
async def test_a_node_killed_under_load_keeps_all_that_it_acknowledged(tmp_path: Path) -> None:
    """[C2, C4, C5, T3] SIGKILL at moments nobody chose; acts without an answer are said again afterwards."""
    seed = random.SystemRandom().randrange(10**9)
    print(f"seed {seed}")
    draw = random.Random(seed)
    environment = await prepare(tmp_path)
    async with running(WebNode("node", tmp_path, environment)) as node:
        room = await open_room(node, draw)
        voters = [Voter(f"voter-{number}") for number in range(VOTERS)]
        watcher = Watcher()
        for _ in range(ROUNDS):
            asked_before = len(room.askers)
            await kill_under_load(node, room, voters, watcher, answers=draw.choice(ANSWERS))
            counted, _ = await asyncio.gather(recount(environment), asyncio.to_thread(node.start))
            assert counted == (0, "0 differences\n")

            await compare(node, voters)
            await check_boards(node, voters)
            await check_questions(node, room, asked_before)

            await say_again(node, room, voters)
            await compare(node, voters)
            await check_boards(node, voters)
            await check_logs(node, room, watcher)


async def kill_under_load(
    node: WebNode, room: Room, voters: list[Voter], watcher: Watcher, *, answers: int
) -> None:
    """Let everybody act; kill the node some time after so many answers, and let all notice."""
    async with asyncio.timeout(PATIENCE_S), asyncio.TaskGroup() as people:
        people.create_task(watcher.watch_until_death(node))
        for voter in voters:
            people.create_task(voter.act_until_death(node, room))
        for _ in range(ASKERS):
            people.create_task(ask_until_death(node, room))
        await room.answers(answers)
        assert await asyncio.to_thread(node.process.stop, signal.SIGKILL) == -signal.SIGKILL
