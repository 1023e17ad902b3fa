"""Who publishes while the others watch: a captioner over a socket, a program that posts to nchan."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Self

from websockets.asyncio.client import ClientConnection, connect

from hemicycle_protocol.codec import decode_server, encode
from hemicycle_protocol.messages import SUBPROTOCOL, Command, Done, Hello, Ping, Pong, Refused

from .target import Target


def instant() -> str:
    """Now, as the swarm finds it in a message."""
    return f"ts:{time.time_ns():019d}"


class Captioner:
    """Posts a caption `rate` times a second through a session of its own, as a captioner does.

    `posted` counts them, `slowest_s` is the longest time that an acknowledgement took.
    """

    def __init__(self, target: Target, rate: float, *, port: int | None = None) -> None:
        self.posted = 0
        self.slowest_s = 0.0
        self._target = target
        self._rate = rate
        self._port = port or target.port
        self._waiting: dict[int, float] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._socket: ClientConnection

    async def __aenter__(self) -> Self:
        url = f"ws://127.0.0.1:{self._port}/live"
        self._socket = await connect(url, subprotocols=[SUBPROTOCOL], compression=None)  # type: ignore[list-item]
        await self._socket.send(encode(Hello([1], self._target.token("captioner", "captioner"))))
        self._tasks = [
            asyncio.create_task(self._listen()),
            asyncio.create_task(often(self._rate, self._post)),
        ]
        return self

    async def __aexit__(self, *exc: object) -> None:
        for task in self._tasks:
            task.cancel()
        for result in await asyncio.gather(*self._tasks, return_exceptions=True):
            if isinstance(result, Exception):
                raise result
        await self._socket.close()

    def forget(self) -> None:
        """Measure the slowest acknowledgement from now on."""
        self.slowest_s = 0.0

    async def finish(self) -> None:
        """Post no more, and wait until everything was acknowledged."""
        self._tasks[1].cancel()
        async with asyncio.timeout(10):
            while self._waiting:  # noqa: ASYNC110 (at most a few round trips)
                await asyncio.sleep(0.01)

    async def _post(self) -> None:
        self.posted += 1
        self._waiting[self.posted] = time.monotonic()
        args: dict[str, object] = {"debate": self._target.debate, "text": instant()}
        await self._socket.send(encode(Command(self.posted, "post_caption", args)))

    async def _listen(self) -> None:
        async for data in self._socket:
            assert isinstance(data, bytes)
            message = decode_server(data)
            if isinstance(message, Ping):
                await self._socket.send(encode(Pong(message.n)))
            if isinstance(message, Done):
                self.slowest_s = max(self.slowest_s, time.monotonic() - self._waiting.pop(message.ref))
            if isinstance(message, Refused):
                raise RuntimeError(f"a caption was refused: {message.code}")


@asynccontextmanager
async def post_often(port: int, rate: float, size_bytes: int) -> AsyncIterator[None]:
    """Publish to nchan over one kept-alive HTTP connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)

    async def post() -> None:
        body = instant().ljust(size_bytes, "x").encode()
        head = f"POST /publish HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(body)}\r\n\r\n"
        writer.write(head.encode() + body)

    async def drain() -> None:
        while await reader.read(65_536):
            pass

    tasks = [asyncio.create_task(drain()), asyncio.create_task(often(rate, post))]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        writer.close()


async def often(rate: float, act: Callable[[], object]) -> None:
    """Do something `rate` times a second, without falling behind for good."""
    loop = asyncio.get_running_loop()
    due = loop.time()
    while True:
        await act()  # type: ignore[misc]
        due = max(due + 1 / rate, loop.time() - 1)
        await asyncio.sleep(max(0, due - loop.time()))
