"""What must hold after any fault: people, pages, boards, logs and the recount agree."""

from __future__ import annotations

import asyncio
import os
import random
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from hemicycle.app import open_node
from hemicycle_protocol.views import Role, You
from tests.faults.crowd import (
    DEBATE,
    Room,
    Shown,
    Voter,
    Wall,
    Watcher,
    do,
    token,
)
from tests.support.cluster import WebNode
from tests.support.patience import PATIENCE_S
from tests.support.server import SECRET, furnish, make_config
from tests.support.web import web_client

HOST = You("host", "host", [Role.HOST], DEBATE)


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
        "HEMICYCLE_CONSENT": "0",
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


async def say_again(node: WebNode, room: Room, voters: list[Voter]) -> None:
    """Whoever had no answer says the same again, with the same number or key: it happens once."""
    for voter in (voter for voter in voters if voter.open is not None):
        async with node.enter(token(voter.you)) as client:
            await voter.say_again(client)
    for asker in (asker for asker in room.askers if asker.question is None):
        async with node.enter(token(asker.you)) as client:
            await asker.ask(client, room)


async def compare(node: WebNode, voters: list[Voter]) -> None:
    async with web_client(node.site) as http:
        for voter in voters:
            await voter.compare(http)


async def check_boards(node: WebNode, voters: list[Voter]) -> None:
    """The boards come to show exactly what all people hold; a snapshot may be a flush behind (T8)."""
    wall = Wall()
    watching = asyncio.create_task(wall.watch_until_death(node))
    async with asyncio.timeout(PATIENCE_S):
        await wall.comes_to_show(held_by(voters))
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)


def held_by(voters: list[Voter]) -> Shown:
    """What all people hold, as boards count it."""
    held = Counter(place for voter in voters for place in voter.held.items())
    voting = [voter for voter in voters if any(target.startswith("proposition/") for target in voter.held)]
    cast = sum(target.startswith("proposition/") for target, _ in held.elements())
    held.update({("totals", "votes_cast"): cast, ("totals", "voters"): len(voting)})
    return +held


async def check_questions(node: WebNode, room: Room, since: int) -> None:
    """A question stands on the public log, the desk's and its author's, or on none of them."""
    newcomer = Watcher()

    def knows_all() -> bool:
        cards, shown = newcomer.desk.questions.keys(), newcomer.debate.questions.keys()
        return shown == cards >= set(room.questions)

    # A snapshot may be one that was made for others before; what came since follows it.
    await newcomer.watch_until(node, knows_all)
    cards = newcomer.desk.questions
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
