"""People on a real node that may die at any moment: each remembers what they asked for and what was answered.

A voter has one act under way at a time, so after a death at most one act of theirs has no answer. A watcher
keeps its positions over deaths and resumes.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Collection, Mapping
from typing import Any, NamedTuple

import httpx
import msgspec
from websockets.exceptions import WebSocketException

from hemicycle.auth.tokens import TokenKind, Tokens
from hemicycle.clock import SystemClock
from hemicycle.core.debate import empty_debate, fold_debate
from hemicycle.core.desk import empty_desk, fold_desk
from hemicycle.hub.log import TAIL
from hemicycle_protocol.api import MyDebate, MyVotes
from hemicycle_protocol.codec import decode_server
from hemicycle_protocol.errors import Code
from hemicycle_protocol.messages import (
    Board,
    Command,
    Done,
    Events,
    FromServer,
    Ping,
    Pong,
    Refused,
    Subscribe,
    Subscribed,
)
from hemicycle_protocol.views import DebateView, DeskView, PersonView, Position, Role, You
from tests.support.cluster import WebNode, hear
from tests.support.live import Client
from tests.support.patience import PATIENCE_S
from tests.support.server import SECRET

PROCESS, DEBATE = "p1", "d1"
PROPOSITIONS = [f"{PROCESS}-{number}" for number in (1, 2, 3)]
CHOICES = ("agree", "mixed", "disagree", None)
OPTIONS = (0, 1, 2, None)
LOGS = PUBLIC, DESK = f"debate/{DEBATE}", f"debate/{DEBATE}/desk"


class TurnedAway(OSError):
    """The act was refused because something that the node needs is away, or because it came too fast."""


# What a client sees of a node that dies: in a session, or while it opens one; or that can do nothing now.
DEATHS = (WebSocketException, OSError, EOFError)

Held = dict[str, object]
# (target, value) → how many hold it
Shown = Counter[tuple[str, object]]


class Act(NamedTuple):
    """A ballot: afterwards `target` holds `value`, None for nothing."""

    name: str
    args: Mapping[str, object]
    target: str
    value: object


class Room:
    """What the people of one evening know of each other."""

    def __init__(self, poll: str, draw: random.Random) -> None:
        self.poll = poll
        self.draw = draw
        self.questions: list[str] = []
        self.askers: list[Asker] = []
        self.answered = 0
        self._enough = asyncio.Event()
        self._wanted = 0

    async def answers(self, wanted: int) -> None:
        """Wait until so many acts more were answered."""
        self._wanted = self.answered + wanted
        self._enough.clear()
        await self._enough.wait()

    def count(self) -> None:
        self.answered += 1
        if self.answered >= self._wanted:
            self._enough.set()

    def new_asker(self) -> Asker:
        self.askers.append(Asker(f"asker-{len(self.askers)}"))
        return self.askers[-1]


class Voter:
    """Votes, supports and answers. `held` was acknowledged; `open` has no answer yet."""

    def __init__(self, name: str) -> None:
        self.you = You(name, name, [Role.CITIZEN])
        self.held: Held = {}
        self.open: Act | None = None
        self._seq = 0

    async def act_until_death(self, node: WebNode, room: Room) -> None:
        with contextlib.suppress(*DEATHS):
            async with node.enter(token(self.you)) as client:
                while True:
                    self.open = self._choose(room)
                    await self.say_again(client)
                    room.count()

    async def say_again(self, client: Client) -> None:
        """Ask for the open act; nothing if there is none."""
        if self.open is not None:
            result = await do(client, self.open.name, **self.open.args)
            (said,) = result.keys() & {"choice", "on", "option"}
            assert (result[said] or None) == (self.open.value or None), (self.open, result)
            self.held, self.open = self._after(self.open), None

    async def compare(self, http: httpx.AsyncClient) -> None:
        """What the server holds is what was acknowledged; the open act happened whole, or not at all."""
        cookie = {"Cookie": f"hemicycle_session={token(self.you, TokenKind.SESSION)}"}
        votes = await http.get(f"/api/my/votes?process={PROCESS}", headers=cookie)
        debate = await http.get(f"/api/debates/{DEBATE}/my", headers=cookie)
        mine = msgspec.json.decode(debate.content, type=MyDebate)
        found: Held = {
            **{
                f"proposition/{id_}": choice.value
                for id_, choice in msgspec.json.decode(votes.content, type=MyVotes).votes.items()
            },
            **{f"question/{id_}": True for id_ in mine.supports},
            **{f"poll/{id_}": option for id_, option in mine.polls.items()},
        }
        assert found in (self.held, self._after(self.open)), (self.you.id, self.open)
        self.held = found

    def _after(self, act: Act | None) -> Held:
        if act is None:
            return self.held
        others = {target: value for target, value in self.held.items() if target != act.target}
        return others if act.value is None else {**others, act.target: act.value}

    def _choose(self, room: Room) -> Act:
        draw, self._seq = room.draw, self._seq + 1
        match draw.randrange(4):
            case 0:
                question, on = draw.choice(room.questions), draw.choice((True, True, None))
                args = {"debate": DEBATE, "question": question, "on": bool(on), "seq": self._seq}
                return Act("support_question", args, f"question/{question}", on)
            case 1:
                option = draw.choice(OPTIONS)
                args = {"debate": DEBATE, "poll": room.poll, "option": option, "seq": self._seq}
                return Act("answer_poll", args, f"poll/{room.poll}", option)
            case _:
                proposition, choice = draw.choice(PROPOSITIONS), draw.choice(CHOICES)
                args = {"proposition": proposition, "choice": choice, "seq": self._seq}
                return Act("vote", args, f"proposition/{proposition}", choice)


class Asker:
    """Asks one question, again after a death; `question` is its id once it was answered."""

    def __init__(self, name: str) -> None:
        self.you = You(name, name, [Role.CITIZEN])
        self.text = f"Que demande {name} ?"
        self.question: str | None = None

    async def ask(self, client: Client, room: Room) -> None:
        """The same key each time: it is one question, however often it is asked (C5)."""
        result = await do(client, "ask_question", debate=DEBATE, text=self.text, key="only")
        assert self.question in (None, result["question"])
        self.question = str(result["question"])
        room.questions.append(self.question)
        room.count()

    async def own(self, client: Client) -> PersonView:
        """The person's own log."""
        followed = await follow(client, f"person/{self.you.id}")
        return msgspec.convert(followed.snapshot, PersonView)


async def ask_until_death(node: WebNode, room: Room) -> None:
    """One person after the other comes and asks a question."""
    with contextlib.suppress(*DEATHS):
        while True:
            asker = room.new_asker()
            async with node.enter(token(asker.you)) as client:
                await asker.ask(client, room)


class Watcher:
    """Follows the debate's logs over any number of connections; folds all from its first snapshot on."""

    def __init__(self) -> None:
        self.you = You("watcher", "watcher", [Role.MODERATOR], DEBATE)
        self.debate = empty_debate(DEBATE)
        self.desk = empty_desk(DEBATE)
        self.at: dict[str, Position] = {}
        self._moved = asyncio.Event()

    async def comes_to_know(self, questions: Collection[str]) -> None:
        """Wait until both logs told of them, over the connection that stands."""
        while not all(view.questions.keys() >= set(questions) for view in (self.debate, self.desk)):
            self._moved.clear()
            await self._moved.wait()

    async def watch_until_death(self, node: WebNode) -> None:
        with contextlib.suppress(*DEATHS):
            async for _ in self._listen(node):
                pass

    async def watch_until(self, node: WebNode, is_enough: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE_S), contextlib.aclosing(self._listen(node)) as messages:
            async for _ in messages:
                if self.at.keys() >= set(LOGS) and is_enough():
                    return
        raise AssertionError("the node went away")

    async def _listen(self, node: WebNode) -> AsyncGenerator[FromServer, None]:
        async with node.enter(token(self.you)) as client:
            for log in LOGS:
                await client.say(Subscribe(log, self.at.get(log)))
            async for data in client.socket:
                assert isinstance(data, bytes)
                message = decode_server(data)
                if isinstance(message, Ping):
                    await client.say(Pong(message.n))
                self._take(message)
                self._moved.set()
                yield message

    def _take(self, message: FromServer) -> None:
        match message:
            case Subscribed(topic=log, position=position):
                missed = position.at - self.at[log].at if log in self.at and not message.recovered else 0
                assert message.recovered or log not in self.at or missed > TAIL, "whoever was here resumes"
                if not message.recovered:
                    self.at[log] = position
                assert self.at[log] == position
                if log == PUBLIC and not message.recovered:
                    self.debate = msgspec.convert(message.snapshot, DebateView)
                elif log == DESK and not message.recovered:
                    self.desk = msgspec.convert(message.snapshot, DeskView)
            case Events(topic=log, epoch=epoch, first=first, events=events):
                assert self.at[log] == Position(epoch, first - 1), "neither gap nor repetition"
                assert [event.offset for event in events] == list(range(first, first + len(events)))
                self.at[log] = Position(epoch, events[-1].offset)
                for event in events:
                    if log == PUBLIC:
                        self.debate = fold_debate(self.debate, event)
                    else:
                        self.desk = fold_desk(self.desk, event)


class Wall:
    """A dashboard: what it shows of the boards of a node."""

    def __init__(self) -> None:
        self.keys: dict[str, object] = {}
        self._moved = asyncio.Event()

    async def watch_until_death(self, node: WebNode) -> None:
        with contextlib.suppress(*DEATHS):
            async with node.enter() as viewer:
                for topic in (f"process/{PROCESS}/board", f"debate/{DEBATE}/board"):
                    await viewer.say(Subscribe(topic))
                while True:
                    news = await hear(viewer, lambda message: isinstance(message, Subscribed | Board))
                    shown: Any = news.keys if isinstance(news, Board) else getattr(news, "snapshot", None)
                    self.keys |= shown or {}
                    self._moved.set()

    async def comes_to_show(self, held: Shown) -> None:
        """Wait until it shows that, no more and no less."""
        try:
            while (shown := shown_on(self.keys)) != held:
                self._moved.clear()
                await self._moved.wait()
        except asyncio.CancelledError:
            print(f"more than there is: {shown - held}; less: {held - shown}")
            raise


def shown_on(keys: Mapping[str, object]) -> Shown:
    """What boards count, as (target, value) like the voters' own; zeros left out."""
    shown: Shown = Counter()
    for key, value in keys.items():
        kind, _, id_ = key.partition("/")
        if kind == "support" and isinstance(value, int):
            shown[f"question/{id_}", True] = value
        elif kind == "poll" and isinstance(value, dict):
            shown.update({(key, option): n for option, n in enumerate(value.get("counts", []))})
        elif kind in ("proposition", "totals") and isinstance(value, dict):
            shown.update({(key, name): n for name, n in value.items()})
    return +shown


def token(you: You, kind: TokenKind = TokenKind.WS) -> str:
    """As the server would sign it."""
    return Tokens(SECRET.encode()).make(you, now=SystemClock().now(), kind=kind)


async def do(client: Client, name: str, **args: object) -> dict[str, object]:
    """The result of an act; one at a time in a session."""
    await client.say(Command(1, name, args))
    answer = await hear(client, lambda message: getattr(message, "ref", None) == 1)
    if isinstance(answer, Refused) and answer.code in (Code.UNAVAILABLE, Code.RATE_LIMITED):
        raise TurnedAway(name)
    assert isinstance(answer, Done), (name, args, answer)
    return answer.result


async def follow(client: Client, topic: str) -> Subscribed:
    """A topic from its snapshot on."""
    await client.say(Subscribe(topic))
    answer = await hear(client, lambda message: getattr(message, "topic", None) == topic)
    assert isinstance(answer, Subscribed), answer
    return answer
