"""Transactions on SQLite are done in threads: what that means for those who wait, leave or come too late."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from hemicycle.store import Database, Unavailable, open_database
from hemicycle.store.ballots import Choices
from hemicycle.store.log import Append, Change, News
from tests.support.databases import sqlite_database

LOG = "debate/d1"


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await open_database(sqlite_database(tmp_path), wait_ms=100)
    yield opened
    await opened.close()


@pytest.mark.migrates
async def test_a_new_file_that_another_process_is_making_is_waited_for(tmp_path: Path) -> None:
    """Two nodes start at once: the second cannot switch the file to WAL until the first has committed."""
    other = sqlite3.connect(tmp_path / "x.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    other.execute("CREATE TABLE begun (x)")
    opening = asyncio.create_task(open_database(f"sqlite:///{tmp_path}/x.db", wait_ms=60_000))
    asyncio.get_running_loop().call_later(0.3, other.execute, "COMMIT")
    opened = await opening
    other.close()
    await opened.close()


def fact(n: int) -> Append:
    return Append(LOG, "said", {"n": n}, n)


async def test_the_loop_goes_on_while_a_transaction_is_done(database: Database) -> None:
    go_on = threading.Event()
    writing = asyncio.create_task(database.connections.write(lambda _: go_on.wait(10)))
    assert await database.log.heads([LOG]) == {LOG: 0}, "reading is never held up by writing"
    go_on.set()
    assert await writing


async def test_who_waits_too_long_for_the_writer_is_told(database: Database) -> None:
    go_on = threading.Event()
    writing = asyncio.create_task(database.connections.write(lambda _: go_on.wait(10)))
    with pytest.raises(Unavailable):
        await database.log.append([fact(1)])
    go_on.set()
    assert await writing
    await database.log.append([fact(1)])
    assert await database.log.heads([LOG]) == {LOG: 1}, "the one that was refused was not kept"


async def test_a_transaction_whose_caller_left_is_done_whole_and_holds_its_place(database: Database) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def write(connection: Connection) -> None:
        begun.set()
        go_on.wait(10)
        connection.exec_driver_sql(
            "INSERT INTO people (id, name, roles, created_at) VALUES ('p', 'Ana', '[]', 1)"
        )

    leaving = asyncio.create_task(database.connections.write(write))
    await asyncio.to_thread(begun.wait, 10)
    leaving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await leaving
    next_one = asyncio.create_task(database.log.append([fact(1)]))
    go_on.set()
    await next_one
    person = await database.people.get("p")
    assert person is not None
    assert person.name == "Ana"


async def test_a_decision_alone_is_made_in_the_thread_of_the_loop(database: Database) -> None:
    """It reads views that the loop changes."""
    here = threading.get_ident()

    def decide(_news: News, _counts: Choices) -> Change[int]:
        assert threading.get_ident() == here
        return Change([fact(1)], here)

    placed, result = await database.ballots.append_after("d1", {LOG: 0}, decide)
    assert (len(placed), result) == (1, here)


async def test_who_comes_after_the_end_is_refused(database: Database) -> None:
    await database.close()
    with pytest.raises(Unavailable, match="closed"):
        await database.log.heads([LOG])
    await database.close()
