"""A stretch of network between a client and a server that a test can make go dead or break."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator


class Stretch:
    """Passes bytes on both ways; while `is_dead` it swallows them, and both sides believe to be connected."""

    def __init__(self, to_port: int) -> None:
        self.is_dead = False
        self.port = 0
        self._to_port = to_port
        self._pumps: set[asyncio.Task[None]] = set()

    async def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """A client came."""
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._to_port)
        except OSError:
            writer.close()
            return
        for way in (self._pump(reader, far_writer), self._pump(far_reader, writer)):
            self._pumps.add(asyncio.create_task(way))

    async def close(self) -> None:
        """Break all connections."""
        for pump in self._pumps:
            pump.cancel()
        await asyncio.gather(*self._pumps, return_exceptions=True)

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(65_536):
                if not self.is_dead:
                    writer.write(data)
        writer.close()


@contextlib.asynccontextmanager
async def stretch_to(port: int) -> AsyncIterator[Stretch]:
    """A stretch that leads to a local port, open until the block ends."""
    stretch = Stretch(port)
    server = await asyncio.start_server(stretch.accept, "127.0.0.1", 0)
    stretch.port = server.sockets[0].getsockname()[1]
    try:
        yield stretch
    finally:
        server.close()
        await stretch.close()
