"""A simulated person's connection: hello, follow, act; nothing that a real client could not do."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
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
)
from hemicycle_protocol.messages import Refused as RefusedMessage

ANSWER_S = 10.0


class Wire:
    """An open session. What is not an answer goes to `hear`."""

    def __init__(self, socket: ClientConnection, hear: Callable[[FromServer], None]) -> None:
        self._socket = socket
        self._hear = hear
        self._refs = itertools.count(1)
        self._answers: dict[int, asyncio.Future[Done | RefusedMessage]] = {}
        self.is_open = True

    async def say(self, message: Message) -> None:
        """Send one message."""
        await self._socket.send(encode(message))

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

    async def read(self) -> None:
        """Hear until the connection ends."""
        try:
            async for data in self._socket:
                assert isinstance(data, bytes), "the wire is binary"
                await self._take(decode_server(data))
        except ConnectionClosed:
            pass
        finally:
            self.is_open = False

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
async def open_wire(
    url: str, token: str, topics: list[str], hear: Callable[[FromServer], None]
) -> AsyncIterator[Wire]:
    """A session of `token` that follows `topics`; `url` is the node's, as http://host:port."""
    address = url.replace("http", "ws", 1) + "/live"
    async with connect(address, subprotocols=[Subprotocol(SUBPROTOCOL)], compression=None) as socket:
        wire = Wire(socket, hear)
        await wire.say(Hello([1], token))
        for topic in topics:
            await wire.say(Subscribe(topic))
        reading = asyncio.create_task(wire.read())
        try:
            yield wire
        finally:
            reading.cancel()
