"""A real Caddy with the shipped `Caddyfile`, in front of nodes that run here."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
from collections.abc import AsyncIterator
from pathlib import Path

from .ports import keep_port
from .stage import until

CADDYFILE = Path(__file__).parents[2] / "Caddyfile"


@contextlib.asynccontextmanager
async def running_caddy(folder: Path, *nodes: str) -> AsyncIterator[str]:
    """The address of a proxy for nodes such as `127.0.0.1:8000`; without TLS, as this machine has no name."""
    port = keep_port()
    site = f"http://127.0.0.1:{port}"
    own = {"XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "HOME": str(folder)}
    with (folder / "caddy.log").open("wb") as log:
        caddy = await asyncio.create_subprocess_exec(
            *("caddy", "run", "--config", str(CADDYFILE), "--adapter", "caddyfile"),
            env={
                **os.environ,
                **own,
                "CADDY_ADMIN": f"unix/{folder}/admin",
                "HEMICYCLE_SITE": site,
                "HEMICYCLE_NODES": " ".join(nodes),
            },
            stdout=log,
            stderr=log,
        )
    try:
        await until(lambda: _answers(port))
        yield site
    finally:
        with contextlib.suppress(ProcessLookupError):
            caddy.terminate()
        await caddy.wait()


def _answers(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False
