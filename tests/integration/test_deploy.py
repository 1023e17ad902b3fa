"""What operators are given to copy works with the programs it is for: Caddy, coturn and systemd of Debian."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import aioice.turn
import httpx
import pytest
from aioice.stun import TransactionFailed

from hemicycle.config import read_config, unknown_names
from tests.support.caddy import running_caddy
from tests.support.live import session_at
from tests.support.patience import PATIENCE_S
from tests.support.relay import credential, running_relay
from tests.support.server import run_server

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
BEHIND_NAT = "allowed-peer-ip=127.0.0.1"
pytestmark = pytest.mark.slow


def said_by(*command: object) -> str:
    """What a program says that must not fail."""
    done = subprocess.run(
        list(map(str, command)), capture_output=True, text=True, timeout=PATIENCE_S, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


# --- Caddy ----------------------------------------------------------------------------------------


async def test_the_shipped_caddyfile_serves_a_site(tmp_path: Path) -> None:
    """[H40] With the Caddy that Debian has: pages, API, sockets, event streams; the figures stay inside."""
    async with (
        run_server(tmp_path, behind_proxy=True) as server,
        running_caddy(tmp_path, urlsplit(server.site).netloc) as site,
        httpx.AsyncClient(base_url=site, timeout=PATIENCE_S) as http,
    ):
        assert (await http.get("/")).status_code == 200
        assert (await http.get("/api/home")).json()["debates"]
        assert [(await http.get(path)).status_code for path in ("/metrics", "/readyz")] == [404, 404]
        async with session_at(site) as client:
            assert client.socket.subprotocol
        async with http.stream("GET", "/api/topics/debate/d1") as stream:
            assert await anext(stream.aiter_lines())


# --- coturn ---------------------------------------------------------------------------------------


class Echo(asyncio.DatagramProtocol):
    """A service of the machine that is none of the panelists' business."""

    def __init__(self) -> None:
        self.heard = asyncio.Event()

    def datagram_received(self, data: bytes, addr: object) -> None:
        self.heard.set()


@pytest.fixture
async def private(tmp_path: Path) -> AsyncIterator[tuple[Echo, tuple[str, int]]]:
    """A service on an address that only this machine reaches."""
    transport, echo = await asyncio.get_running_loop().create_datagram_endpoint(
        Echo, local_addr=("127.0.0.1", 0)
    )
    yield echo, transport.get_extra_info("sockname")
    transport.close()


async def send_through(relay: tuple[str, int], peer: tuple[str, int]) -> None:
    """Have a relay send a packet to a peer, with a panelist's credential. Refused: `TransactionFailed`."""
    transport, _ = await aioice.turn.create_turn_endpoint(
        asyncio.DatagramProtocol, relay, *credential(), transport="udp"
    )
    try:
        # What `sendto` does in the background, and says nothing about when it fails.
        await transport._TurnTransport__inner_protocol.send_data(b"hello", peer)  # type: ignore[attr-defined]
    finally:
        transport.close()
        await asyncio.sleep(0)


async def test_a_panelists_credential_reaches_no_private_service(
    tmp_path: Path, private: tuple[Echo, tuple[str, int]]
) -> None:
    """[H39] Neither on the machine itself nor on its network."""
    echo, place = private
    async with running_relay(tmp_path) as relay:
        for peer in (
            place,
            ("10.0.0.1", 53),
            ("169.254.169.254", 80),
            ("192.168.1.1", 53),
            ("172.17.0.2", 6379),
        ):
            with pytest.raises(TransactionFailed) as refused:
                await send_through(relay, peer)
            assert refused.value.response.attributes["ERROR-CODE"][0] == 403, peer
    assert not echo.heard.is_set()


async def test_the_stage_is_reached_at_the_one_private_address_that_was_allowed(
    tmp_path: Path, private: tuple[Echo, tuple[str, int]]
) -> None:
    """[H39] Behind NAT it has no other."""
    echo, place = private
    async with running_relay(tmp_path, BEHIND_NAT, "allow-loopback-peers", "cli-password=x") as relay:
        await send_through(relay, place)
        async with asyncio.timeout(PATIENCE_S):
            await echo.heard.wait()


async def test_a_relay_opens_no_connections_over_tcp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """[H39] Redis and PostgreSQL speak TCP, media do not."""
    monkeypatch.setattr(aioice.turn, "UDP_TRANSPORT", 0x06000000)
    async with running_relay(tmp_path) as relay:
        with pytest.raises(TransactionFailed) as refused:
            await aioice.turn.create_turn_endpoint(
                asyncio.DatagramProtocol, relay, *credential(), transport="tcp"
            )
    assert refused.value.response.attributes["ERROR-CODE"][0] in (403, 442)


async def test_one_panelist_takes_a_few_places_of_a_relay_and_no_more(tmp_path: Path) -> None:
    """[H39] A leaked credential does not use up the ports."""
    async with running_relay(tmp_path) as relay, contextlib.AsyncExitStack() as stack:

        async def take_a_place() -> None:
            transport, _ = await aioice.turn.create_turn_endpoint(
                asyncio.DatagramProtocol, relay, *credential(), transport="udp"
            )
            stack.callback(transport.close)

        for _ in range(4):
            await take_a_place()
        with pytest.raises(TransactionFailed) as refused:
            await asyncio.gather(*(take_a_place() for _ in range(20)))
    assert refused.value.response.attributes["ERROR-CODE"][0] == 486


# --- systemd --------------------------------------------------------------------------------------


@pytest.fixture
def units(tmp_path: Path) -> list[Path]:
    """The units as they are installed, but for where our program is."""
    folder = tmp_path / "units"
    folder.mkdir()
    program = Path(sys.executable).with_name("hemicycle")
    found = [*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")]
    for unit in found:
        (folder / unit.name).write_text(
            unit.read_text().replace("/opt/hemicycle/bin/hemicycle", str(program))
        )
    return sorted(folder.iterdir())


def test_systemd_understands_every_unit(units: list[Path]) -> None:
    """[H43] Without a warning."""
    assert {unit.name for unit in units} >= {
        "hemicycle.service",
        "hemicycle-backup.service",
        "hemicycle-backup.timer",
    }
    assert said_by("systemd-analyze", "verify", *units) == ""


def test_the_node_may_do_little_else_on_the_machine(units: list[Path]) -> None:
    """[H43] By systemd's own measure, where 10 is everything."""
    for unit in units:
        if unit.suffix == ".service":
            said_by("systemd-analyze", "security", "--offline=yes", "--threshold=30", unit)


def test_folders_are_made_for_the_nodes_user_alone(tmp_path: Path) -> None:
    """[H43] What holds votes and secrets is closed to others on the machine."""
    (tmp_path / "etc" / "hemicycle").mkdir(parents=True)
    for file in ("/etc/passwd", "/etc/group"):
        shutil.copy(file, tmp_path / "etc")
    shutil.copy(DEPLOY / "hemicycle.env", tmp_path / "etc" / "hemicycle")
    said_by("systemd-sysusers", "--root", tmp_path, DEPLOY / "hemicycle.sysusers")
    said_by("systemd-tmpfiles", "--root", tmp_path, "--create", DEPLOY / "hemicycle.tmpfiles")
    modes = {
        path: (tmp_path / path).stat().st_mode & 0o777
        for path in ("var/lib/hemicycle", "var/backups/hemicycle", "etc/hemicycle/hemicycle.env")
    }
    assert modes == {
        "var/lib/hemicycle": 0o750,
        "var/backups/hemicycle": 0o700,
        "etc/hemicycle/hemicycle.env": 0o640,
    }


def test_the_example_of_settings_is_right(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [line.lstrip("#") for line in (DEPLOY / "hemicycle.env").read_text().splitlines() if "=" in line]
    given = dict(line.split("=", 1) for line in lines if line.startswith("HEMICYCLE_"))
    assert unknown_names(given) == []
    for name in [name for name in os.environ if name.startswith("HEMICYCLE_")]:
        monkeypatch.delenv(name)
    for name, value in given.items():
        monkeypatch.setenv(name, value or "something")
    assert read_config().base_url == "https://debat.example.org"
