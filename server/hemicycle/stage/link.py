"""The stage as a client of the hub: `/live` for the debate, reports and calls, `/media` for the program.

Both sockets come back by themselves; the log resumes where it was, reports are said until acknowledged.
What the messages mean is left to `service`.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
from collections.abc import AsyncIterator, Awaitable, Callable

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.typing import Subprotocol

from hemicycle.core.debate import fold_debate
from hemicycle_protocol.codec import decode_server, encode
from hemicycle_protocol.commands import CommandBody, RenewToken
from hemicycle_protocol.errors import CloseCode, UnknownType
from hemicycle_protocol.events import snake_case
from hemicycle_protocol.messages import (
    SUBPROTOCOL,
    Call,
    Chunk,
    Closing,
    Command,
    Done,
    Events,
    FromServer,
    Group,
    Hello,
    Message,
    Ping,
    Pong,
    Refused,
    Reply,
    Subscribe,
    Subscribed,
    Welcome,
)
from hemicycle_protocol.views import DebateView, Position

from .outbox import Media, Reports

FIRST_RETRY_S, LONGEST_RETRY_S = 0.2, 3.0
HELLO_S = 5.0
SAY_AGAIN_S = 1.0
# The server pings every 25 s; a link without a word for longer is dead.
SILENT_S = 45.0
# From here on a close code means: do not come back (SPEC S9).
_FOR_GOOD = 4500
_GONE = (OSError, ConnectionClosed, InvalidHandshake, TimeoutError)

_log = logging.getLogger(__name__)


class TurnedAway(Exception):
    """The server does not want this stage: its token is no good, or another stage took its place."""


class Link:
    """The way to a web node. `view` is the debate as last heard, None before.

    `token` is the one to come back with; it is renewed at half of its life (M5).
    """

    def __init__(
        self,
        url: str,
        token: str,
        debate: str,
        *,
        seen: Callable[[DebateView], None],
        answer: Callable[[Call], Awaitable[Reply]],
    ) -> None:
        """`seen` is called on every change of the debate; `answer` for every call, at once."""
        self.view: DebateView | None = None
        self.media = Media()
        self._url = url.replace("http", "ws", 1).rstrip("/")
        self.token = token
        self._debate = debate
        self._topic = f"debate/{debate}"
        self._seen = seen
        self._answer = answer
        self._position: Position | None = None
        self._reports = Reports()
        self._to_report = asyncio.Event()
        self._to_publish = asyncio.Event()
        self._settled = asyncio.Event()
        self._settled.set()
        self._pause_s = 0.0

    async def run(self) -> None:
        """Keep both sockets until cancelled.

        Raises:
            TurnedAway: in a group, when coming back is of no use.
        """
        self._renew()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._keep("/live", self._live))
            tasks.create_task(self._keep("/media", self._publish))

    def report(self, key: str, report: CommandBody) -> None:
        """Tell the debate; a newer report of the same key takes the place of one that waits."""
        self._reports.put(key, report)
        self._settled.clear()
        self._to_report.set()

    def publish(self, message: Group | Chunk) -> None:
        """Send a piece of the program, unless the link is too far behind."""
        self.media.put(message)
        self._to_publish.set()

    async def settle(self) -> None:
        """Wait until every report was acknowledged."""
        await self._settled.wait()

    # --- coming back ----------------------------------------------------------------------------

    async def _keep(self, path: str, talk: Callable[[ClientConnection], Awaitable[None]]) -> None:
        failures = 0
        while True:
            try:
                async with self._open(path) as socket:
                    failures = 0
                    await talk(socket)
            except _GONE as error:
                self._check(error)
                failures += 1
                ceiling = min(LONGEST_RETRY_S, FIRST_RETRY_S * 2**failures)
                pause = max(self._pause_s, random.uniform(FIRST_RETRY_S / 2, ceiling))
                self._pause_s = 0.0
                _log.info("%s is away (%s), again in %.1f s", path, type(error).__name__, pause)
                await asyncio.sleep(pause)

    @contextlib.asynccontextmanager
    async def _open(self, path: str) -> AsyncIterator[ClientConnection]:
        async with connect(
            self._url + path, subprotocols=[Subprotocol(SUBPROTOCOL)], compression=None, max_size=None
        ) as socket:
            await socket.send(encode(Hello(versions=[1], token=self.token)))
            async with asyncio.timeout(HELLO_S):
                welcome = _decode(await socket.recv())
            if not isinstance(welcome, Welcome):
                raise TimeoutError
            yield socket

    @staticmethod
    def _check(error: BaseException) -> None:
        if not isinstance(error, ConnectionClosed) or error.rcvd is None:
            return
        code = error.rcvd.code
        if _FOR_GOOD <= code < 5000 or code == CloseCode.TOKEN_EXPIRED:
            raise TurnedAway(f"{code} {error.rcvd.reason}") from None

    # --- /live ----------------------------------------------------------------------------------

    async def _live(self, socket: ClientConnection) -> None:
        await socket.send(encode(Subscribe(self._topic, self._position)))
        self._to_report.set()
        try:
            async with _talking() as tasks:
                tasks.create_task(self._speak(socket))
                tasks.create_task(self._hear(socket, tasks))
        finally:
            self._reports.lost()

    async def _speak(self, socket: ClientConnection) -> None:
        while True:
            await self._to_report.wait()
            self._to_report.clear()
            for ref, report in self._reports.take():
                name = snake_case(type(report).__name__)
                await socket.send(encode(Command(ref, name, msgspec.to_builtins(report))))

    async def _hear(self, socket: ClientConnection, tasks: asyncio.TaskGroup) -> None:
        while True:
            async with asyncio.timeout(SILENT_S):
                data = await socket.recv()
            message = _decode(data)
            match message:
                case Ping():
                    await socket.send(encode(Pong(message.n)))
                case Subscribed() | Events():
                    self._take(message)
                case Call():
                    tasks.create_task(self._reply(socket, message))
                case Done(ref=ref, result=result):
                    self._acknowledged(ref, "")
                    self._take_token(result)
                case Refused(ref=ref, code=code):
                    self._acknowledged(ref, code)
                case Closing(retry_after_ms=wait):
                    self._pause_s = wait / 1000

    def _take(self, message: Subscribed | Events) -> None:
        if isinstance(message, Subscribed):
            if message.snapshot is not None:
                self.view = msgspec.convert(message.snapshot, DebateView)
            self._position = message.position if not message.recovered else self._position
        else:
            for event in message.events:
                if self.view is not None and self._position is not None and event.offset > self._position.at:
                    self.view = fold_debate(self.view, event)
                    self._position = Position(message.epoch, event.offset)
        if self.view is not None:
            self._seen(self.view)

    async def _reply(self, socket: ClientConnection, call: Call) -> None:
        await socket.send(encode(await self._answer(call)))

    def _acknowledged(self, ref: int, code: str) -> None:
        if self._reports.answered(ref, code):
            asyncio.get_running_loop().call_later(SAY_AGAIN_S, self._to_report.set)
        elif code:
            _log.warning("a report was refused: %s", code)
        if self._reports.is_empty:
            self._settled.set()

    def _renew(self) -> None:
        self.report("token", RenewToken(self._debate))

    def _take_token(self, result: dict[str, object]) -> None:
        match result:
            case {"token": str(token), "good_ms": int(good_ms)}:
                self.token = token
                asyncio.get_running_loop().call_later(good_ms / 2_000, self._renew)

    # --- /media ---------------------------------------------------------------------------------

    async def _publish(self, socket: ClientConnection) -> None:
        self.media.clear()
        async with _talking() as tasks:
            tasks.create_task(self._pong(socket))
            tasks.create_task(self._pour(socket))

    async def _pour(self, socket: ClientConnection) -> None:
        while True:
            await self._to_publish.wait()
            self._to_publish.clear()
            while (message := self.media.take()) is not None:
                await socket.send(encode(message))

    @staticmethod
    async def _pong(socket: ClientConnection) -> None:
        while True:
            async with asyncio.timeout(SILENT_S):
                message: Message = _decode(await socket.recv())
            if isinstance(message, Ping):
                await socket.send(encode(Pong(message.n)))


def _decode(data: str | bytes) -> FromServer | Message:
    assert isinstance(data, bytes), "the wire is binary"
    try:
        return decode_server(data)
    except UnknownType:
        return Message()


@contextlib.asynccontextmanager
async def _talking() -> AsyncIterator[asyncio.TaskGroup]:
    """Tasks that share a link: when it goes, the one reason is raised instead of a group."""
    try:
        async with asyncio.TaskGroup() as tasks:
            yield tasks
    except BaseExceptionGroup as group:
        gone, other = group.split(_GONE)
        if other is not None or gone is None:
            raise
        raise _first(gone) from None


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    error: BaseException = group
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
