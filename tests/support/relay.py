"""A real coturn set up as `deploy/turnserver.conf` says, and what a panelist gets to use it."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from pathlib import Path

from hemicycle.clock import SystemClock
from hemicycle.http.relays import ice_servers
from hemicycle.http.site import SiteSettings
from hemicycle_protocol.api import IceServer
from hemicycle_protocol.views import Role, You

from .ports import keep_port
from .stage import until

CONFIGURATION = Path(__file__).parents[2] / "deploy" / "turnserver.conf"
SECRET = "shared-with-coturn"
INES = You("guest-1", "Inès", [Role.PANELIST], "d1", "s1")


@contextlib.asynccontextmanager
async def running_relay(folder: Path, *more: str, host: str = "127.0.0.1") -> AsyncIterator[tuple[str, int]]:
    """The address of a relay; `more` are lines of its site's own."""
    port = keep_port(host)
    configuration = folder / "turnserver.conf"
    own = [
        *(f"static-auth-secret={SECRET}", "realm=test", "log-file=stdout"),
        *(f"listening-ip={host}", f"relay-ip={host}", f"listening-port={port}"),
        *(f"pidfile={folder}/pid", f"userdb={folder}/db"),
    ]
    configuration.write_text("\n".join([CONFIGURATION.read_text(), *own, *more, ""]))
    with (folder / "coturn.log").open("wb") as log:
        coturn = await asyncio.create_subprocess_exec(
            "turnserver", "-c", str(configuration), stdout=log, stderr=log
        )
    try:
        await until(lambda: answers(host, port))
        yield host, port
    finally:
        with contextlib.suppress(ProcessLookupError):
            coturn.terminate()
        await coturn.wait()


def answers(host: str, port: int) -> bool:
    """Whether somebody listens there."""
    with contextlib.suppress(OSError), socket.create_connection((host, port), timeout=1):
        return True
    return False


def relays(*urls: str, secret: str = SECRET) -> list[IceServer]:
    """What `/api/session` tells a panelist."""
    settings = SiteSettings(Path(), Path(), "", turn_urls=urls, turn_secret=secret)
    return ice_servers(settings, INES, now=SystemClock().now())


def credential() -> tuple[str, str]:
    """The name and the password of a panelist."""
    (server,) = relays("turn:127.0.0.1")
    assert server.username
    assert server.credential
    return server.username, server.credential
