"""Redis dies under two nodes, and the link of one of them goes dead: news is late, nothing is lost.

People on both nodes go on voting, supporting and asking, and every act is acknowledged. Once Redis is back
both nodes show the same, which is what is on disk, and nobody who watches had to come anew.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from tests.faults.checks import (
    check_logs,
    compare,
    held_by,
    open_room,
    prepare,
    recount,
    running,
    say_again,
)
from tests.faults.crowd import Room, Voter, Wall, Watcher, ask_until_death
from tests.support.cluster import WebNode
from tests.support.patience import PATIENCE_S
from tests.support.proxy import stretch_to
from tests.support.valkey import new_valkey
from tests.support.web import web_client

VOTERS = 32
# All together fewer than the burst of 40 acts a session, times the voters: nobody is told to slow down.
ANSWERS = 150

pytestmark = [pytest.mark.slow, pytest.mark.valkey]


class Evening:
    """Two nodes, each with half of the voters, and with askers, a moderator and a dashboard of its own."""

    def __init__(self, nodes: list[WebNode], room: Room) -> None:
        self.nodes = nodes
        self._room = room
        self._voters = [Voter(f"voter-{number}") for number in range(VOTERS)]
        self._watchers = [Watcher() for _ in nodes]
        self._walls = [Wall() for _ in nodes]
        self._staying: list[asyncio.Task[None]] = []

    def begin(self) -> None:
        """Those who watch come, and stay until the end."""
        for node, watcher, wall in zip(self.nodes, self._watchers, self._walls, strict=True):
            self._staying.append(asyncio.create_task(watcher.watch_until_death(node)))
            self._staying.append(asyncio.create_task(wall.watch_until_death(node)))

    async def act(self) -> None:
        """People come and act; who had no answer when all are sent home says the same again."""
        crowd = [asyncio.create_task(ask_until_death(node, self._room)) for node in self.nodes]
        for number, voter in enumerate(self._voters):
            node = self.nodes[number % len(self.nodes)]
            crowd.append(asyncio.create_task(voter.act_until_death(node, self._room)))
        async with asyncio.timeout(PATIENCE_S):
            await self._room.answers(ANSWERS)
        assert not any(task.done() for task in crowd + self._staying), "somebody was sent away"
        await end(crowd)
        await say_again(self.nodes[0], self._room, self._voters)

    async def check(self) -> None:
        """Whoever stayed sees the same on both nodes, and it is the truth."""
        asked = {asker.question for asker in self._room.askers if asker.question is not None}
        async with asyncio.timeout(PATIENCE_S):
            for node, watcher, wall in zip(self.nodes, self._watchers, self._walls, strict=True):
                await compare(node, self._voters)
                await wall.comes_to_show(held_by(self._voters))
                await watcher.comes_to_know(asked)
        assert not any(task.done() for task in self._staying), "somebody was sent away"
        await end(self._staying)
        for node, watcher in zip(self.nodes, self._watchers, strict=True):
            await check_logs(node, self._room, watcher)


async def comes_to_be_linked(node: WebNode, expected: bool) -> None:
    """Ask the node until it says of its bridge that it is linked, or not."""
    async with asyncio.timeout(PATIENCE_S), web_client(node.site) as http:
        while (await http.get("/readyz")).json()["parts"]["bridge"] is not expected:  # noqa: ASYNC110
            await asyncio.sleep(0.1)


async def end(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


@asynccontextmanager
async def evening(folder: Path, ports: list[int]) -> AsyncIterator[Evening]:
    """Two nodes on one database; each finds Redis at a port of its own. At the end all is counted."""
    seed = random.SystemRandom().randrange(10**9)
    print(f"seed {seed}")
    environment = await prepare(folder)
    async with AsyncExitStack() as stack:
        nodes = []
        for name, port in zip("ab", ports, strict=True):
            own = environment | {"HEMICYCLE_REDIS_URL": f"redis://127.0.0.1:{port}"}
            nodes.append(await stack.enter_async_context(running(WebNode(name, folder, own))))
        yield Evening(nodes, await open_room(nodes[0], random.Random(seed)))
    assert await recount(environment) == (0, "0 differences\n")


async def test_redis_dies_and_comes_back(tmp_path: Path) -> None:
    """Acts are acknowledged without it; what it did not carry is read from the truth."""
    redis = new_valkey()
    redis.start()
    port = redis.port
    async with evening(tmp_path, [port, port]) as people:
        people.begin()
        await people.act()
        await asyncio.to_thread(redis.stop)
        await people.act()
        for node in people.nodes:
            await comes_to_be_linked(node, False)
        with new_valkey(port):
            await people.act()
            await people.check()


async def test_the_link_of_one_node_goes_dead_and_comes_back(tmp_path: Path) -> None:
    """Nothing is refused and nothing arrives, as with a cable that was pulled."""
    with new_valkey() as redis:
        async with stretch_to(redis.port) as link, evening(tmp_path, [redis.port, link.port]) as people:
            people.begin()
            await people.act()
            link.is_dead = True
            await people.act()
            await comes_to_be_linked(people.nodes[1], False)
            link.is_dead = False
            await people.act()
            await people.check()
