"""A busy room: people without a browser who ask, support, react, moderate and caption over real sessions."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, contextmanager, suppress
from itertools import cycle

import msgspec

from hemicycle.auth.tokens import TokenKind, Tokens
from hemicycle.clock import SystemClock
from hemicycle.line import Line, open_line
from hemicycle_protocol import commands as c
from hemicycle_protocol.errors import Refused
from hemicycle_protocol.messages import FromServer
from hemicycle_protocol.views import QuestionState, ReactionKind, Role, You
from tests.browser.hall import DEBATE, Hall

# Each as fast as the server lets one person act; together a hundred acts a second.
PEOPLE, PAUSE_S = 24, 0.24
FIRST = 12
SETTLE_S = 60.0
WORDS = "Comment l’eau sera-t-elle partagée l’été prochain entre les villages"


class Audience:
    """The people, seen from the test's thread. What they asked is withdrawn when they leave."""

    def __init__(self, hall: Hall) -> None:
        self._hall = hall
        self._tokens = Tokens((hall.var / "secret.key").read_bytes().strip())
        self._clock = SystemClock()
        self._loop = asyncio.new_event_loop()
        self._leave, self._asked, self._more, self._calmed = (asyncio.Event() for _ in range(4))
        self._seq = self._clock.now()
        self.asked: list[str] = []
        self.settled = threading.Event()
        self.acts = 0
        self.is_here = True

    def run(self) -> None:
        """Until they leave; in a thread of its own."""
        try:
            self._loop.run_until_complete(self._all())
        finally:
            self.is_here = False
            self._loop.close()

    def ask_more(self) -> None:
        """Those who had not asked yet do so now."""
        self._loop.call_soon_threadsafe(self._more.set)

    def leave(self) -> None:
        """Everybody goes."""
        self._loop.call_soon_threadsafe(self._leave.set)

    async def _all(self) -> None:
        async with asyncio.TaskGroup() as people:
            for number in range(PEOPLE):
                people.create_task(self._citizen(number))
            people.create_task(self._captioner())
            people.create_task(self._moderator())

    async def _citizen(self, number: int) -> None:
        you = You(f"room-{number}", f"Personne {number}", [Role.CITIZEN])
        async with self._line(you) as line:
            if number >= FIRST:
                await self._either(self._more)
            text = f"{WORDS}, question {number} ?"
            result = await line.act(c.AskQuestion(DEBATE, text, key=f"room-{self._seq}"))
            mine = str(result["question"])
            self.asked.append(mine)
            self._asked.set()
            if len(self.asked) == FIRST:
                self.settled.set()
            for on in cycle((True, False)):
                if self._leave.is_set():
                    break
                liked = self.asked[(self.asked.index(mine) + 1) % len(self.asked)]
                # Somebody in too much of a hurry is told so, and goes on.
                with suppress(Refused):
                    if number % 6 == 0 or liked == mine:
                        await line.act(c.React(DEBATE, ReactionKind.APPLAUSE))
                    else:
                        self._seq += 1
                        await line.act(c.SupportQuestion(DEBATE, liked, on, self._seq))
                    self.acts += 1
                await asyncio.sleep(PAUSE_S)
            await self._calmed.wait()
            await line.act(c.WithdrawQuestion(DEBATE, mine))

    async def _moderator(self) -> None:
        """Somebody undecided: a question goes on air and back to the queue, where it ends."""
        async with self._line(You("room-desk", "Awa", [Role.MODERATOR], DEBATE)) as line:
            await self._either(self._asked)
            question, version = self.asked[0], 1
            while not self._leave.is_set():
                for to in (QuestionState.ON_AIR, QuestionState.QUEUED):
                    try:
                        moved = await line.act(c.MoveQuestion(DEBATE, question, version, to))
                        version = msgspec.convert(moved["version"], int)
                    except Refused as refused:
                        stands = refused.facts.get("version")
                        version = stands if isinstance(stands, int) else version
                    await asyncio.sleep(2 * PAUSE_S)
        self._calmed.set()

    async def _captioner(self) -> None:
        you = You("room-captions", "Velia", [Role.CAPTIONER], DEBATE)
        async with self._line(you) as line:
            while not self._leave.is_set():
                await line.act(c.PostCaption(DEBATE, f"La salle a fait {self.acts} gestes.", speaker="Velia"))
                await asyncio.sleep(2 * PAUSE_S)

    async def _either(self, event: asyncio.Event) -> None:
        waits = [asyncio.create_task(each.wait()) for each in (event, self._leave)]
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()

    def _line(self, you: You) -> AbstractAsyncContextManager[Line]:
        token = self._tokens.make(you, now=self._clock.now(), kind=TokenKind.WS)
        return open_line(self._hall.url, token, [f"debate/{DEBATE}/board"], _ignore)


@contextmanager
def busy_room(hall: Hall) -> Iterator[Audience]:
    """A hundred acts a second until the block ends; half of the people have asked when it begins."""
    audience = Audience(hall)
    thread = threading.Thread(target=audience.run, name="audience")
    thread.start()
    try:
        assert audience.settled.wait(SETTLE_S), "the audience could not ask"
        yield audience
    finally:
        audience.leave()
        thread.join()


def _ignore(message: FromServer) -> None:
    """Somebody who does not look."""
