"""Panelists behind networks that block UDP: a real coturn, and browsers that may use nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import aioice.ice
import msgspec
import pytest
from playwright.async_api import Browser

from tests.support.relay import relays, running_relay
from tests.support.stage import chromium, run_stage, sit, until

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.media]


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest.fixture
async def relay(tmp_path: Path) -> AsyncIterator[str]:
    """The host and port of a coturn set up as operators are told, but for its address."""
    host = next(iter(aioice.ice.get_host_addresses(True, False)), "127.0.0.1")
    # Its own address is private here, as it is behind NAT; coturn relays to loopback for a password alone.
    own = (f"allowed-peer-ip={host}", "allow-loopback-peers", "cli-password=test")
    async with running_relay(tmp_path, *own, host=host) as (_, port):
        yield f"{host}:{port}"


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
