"""A simulated person's line to a node: hello, follow, act; nothing that a real client could not do.

Coming back after a failure is left to the person.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.typing import Subprotocol

from hemicycle_protocol.codec import decode_server, encode
from hemicycle_protocol.commands import CommandBody
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.events import snake_case
from hemicycle_protocol.messages import (
    SUBPROTOCOL,
    Command,
    Done,
    FromServer,
    Hello,
    Message,
    Ping,
    Pong,
    Subscribe,
    Welcome,
)
from hemicycle_protocol.messages import Refused as RefusedMessage
from hemicycle_protocol.views import You

# Longer than the server's own wait for the stage.
ANSWER_S = 15.0

Hear = Callable[[FromServer], None]


class Line:
    """An open session of `you`. What is neither an answer nor a ping goes to `hear`."""

    def __init__(self, socket: ClientConnection, hear: Hear, you: You | None) -> None:
        self._socket = socket
        self._hear = hear
        self._refs = itertools.count(1)
        self._answers: dict[int, asyncio.Future[Done | RefusedMessage]] = {}
        self.you = you
        # Set when the connection is gone.
        self.ended = asyncio.Event()

    async def act(self, command: CommandBody) -> dict[str, object]:
        """Ask for an act and wait for its result.

        Raises:
            Refused: the server's answer, or `unavailable` without one.
        """
        ref = next(self._refs)
        answer = self._answers[ref] = asyncio.get_running_loop().create_future()
        name = snake_case(type(command).__name__)
        try:
            await self.say(Command(ref, name, msgspec.to_builtins(command)))
            async with asyncio.timeout(ANSWER_S):
                message = await answer
        except (ConnectionClosed, TimeoutError):
            raise Refused(Code.UNAVAILABLE) from None
        finally:
            del self._answers[ref]
        if isinstance(message, RefusedMessage):
            raise Refused(Code(message.code), **message.facts)
        result: dict[str, object] = message.result
        return result

    async def say(self, message: Message) -> None:
        """Send one message."""
        await self._socket.send(encode(message))

    async def read(self) -> None:
        """Hear until the connection ends; acts that wait then are refused."""
        try:
            async for data in self._socket:
                await self._take(_decoded(data))
        except ConnectionClosed:
            pass
        finally:
            self.ended.set()
            for answer in self._answers.values():
                if not answer.done():
                    answer.set_exception(Refused(Code.UNAVAILABLE))

    async def _take(self, message: FromServer) -> None:
        match message:
            case Ping():
                await self.say(Pong(message.n))
            case Done() | RefusedMessage():
                answer = self._answers.get(message.ref)
                if answer is not None and not answer.done():
                    answer.set_result(message)
            case _:
                self._hear(message)


@asynccontextmanager
async def open_line(url: str, token: str, topics: Sequence[str], hear: Hear) -> AsyncIterator[Line]:
    """A session of `token` that follows `topics`; `url` is the node's, as http://host:port.

    Raises:
        OSError: there is no way to the node, or it does not want this session.
    """
    try:
        async with _connected(url) as socket:
            await socket.send(encode(Hello([1], token)))
            async with asyncio.timeout(ANSWER_S):
                welcome = _decoded(await socket.recv())
            line = Line(socket, hear, welcome.you if isinstance(welcome, Welcome) else None)
            for topic in topics:
                await line.say(Subscribe(topic))
            reading = asyncio.create_task(line.read())
            try:
                yield line
            finally:
                reading.cancel()
                await asyncio.wait({reading})
            if not reading.cancelled() and (bug := reading.exception()) is not None:
                raise bug
    except WebSocketException as gone:
        raise ConnectionError(str(gone)) from gone


def _connected(url: str) -> connect:
    address = url.replace("http", "ws", 1) + "/live"
    return connect(address, subprotocols=[Subprotocol(SUBPROTOCOL)], compression=None)


def _decoded(data: str | bytes) -> FromServer:
    assert isinstance(data, bytes), "the wire is binary"
    return decode_server(data)
