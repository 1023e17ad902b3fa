"""One web process on its socket: uvicorn with our WebSocket class, and an orderly end on a signal."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import gc
import resource
import signal
import socket
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import uvicorn

from .http_socket import HttpLimits, make_http

BACKLOG = 4_096
# Open answers (files, event streams) may finish after the sockets were drained.
FINISH_S = 5
# Longer than clients and proxies keep an idle connection: who ends it first must not be the server, or a
# request that is on its way is lost.
IDLE_S = 75


class Server(uvicorn.Server):
    """Uvicorn, but signals are ours: sockets are drained before it shuts down."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Nothing is captured here; see `serve_until_stopped`."""
        yield


class CannotListen(Exception):
    """The address is in use or not ours; the message says what to do."""


def listen(host: str, port: int) -> socket.socket:
    """The bound socket; port 0 takes a free one.

    Raises:
        CannotListen: see its message.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            text = f"Port {port} is already in use. Stop what uses it, or choose another: PORT=8001."
        else:
            text = f"Cannot listen on {host}:{port}: {error.strerror or error}."
        raise CannotListen(text) from None


def make_server(application: Any, websocket: type[asyncio.Protocol], limits: HttpLimits) -> Server:
    """A server that is not started yet."""
    return Server(
        uvicorn.Config(
            application,
            http=make_http(limits),
            ws=websocket,
            lifespan="off",
            log_config=None,
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            backlog=BACKLOG,
            timeout_keep_alive=IDLE_S,
            timeout_graceful_shutdown=FINISH_S,
        )
    )


async def serve_until_stopped(
    server: Server, listener: socket.socket, stopped: asyncio.Event, drain: Callable[[], Awaitable[None]]
) -> None:
    """Answer until `stopped`; then `drain` while still answering, then close."""
    serving = asyncio.create_task(server.serve([listener]))
    stopping = asyncio.create_task(stopped.wait())
    await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    try:
        if not serving.done():
            await drain()
    finally:
        stopping.cancel()
        server.should_exit = True
        await serving


def stop_on_signals(stopped: asyncio.Event) -> None:
    """SIGTERM and Ctrl-C set `stopped`; a second Ctrl-C ends at once."""
    loop = asyncio.get_running_loop()

    def stop() -> None:
        if stopped.is_set():
            signal.signal(signal.SIGINT, signal.SIG_DFL)
        stopped.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)


def spare_the_collector() -> None:
    """Have the garbage collector pass over what the start has left: modules, tables, handlers.

    A full collection looks at every object and stops the node meanwhile: 120 ms with them, nearly all of it
    for things that stay until the end. Call it once, before the first connection.
    """
    gc.collect()
    gc.freeze()


def raise_file_limit() -> int:
    """Allow this process as many sockets as the system lets it; how many that is."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


def run(main: Any) -> None:
    """Run a coroutine on the loop that the gateway is made for."""
    import uvloop

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main)
