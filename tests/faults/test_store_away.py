"""The database is full, locked or away: those who ask are told so, and when to try again; nothing is lost."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest

from hemicycle.store import Unavailable, open_database
from hemicycle.store.ballots import Ballot
from hemicycle.store.log import Append
from hemicycle_protocol.errors import Code
from tests.support.databases import sqlite_database
from tests.support.postgres import Postgres


def ballot(n: int) -> Ballot:
    return Ballot("box", f"proposition/{n}", f"v{n}", "agree", 1, 1)


def fact(size: int = 1) -> Append:
    return Append("debate/d1", "said", {"text": "x" * size}, 1)


async def test_a_full_disk_refuses_writes_and_the_next_one_works(tmp_path: Path) -> None:
    database = await open_database(sqlite_database(tmp_path))
    await database.ballots.cast(ballot(0))

    async def limit_pages(limit: int | str) -> None:
        await database.connections.write(
            lambda connection: connection.exec_driver_sql(f"PRAGMA max_page_count = {limit}").close()
        )

    await limit_pages(1)  # no fewer than there are: what is there stays, nothing more fits
    with pytest.raises(Unavailable) as caught:
        await database.log.append([fact(1_000_000)])
    assert caught.value.code is Code.UNAVAILABLE
    assert caught.value.facts == {"retry_after_ms": 1_000}
    outcomes = await asyncio.gather(
        *(database.ballots.cast(ballot(n)) for n in range(1, 3_000)), return_exceptions=True
    )
    assert any(isinstance(outcome, Unavailable) for outcome in outcomes)
    assert await database.log.heads(["debate/d1"]) == {"debate/d1": 0}

    await limit_pages(2**30)
    answered = 1 + sum(not isinstance(outcome, Exception) for outcome in outcomes)
    assert (await database.ballots.tallies("box"))[2]["votes_cast"] == answered
    await asyncio.gather(*(database.ballots.cast(ballot(n)) for n in range(3_000)))
    assert (await database.ballots.tallies("box"))[2]["votes_cast"] == 3_000
    assert await database.ballots.recount() == []
    await database.close()


async def test_a_lock_held_by_another_program_is_told_and_passes(tmp_path: Path) -> None:
    database = await open_database(sqlite_database(tmp_path, "locked"), wait_ms=50)
    await database.ballots.cast(ballot(0))
    other = sqlite3.connect(tmp_path / "locked.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable):
        await database.ballots.cast(ballot(1))
    with pytest.raises(Unavailable):
        await database.log.append([fact()])
    assert (await database.ballots.tallies("box"))[2]["votes_cast"] == 1, "reading goes on"
    other.execute("ROLLBACK")
    other.close()
    assert (await database.ballots.cast(ballot(1))).changed
    await database.log.append([fact()])
    await database.close()


async def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Unavailable, match="file"):
        await open_database(f"sqlite:///{tmp_path}/file/x.db")


async def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_bytes(b"not a database " * 1000)
    with pytest.raises(Unavailable, match="not a database"):
        await open_database(f"sqlite:///{tmp_path}/x.db")


async def test_a_postgresql_that_went_away_is_told_and_found_again(postgres: Postgres) -> None:
    url = await postgres.create()
    name = url.partition("@/")[2].partition("?")[0]
    database = await open_database(url)
    await database.ballots.cast(ballot(0))
    await postgres.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    await postgres.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
    with pytest.raises(Unavailable):
        await database.ballots.cast(ballot(1))
    with pytest.raises(Unavailable):
        await database.log.append([fact()])
    with pytest.raises(Unavailable):
        await database.ballots.tallies("box")
    await postgres.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    assert (await database.ballots.cast(ballot(1))).changed
    assert (await database.ballots.tallies("box"))[2]["votes_cast"] == 2
    await database.close()


async def test_a_postgresql_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        await open_database(f"postgresql://postgres@/x?host={tmp_path}")
