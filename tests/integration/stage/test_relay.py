"""Panelists behind networks that block UDP: a real coturn, and browsers that may use nothing else."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import aioice.ice
import msgspec
import pytest
from playwright.async_api import Browser

from hemicycle.clock import SystemClock
from hemicycle.http.relays import ice_servers
from hemicycle.http.site import SiteSettings
from hemicycle_protocol.api import IceServer
from hemicycle_protocol.views import Role, You
from tests.support.ports import keep_port
from tests.support.stage import chromium, run_stage, sit, until

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.media]

SECRET = "shared-with-coturn"
INES = You("guest-1", "Inès", [Role.PANELIST], "d1", "s1")


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest.fixture
async def relay(tmp_path: Path) -> AsyncIterator[str]:
    """The host and port of a coturn set up as docs/operate.md says, but for its address."""
    host = next(iter(aioice.ice.get_host_addresses(True, False)), "127.0.0.1")
    port = keep_port(host)
    command = [
        *("turnserver", "-n", "--use-auth-secret", f"--static-auth-secret={SECRET}", "--realm=test"),
        *(f"--listening-ip={host}", f"--relay-ip={host}", f"--listening-port={port}"),
        # A machine without a network has only itself; coturn relays to loopback for a password alone.
        *("--allow-loopback-peers", "--cli-ip=127.0.0.1", "--cli-port=0", "--cli-password=test"),
        *(
            "--no-tls",
            "--no-dtls",
            f"--pidfile={tmp_path}/pid",
            f"--userdb={tmp_path}/db",
            "--log-file=stdout",
        ),
    ]
    with (tmp_path / "coturn.log").open("wb") as log:
        coturn = await asyncio.create_subprocess_exec(*command, stdout=log, stderr=log)
    try:
        await until(lambda: answers(host, port))
        yield f"{host}:{port}"
    finally:
        with contextlib.suppress(ProcessLookupError):
            coturn.terminate()
        await coturn.wait()


def answers(host: str, port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection((host, port), timeout=1):
        return True
    return False


def relays(*urls: str, secret: str = SECRET) -> list[IceServer]:
    """What `/api/session` tells a panelist."""
    settings = SiteSettings(Path(), Path(), "", turn_urls=urls, turn_secret=secret)
    return ice_servers(settings, INES, now=SystemClock().now())


@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_a_panelist_who_can_only_use_a_relay_is_seen_and_sees(
    browser: Browser, relay: str, transport: str
) -> None:
    """With the credential we make for them; over TCP, where UDP is blocked."""
    ice = {
        "iceTransportPolicy": "relay",
        "iceServers": msgspec.to_builtins(relays(f"turn:{relay}?transport={transport}")),
    }
    async with run_stage() as stage:
        first, second = await sit(browser, stage, ice=ice), await sit(browser, stage)
        await first.evaluate("publish('s1', true)")
        await second.evaluate("publish('s2', true)")
        await first.evaluate("receive('s1', 's2')")

        async def sees() -> bool:
            return bool((await first.evaluate("heard()"))["frames"] > 20)

        await until(sees)
        await until(lambda: len(stage.seen.pictures.get("s1", [])) > 20)
        paths = await first.evaluate("paths()")
        assert [(path["type"], path["relay"]) for path in paths] == [("relay", transport)] * 2


async def test_a_relay_refuses_who_was_given_no_credential(browser: Browser, relay: str) -> None:
    """The relay and we share a secret: another one is of no use."""
    servers = relays(f"turn:{relay}?transport=udp", secret="another")
    ice = {"iceTransportPolicy": "relay", "iceServers": msgspec.to_builtins(servers)}
    async with run_stage() as stage:
        page = await sit(browser, stage, ice=ice)
        assert await page.evaluate("refusal()") == 401
