"""A whole node is killed under people who vote, support, answer and ask; on the same files it starts again.

What it acknowledged is there; what it did not is there whole or not at all; logs, boards and tallies agree.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from hemicycle.app import open_node
from hemicycle_protocol.messages import Board, Subscribe, Subscribed
from hemicycle_protocol.views import Role, You
from tests.faults.crowd import (
    DEBATE,
    PROCESS,
    Room,
    Voter,
    Watcher,
    ask_until_death,
    do,
    token,
)
from tests.support.cluster import WebNode, hear
from tests.support.server import SECRET, furnish, make_config

ROUNDS = 3
VOTERS = 24
ASKERS = 3
# Fewer than the burst of 40 acts a session, times the voters: nobody is told to slow down.
ANSWERS = range(50, 600)
HOST = You("host", "host", [Role.HOST], DEBATE)


@pytest.mark.slow
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


async def prepare(folder: Path) -> dict[str, str]:
    """A process with propositions and a debate on disk; the environment of the nodes that serve them."""
    config = make_config(folder)
    async with open_node(config) as node:
        await furnish(node)
    return {
        "HEMICYCLE_SECRET_KEY": SECRET,
        "HEMICYCLE_VAR_DIR": str(config.var_dir),
        "HEMICYCLE_CLIENT_DIR": str(config.client_dir),
        "HEMICYCLE_STAGES": "elsewhere",
        "HEMICYCLE_DRAIN_S": "0",
    }


@asynccontextmanager
async def running(node: WebNode) -> AsyncIterator[WebNode]:
    await asyncio.to_thread(node.start)
    try:
        yield node
    finally:
        await asyncio.to_thread(node.stop)


async def open_room(node: WebNode, draw: random.Random) -> Room:
    """The debate goes live with an open poll and a question."""
    async with node.enter(token(HOST)) as host:
        await do(host, "set_debate_state", debate=DEBATE, to="live")
        made = await do(host, "create_poll", debate=DEBATE, question="Alors ?", options=["Oui", "Non", "Bof"])
        room = Room(str(made["poll"]), draw)
        await do(host, "open_poll", debate=DEBATE, poll=room.poll)
    first = room.new_asker()
    async with node.enter(token(first.you)) as client:
        await first.ask(client, room)
    return room


async def kill_under_load(
    node: WebNode, room: Room, voters: list[Voter], watcher: Watcher, *, answers: int
) -> None:
    """Let everybody act; kill the node some time after so many answers, and let all notice."""
    async with asyncio.timeout(60), asyncio.TaskGroup() as people:
        people.create_task(watcher.watch_until_death(node))
        for voter in voters:
            people.create_task(voter.act_until_death(node, room))
        for _ in range(ASKERS):
            people.create_task(ask_until_death(node, room))
        await room.answers(answers)
        assert await asyncio.to_thread(node.process.stop, signal.SIGKILL) == -signal.SIGKILL


async def say_again(node: WebNode, room: Room, voters: list[Voter]) -> None:
    """Whoever had no answer says the same again, with the same number or key: it happens once."""
    for voter in (voter for voter in voters if voter.open is not None):
        async with node.enter(token(voter.you)) as client:
            await voter.say_again(client)
    for asker in (asker for asker in room.askers if asker.question is None):
        async with node.enter(token(asker.you)) as client:
            await asker.ask(client, room)


async def compare(node: WebNode, voters: list[Voter]) -> None:
    async with httpx.AsyncClient(base_url=node.site, timeout=30) as http:
        for voter in voters:
            await voter.compare(http)


async def check_boards(node: WebNode, voters: list[Voter]) -> None:
    """The boards come to show exactly what all people hold; a snapshot may be a flush behind (T8)."""
    held = Counter(place for voter in voters for place in voter.held.items())
    voting = [voter for voter in voters if any(target.startswith("proposition/") for target in voter.held)]
    cast = sum(target.startswith("proposition/") for target, _ in held.elements())
    held.update({("totals", "votes_cast"): cast, ("totals", "voters"): len(voting)})
    async with node.enter() as viewer:
        keys: dict[str, object] = {}
        for topic in (f"process/{PROCESS}/board", f"debate/{DEBATE}/board"):
            await viewer.say(Subscribe(topic))
        while shown_on(keys) != +held:
            news = await hear(viewer, lambda message: isinstance(message, Subscribed | Board))
            keys |= (news.keys if isinstance(news, Board) else getattr(news, "snapshot", None)) or {}


def shown_on(keys: Mapping[str, object]) -> Counter[tuple[str, object]]:
    """What boards count, as (target, value) like the voters' own; zeros left out."""
    shown: Counter[tuple[str, object]] = Counter()
    for key, value in keys.items():
        kind, _, id_ = key.partition("/")
        if kind == "support" and isinstance(value, int):
            shown[f"question/{id_}", True] = value
        elif kind == "poll" and isinstance(value, dict):
            shown.update({(key, option): n for option, n in enumerate(value.get("counts", []))})
        elif kind in ("proposition", "totals") and isinstance(value, dict):
            shown.update({(key, name): n for name, n in value.items()})
    return +shown


async def check_questions(node: WebNode, room: Room, since: int) -> None:
    """A question stands on the public log, the desk's and its author's, or on none of them."""
    newcomer = Watcher()
    await newcomer.watch_until(node, lambda: True)
    cards = newcomer.desk.questions
    assert newcomer.debate.questions.keys() == cards.keys() >= set(room.questions)
    for asker in room.askers[since:]:
        async with node.enter(token(asker.you)) as client:
            own = (await asker.own(client)).questions
        assert own.keys() == {id_ for id_, card in cards.items() if card.author == asker.you.id}
        if asker.question is not None:
            assert own.keys() == {asker.question}


async def check_logs(node: WebNode, room: Room, watcher: Watcher) -> None:
    """Who resumes where they were ends where a newcomer does; each question was asked once."""
    asked = {asker.question: asker.text for asker in room.askers}
    newcomer = Watcher()
    for one in (watcher, newcomer):
        await one.watch_until(node, lambda one=one: one.debate.questions.keys() >= asked.keys())  # type: ignore[misc]
        await one.watch_until(node, lambda one=one: one.desk.questions.keys() >= asked.keys())  # type: ignore[misc]
    assert {id_: question.text for id_, question in watcher.debate.questions.items()} == asked
    assert (watcher.at, watcher.debate, watcher.desk) == (newcomer.at, newcomer.debate, newcomer.desk)


async def recount(environment: dict[str, str]) -> tuple[int | None, str]:
    """Exit code and output of the operator's command."""
    command = [sys.executable, "-m", "hemicycle", "recount"]
    process = await asyncio.create_subprocess_exec(
        *command, env={**os.environ, **environment}, stdout=asyncio.subprocess.PIPE
    )
    printed, _ = await process.communicate()
    return process.returncode, printed.decode()
