"""A person's line to the server: one `/live` session that follows logs and sends commands."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from types import TracebackType

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
    Events,
    Hello,
    Ping,
    Pong,
    Subscribe,
    Subscribed,
    Welcome,
)
from hemicycle_protocol.messages import Refused as RefusedMessage
from hemicycle_protocol.views import Event, You

ANSWER_S = 15.0

Listener = Callable[[Event], None]
Snapshot = Callable[[dict[str, object]], None]


class Line:
    """An open session; `async with` opens and closes it. `ended` is set when the link is gone."""

    def __init__(self, url: str, token: str) -> None:
        self._url = url.replace("http", "ws", 1) + "/live"
        self._token = token
        self._refs = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[dict[str, object]]] = {}
        self._follows: dict[str, tuple[Snapshot, Listener]] = {}
        self._socket: ClientConnection
        self._reader: asyncio.Task[None]
        self.you: You | None = None
        self.ended = asyncio.Event()

    async def __aenter__(self) -> Line:
        self._socket = await connect(self._url, subprotocols=[Subprotocol(SUBPROTOCOL)], compression=None)
        await self._socket.send(encode(Hello(versions=[1], token=self._token)))
        welcome = decode_server(_binary(await asyncio.wait_for(self._socket.recv(), ANSWER_S)))
        assert isinstance(welcome, Welcome)
        self.you = welcome.you
        self._reader = asyncio.create_task(self._read())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._socket.close()
        await self._reader

    async def follow(self, topic: str, *, snapshot: Snapshot, event: Listener) -> None:
        """Hear the view of a log, then its events."""
        self._follows[topic] = (snapshot, event)
        await self._socket.send(encode(Subscribe(topic)))

    async def command(self, body: CommandBody) -> dict[str, object]:
        """Ask for an act and wait for its answer.

        Raises:
            Refused: as the server says, or `unavailable` when the link is gone.
        """
        ref = next(self._refs)
        answer = self._waiting[ref] = asyncio.get_running_loop().create_future()
        name = snake_case(type(body).__name__)
        try:
            await self._socket.send(encode(Command(ref, name, msgspec.to_builtins(body))))
            return await asyncio.wait_for(answer, ANSWER_S)
        except (ConnectionClosed, TimeoutError):
            raise Refused(Code.UNAVAILABLE) from None
        finally:
            self._waiting.pop(ref, None)

    async def _read(self) -> None:
        try:
            async for data in self._socket:
                await self._hear(_binary(data))
        except ConnectionClosed:
            pass
        finally:
            self.ended.set()
            for answer in self._waiting.values():
                if not answer.done():
                    answer.set_exception(Refused(Code.UNAVAILABLE))

    async def _hear(self, data: bytes) -> None:
        message = decode_server(data)
        match message:
            case Ping():
                await self._socket.send(encode(Pong(message.n)))
            case Subscribed() if message.snapshot is not None and message.topic in self._follows:
                self._follows[message.topic][0](message.snapshot)
            case Events() if message.topic in self._follows:
                for event in message.events:
                    self._follows[message.topic][1](event)
            case Done():
                self._answer(message.ref, message.result)
            case RefusedMessage():
                self._answer(message.ref, Refused(Code(message.code), **message.facts))

    def _answer(self, ref: int, answer: dict[str, object] | Refused) -> None:
        waiting = self._waiting.get(ref)
        if waiting is None or waiting.done():
            return
        if isinstance(answer, Refused):
            waiting.set_exception(answer)
        else:
            waiting.set_result(answer)


def _binary(data: str | bytes) -> bytes:
    assert isinstance(data, bytes), "the wire is binary"
    return data
