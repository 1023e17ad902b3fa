"""Nodes of services above a real database: no sockets, a controlled clock, sessions that just call."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from hemicycle.core.questions import QuestionLimits
from hemicycle.hub import Exchange, Hub, MemoryBridge
from hemicycle.services.kernel.caller import Caller
from hemicycle.services.process.plan import NewDebate, NewProcess, NewProposition
from hemicycle.services.services import Services
from hemicycle.services.settings import ServiceSettings
from hemicycle.store import Database, open_database
from hemicycle_protocol import commands as c
from hemicycle_protocol.events import snake_case
from hemicycle_protocol.views import DebateState, Phase, PhasePlan, You

from .evening import AGENDA, DEBATE, HOST, SEATS, START

PROCESS = "p1"
PHASES = [
    PhasePlan(Phase.PRESENTATION, START - 10_000_000, START - 5_000_000),
    PhasePlan(Phase.CONSULTATION, START - 5_000_000, START + 5_000_000),
    PhasePlan(Phase.DEBATE, START),
]


class FakeClock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.at = START

    def now(self) -> int:
        return self.at

    def mono(self) -> int:
        return self.at - START


class Node:
    """One node: its services and a short way to act."""

    def __init__(self, database: Database, hub: Hub, services: Services, clock: FakeClock) -> None:
        self.database = database
        self.hub = hub
        self.services = services
        self.clock = clock
        self._seq = itertools.count(1)

    async def do(self, command: c.CommandBody, by: You | None, *, session: str = "s1") -> dict[str, Any]:
        """Ask as a session of `by` would; the result."""
        self.clock.at += 1
        caller = self.caller(by, session=session)
        name = snake_case(type(command).__name__)
        _, result = await self.services.gate.handle(caller, name, msgspec.to_builtins(command))
        return result

    def caller(self, by: You | None, *, session: str = "s1") -> Caller:
        """Who asks now."""
        return Caller(by, session, "127.0.0.1", self.clock.at, "fr")

    async def ask(self, text: str, by: You) -> str:
        result = await self.do(c.AskQuestion(DEBATE, text, key=text), by)
        return str(result["question"])

    async def support(self, question: str, by: You, *, on: bool = True) -> dict[str, Any]:
        return await self.do(c.SupportQuestion(DEBATE, question, on, next(self._seq)), by)

    async def answer(self, poll: str, option: int | None, by: You) -> dict[str, Any]:
        return await self.do(c.AnswerPoll(DEBATE, poll, option, next(self._seq)), by)

    async def version(self, question: str) -> int:
        """As a moderator with a fresh page sees it."""
        _, view = await self.services.kernel.source.snapshot(f"debate/{DEBATE}/desk")
        version: int = view["questions"][question]["question"].get("version", 1)  # type: ignore[index]
        return version

    async def move(self, question: str, to: str, by: You, **facts: str) -> dict[str, Any]:
        command = {"debate": DEBATE, "question": question, "version": await self.version(question), "to": to}
        return await self.do(msgspec.convert(command | facts, c.MoveQuestion), by)

    async def board(self, topic: str) -> dict[str, Any]:
        """What a new reader of a board gets of its counted part."""
        _, keys = await self.services.kernel.source.board(topic)
        return keys


@contextlib.asynccontextmanager
async def open_node(
    url: str,
    clock: FakeClock,
    exchange: Exchange,
    *,
    limits: QuestionLimits = QuestionLimits(interval_ms=0),
    consent: bool = False,
    media_dir: Path | None = None,
) -> AsyncIterator[Node]:
    """A node on a database as it is, which hears the others of its exchange; not started."""
    settings = ServiceSettings(
        key=b"k" * 32, questions=limits, demo=True, consent=consent, media_dir=media_dir
    )
    async with contextlib.AsyncExitStack() as stack:
        database = await open_database(url)
        stack.push_async_callback(database.close)
        hub = Hub(MemoryBridge(exchange))
        services = Services(database, hub, clock=clock, settings=settings)
        stack.push_async_callback(services.close)
        await hub.start(services.kernel.source)
        stack.push_async_callback(hub.close)
        yield Node(database, hub, services, clock)


@contextlib.asynccontextmanager
async def open_nodes(
    url: str,
    count: int = 1,
    *,
    live: bool = True,
    limits: QuestionLimits = QuestionLimits(interval_ms=0),
    propositions: Sequence[NewProposition] = (),
    consent: bool = False,
    furnished: bool = True,
    media_dir: Path | None = None,
    at: int = START,
) -> AsyncIterator[Sequence[Node]]:
    """`count` nodes on one database, which hear each other, with a process and a debate under way."""
    exchange, clock = Exchange(), FakeClock()
    clock.at = at
    async with contextlib.AsyncExitStack() as stack:
        nodes = [
            await stack.enter_async_context(
                open_node(url, clock, exchange, limits=limits, consent=consent, media_dir=media_dir)
            )
            for _ in range(count)
        ]
        if furnished:
            await _furnish(nodes[0], propositions)
        for node in nodes:
            await node.services.start()
        if live and furnished:
            await nodes[0].do(c.SetDebateState(DEBATE, DebateState.LIVE), HOST)
        yield nodes


async def _furnish(node: Node, propositions: Sequence[NewProposition]) -> None:
    debate = NewDebate(DEBATE, "Débat", START, AGENDA, SEATS)
    process = NewProcess(PROCESS, "Cantines", "Bien manger.", PHASES, propositions, [debate])
    await node.services.process.creation.create_process(process)
