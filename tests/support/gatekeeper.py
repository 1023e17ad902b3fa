"""A network that lets HTTP through and no WebSocket: a proxy between browsers and a node, as a process.

`swallows` never answers the opening of a socket; `cuts` lets it open and breaks it once the server spoke.
"""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import sys
from asyncio import StreamReader, StreamWriter
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

ROOT = Path(__file__).parents[2]
Habit = Literal["swallows", "cuts"]


@contextlib.contextmanager
def gate_before(site: str, habit: Habit) -> Iterator[str]:
    """The address of the site behind such a network, until the block ends."""
    port = site.rpartition(":")[2]
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.support.gatekeeper", port, habit],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
    finally:
        process.kill()
        process.communicate()


class Gatekeeper:
    """Passes bytes on, but for sockets; a browser opens each on a connection of its own."""

    def __init__(self, to_port: int, habit: Habit) -> None:
        self._to_port = to_port
        self._habit = habit

    async def accept(self, reader: StreamReader, writer: StreamWriter) -> None:
        """A browser came."""
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            head = await reader.readuntil(b"\r\n\r\n")
            is_socket = b"upgrade: websocket" in head.lower()
            if is_socket and self._habit == "swallows":
                await reader.read()
                return
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._to_port)
            far_writer.write(head)
            if not is_socket:
                await asyncio.gather(_pass(reader, far_writer), _pass(far_reader, writer))
                return
            passing = asyncio.create_task(_pass(reader, far_writer))
            writer.write(await far_reader.readuntil(b"\r\n\r\n") + await far_reader.read(65_536))
            await writer.drain()
            passing.cancel()
            far_writer.transport.abort()
        writer.transport.abort()


async def _pass(reader: StreamReader, writer: StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
    writer.close()


async def main(to_port: int, habit: Habit) -> None:
    """Stand there until killed; the port is the first line that is printed."""
    server = await asyncio.start_server(Gatekeeper(to_port, habit).accept, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), "cuts" if sys.argv[2] == "cuts" else "swallows"))
