"""The simulated audience: people who watch, ask, support, vote, react and answer polls at a human pace."""

from __future__ import annotations

import asyncio
import random
import signal
import sys
from collections.abc import Awaitable, Callable

import msgspec
import structlog
import uvloop

from hemicycle.clock import SystemClock
from hemicycle.line import Line, open_line
from hemicycle_protocol import commands as c
from hemicycle_protocol.errors import Refused
from hemicycle_protocol.messages import FromServer
from hemicycle_protocol.views import Choice, ReactionKind

from .desk import Desk
from .people import Audience, Simulated
from .scene import Scene

RETRY_S = 2.0
# How often each kind of act is chosen; asking is rare because the list of questions is short.
ASK, SUPPORT, VOTE, REACT = 7, 30, 22, 41
POLL_SHARE = 0.75

_log = structlog.get_logger(__name__)


class Viewer:
    """One of them. `number` decides which questions are theirs, so a restart asks nothing twice."""

    def __init__(self, order: Audience, number: int, scene: Scene) -> None:
        self._order = order
        self._person: Simulated = order.viewers[number]
        self._scene = scene
        self._listens = number == 0
        self._random = random.Random(f"{order.seed}/{number}")
        self._questions = list(enumerate(order.questions))[number :: len(order.viewers)]
        self._answered: set[str] = set()
        self._seq = 0
        self._clock = SystemClock()

    async def run(self) -> None:
        """Watch and act until cancelled; come back after any failure."""
        await asyncio.sleep(self._random.uniform(0, self._order.pace_s))
        hear: Callable[[FromServer], None] = self._scene.hear if self._listens else _ignore
        while True:
            try:
                async with open_line(self._order.url, self._person.token, self._scene.topics, hear) as line:
                    await self._take_part(line)
            except (OSError, Refused) as error:
                _log.info("a viewer comes back", reason=repr(error))
            await asyncio.sleep(self._random.uniform(RETRY_S, 3 * RETRY_S))

    async def _take_part(self, line: Line) -> None:
        while not line.ended.is_set():
            await asyncio.sleep(min(self._random.expovariate(1 / self._order.pace_s), 4 * self._order.pace_s))
            if not self._scene.is_open:
                continue
            acts: list[Callable[[Line], Awaitable[None]]] = [
                self._ask,
                self._support,
                self._vote,
                self._react,
            ]
            for act in (self._answer_polls, *self._random.choices(acts, [ASK, SUPPORT, VOTE, REACT])):
                try:
                    await act(line)
                except Refused as refused:  # too soon, closed meanwhile: people try again later
                    _log.debug("not now", code=refused.code)

    async def _ask(self, line: Line) -> None:
        if self._questions:
            number, text = self._questions[0]
            await line.act(c.AskQuestion(self._order.debate, text, key=f"demo-{number}"))
            self._questions.pop(0)

    async def _support(self, line: Line) -> None:
        questions = self._scene.supportable
        if questions:
            # Early questions draw more support: a skewed order is more like life than a flat one.
            question = questions[int(len(questions) * self._random.random() ** 2)]
            await line.act(c.SupportQuestion(self._order.debate, question, True, self._next()))

    async def _vote(self, line: Line) -> None:
        propositions = self._order.propositions
        if propositions:
            place = self._random.randrange(len(propositions))
            leaning = [5 - place % 3, 2, 1 + place % 3]
            choice = self._random.choices(list(Choice), leaning)[0]
            await line.act(c.Vote(propositions[place], choice, self._next()))

    async def _react(self, line: Line) -> None:
        if self._scene.state == "live":
            kind = self._random.choices(list(ReactionKind), [5, 4, 2, 1])[0]
            await line.act(c.React(self._order.debate, kind))

    async def _answer_polls(self, line: Line) -> None:
        for poll in self._scene.open_polls - self._answered:
            self._answered.add(poll)
            if self._random.random() < POLL_SHARE:
                options = range(self._scene.options.get(poll, 2))
                option = self._random.choices(options, [len(options) - n for n in options])[0]
                await line.act(c.AnswerPoll(self._order.debate, poll, option, self._next()))

    def _next(self) -> int:
        """Grows over restarts, as SPEC C4 asks of a device."""
        self._seq = max(self._seq + 1, self._clock.now())
        return self._seq


async def attend(order: Audience) -> None:
    """Run everybody until SIGTERM or Ctrl-C."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    scene = Scene(order.debate)
    people = [Viewer(order, number, scene).run() for number in range(len(order.viewers))]
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(work) for work in (*people, Desk(order).run())]
        await stop.wait()
        for task in tasks:
            task.cancel()


def main() -> None:
    """Read who they are from standard input, and be them."""
    uvloop.run(attend(msgspec.json.decode(sys.stdin.buffer.read(), type=Audience)))


def _ignore(message: FromServer) -> None:
    """Somebody who only watches."""
