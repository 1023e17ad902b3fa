"""`hemicycle doctor` finds each fault by itself, blames the setting that it is, and says what to do."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from hemicycle.cli.doctor import doctor
from hemicycle.config import Config
from hemicycle.store import open_database
from tests.support.databases import sqlite_database
from tests.support.ports import keep_port
from tests.support.post_office import open_post_office
from tests.support.postgres import Postgres
from tests.support.relay import SECRET as RELAY_SECRET
from tests.support.relay import running_relay
from tests.support.server import SECRET, make_client_build
from tests.support.valkey import new_valkey

pytestmark = pytest.mark.slow
BEHIND_NAT = ("allowed-peer-ip=127.0.0.1", "allow-loopback-peers", "cli-password=x")


@pytest.fixture
def well(tmp_path: Path) -> dict[str, Any]:
    """The settings of a node that lacks nothing it must have."""
    return {
        "var_dir": tmp_path / "var",
        "client_dir": make_client_build(tmp_path / "dist"),
        "secret_key": SECRET,
        "database_url": sqlite_database(tmp_path),
    }


async def told(capsys: pytest.CaptureFixture[str], settings: dict[str, Any]) -> dict[str, list[str]]:
    """What is said of each part: its verdict, the finding and the remedy in a line."""
    wrong = await doctor(Config(**settings))
    said = capsys.readouterr().out.replace(f"\n{'':<16}→", " →")
    found: dict[str, list[str]] = {}
    for verdict, part, rest in re.findall(r"^(ok|-|look|WRONG) +(\S+) +(.*)$", said, re.MULTILINE):
        found.setdefault(part, []).append(f"{verdict} {rest}")
    assert wrong == said.count("\nWRONG")
    for line in (line for lines in found.values() for line in lines):
        assert (" → " in line) == line.startswith(("look", "WRONG")), line
    return found


@pytest.mark.valkey
async def test_a_node_that_lacks_nothing_is_well(
    capsys: pytest.CaptureFixture[str], well: dict[str, Any], tmp_path: Path
) -> None:
    """[H46] Mail server, Redis and relay are tried as a node and a panelist use them."""
    with new_valkey() as valkey:
        async with open_post_office() as post, running_relay(tmp_path) as (host, port):
            well |= {
                "redis_url": valkey.connection_url,
                "smtp_host": "127.0.0.1",
                "smtp_port": post.port,
                "smtp_tls": "none",
                "smtp_from": "debat@example.org",
                "turn_urls": f"turn:{host}:{port}?transport=udp,turn:{host}:{port}?transport=tcp",
                "turn_secret": RELAY_SECRET,
            }
            found = await told(capsys, well)
            assert post.mails == []
    assert [line[:3] for part in ("database", "mail", "turn") for line in found[part]] == ["ok "] * 4
    assert found["redis"][0].startswith("ok")
    assert "asks for no password" in found["redis"][1]
    assert "ok the same as Redis's" in found["clock"]


async def test_every_part_that_is_away_is_told_by_itself(
    capsys: pytest.CaptureFixture[str], well: dict[str, Any]
) -> None:
    """[H46] One fault hides no other."""
    port = keep_port()
    well |= {
        "secret_key": "short",
        "client_dir": Path("/nowhere"),
        "database_url": f"postgresql://hemicycle:x@127.0.0.1:{port}/hemicycle",
        "redis_url": f"redis://:x@127.0.0.1:{port}",
        "media_dir": Path("/proc/none"),
        "smtp_host": "127.0.0.1",
        "smtp_port": port,
        "smtp_from": "debat@example.org",
        "turn_urls": f"turn:127.0.0.1:{port}?transport=tcp",
        "turn_secret": RELAY_SECRET,
        "base_url": f"http://127.0.0.1:{port}",
    }
    found = await told(capsys, well)
    wrong = {part for part, lines in found.items() if lines[0].startswith("WRONG")}
    assert wrong == {"settings", "pages", "database", "redis", "mail", "turn", "disk"}
    assert "HEMICYCLE_MEDIA_DIR" in found["disk"][0]
    assert found["site"][0].startswith("look")


async def test_a_relay_that_is_open_to_its_own_machine_is_wrong(
    capsys: pytest.CaptureFixture[str], well: dict[str, Any], tmp_path: Path
) -> None:
    """[H39] The doctor tries what a stranger with a credential would."""
    async with running_relay(tmp_path, *BEHIND_NAT) as (host, port):
        well |= {"turn_urls": f"turn:{host}:{port}", "turn_secret": RELAY_SECRET}
        found = await told(capsys, well)
        assert "leads to services of its own machine" in found["turn"][0]
        found = await told(capsys, well | {"turn_secret": "another"})
        assert "refuses the credential" in found["turn"][0]


async def test_tables_are_looked_at_and_left_as_they_are(
    capsys: pytest.CaptureFixture[str], well: dict[str, Any], postgres: Postgres
) -> None:
    """[H42] Nothing is brought up to date by who only asks."""
    well["database_url"] = await postgres.create_empty()
    for _ in range(2):
        found = await told(capsys, well)
        assert "its tables are at none of" in found["database"][0]
    well["database_url"] = await postgres.emptied()
    database = await open_database(well["database_url"])
    found = await told(capsys, well)
    assert found["database"][0].startswith("ok PostgreSQL ")
    assert "ok the same as its database's" in found["clock"]
    await database.close()
