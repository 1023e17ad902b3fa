"""A backup holds every row, and fills a new database of either kind; what goes wrong leaves nothing."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO

import pytest
from sqlalchemy import Connection, text

from hemicycle.progress import SILENT, Progress, Stopped
from hemicycle.store import Database, open_database
from hemicycle.store.backup import CannotRestore, Tables, read_tables, write_tables
from hemicycle.store.connections import Connections
from hemicycle.store.tables import metadata
from tests.support.databases import sqlite_database
from tests.support.impatience import Impatient
from tests.support.nodes import open_nodes
from tests.support.postgres import Postgres
from tests.support.whole_process import furnish_six_phases


class Shelf:
    """Files in memory, by the names of their tables."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    @contextmanager
    def create(self, name: str) -> Iterator[IO[bytes]]:
        with io.BytesIO() as file:
            yield file
            self.files[name] = file.getvalue()

    def read(self, name: str) -> IO[bytes]:
        return io.BytesIO(self.files[name])

    def lines(self) -> dict[str, list[bytes]]:
        """Each table's rows in one order, whatever order a database keeps them in."""
        return {name: sorted(file.splitlines()) for name, file in self.files.items()}


async def backed_up(connections: Connections, shelf: Shelf, progress: Progress = SILENT) -> Tables:
    return await connections.snapshot(partial(write_tables, create=shelf.create, progress=progress))


async def restored(
    connections: Connections, tables: Tables, shelf: Shelf, progress: Progress = SILENT
) -> None:
    await connections.write(partial(read_tables, backup=tables, read=shelf.read, progress=progress))


async def backup_of(url: str, folder: Path) -> tuple[Tables, Shelf]:
    """A backup of the database there, once it has something in most tables."""
    shelf = Shelf()
    async with open_nodes(url, furnished=False) as (node,):
        await furnish_six_phases(node, folder)
        return await backed_up(node.database.connections, shelf), shelf


@pytest.fixture
async def furnished(tmp_path: Path) -> tuple[Tables, Shelf]:
    return await backup_of(sqlite_database(tmp_path, "furnished"), tmp_path)


@pytest.fixture(params=["sqlite", "postgresql"], ids=lambda kind: f"into {kind}")
async def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/fresh.db"
    server: Postgres = request.getfixturevalue("postgres")
    return await server.create_empty()


@pytest.mark.migrates
async def test_what_is_restored_is_what_was_backed_up(url: str, fresh: str, tmp_path: Path) -> None:
    """[H43] From each kind of database into each; every tally counted again; every word found."""
    tables, shelf = await backup_of(url, tmp_path)
    connections = Connections(fresh)
    await restored(connections, tables, shelf)
    await connections.close()
    again = Shelf()
    database = await open_database(fresh)
    assert await backed_up(database.connections, again) == tables
    assert again.lines() == shelf.lines()
    assert {table.name for table in tables.tables} == set(metadata.tables)
    assert sum(table.rows > 0 for table in tables.tables) >= len(tables.tables) // 2
    assert await database.ballots.recount() == []
    indexed = await database.connections.read(
        lambda c: c.execute(text("SELECT count(*) FROM search")).scalar()
    )
    assert indexed == len(shelf.files["propositions"].splitlines() + shelf.files["arguments"].splitlines())
    await database.close()


@pytest.mark.migrates
async def test_a_restored_database_has_an_epoch_of_its_own(
    furnished: tuple[Tables, Shelf], fresh: str
) -> None:
    """[H43] Clients that knew more than the backup start anew, and do not wait for positions of before."""
    tables, shelf = furnished
    assert b"epoch" not in shelf.files["meta"]
    connections = Connections(fresh)
    await restored(connections, tables, shelf)
    await connections.close()
    database = await open_database(fresh)
    assert database.epoch
    await database.close()


async def test_a_database_in_use_is_not_written_over(
    furnished: tuple[Tables, Shelf], database: Database
) -> None:
    tables, shelf = furnished
    with pytest.raises(CannotRestore, match="a new one"):
        await restored(database.connections, tables, shelf)


@pytest.mark.migrates
@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda shelf: shelf.files.update(salts=shelf.files["salts"] + b"[1]\n"), "salts, line"),
        (lambda shelf: shelf.files.update(salts=b""), "salts has 0 rows"),
        (lambda shelf: shelf.files.update(salts=b"\xff\n"), "salts, line 1"),
    ],
    ids=["a row of another kind", "rows missing", "no text"],
)
async def test_a_damaged_backup_fills_nothing(
    furnished: tuple[Tables, Shelf], tmp_path: Path, change: Callable[[Shelf], None], told: str
) -> None:
    tables, shelf = furnished
    change(shelf)
    connections = Connections(f"sqlite:///{tmp_path}/fresh.db")
    with pytest.raises(CannotRestore, match=told):
        await restored(connections, tables, shelf)
    assert await connections.read(has_no_tables)
    await connections.close()


@pytest.mark.migrates
async def test_a_restore_that_is_stopped_keeps_nothing(furnished: tuple[Tables, Shelf], fresh: str) -> None:
    tables, shelf = furnished
    connections = Connections(fresh)
    for steps in (1, 10, 20):
        with pytest.raises(Stopped):
            await restored(connections, tables, shelf, Impatient(steps))
        assert await connections.read(has_no_tables)
    await restored(connections, tables, shelf)
    await connections.close()


async def test_a_backup_of_a_later_version_is_refused(
    furnished: tuple[Tables, Shelf], tmp_path: Path
) -> None:
    _, shelf = furnished
    connections = Connections(f"sqlite:///{tmp_path}/new.db")
    with pytest.raises(CannotRestore, match="later version"):
        await restored(connections, Tables("9999", []), shelf)
    await connections.close()


async def test_an_empty_database_is_no_backup(tmp_path: Path) -> None:
    connections = Connections(f"sqlite:///{tmp_path}/new.db")
    with pytest.raises(CannotRestore, match="no tables"):
        await backed_up(connections, Shelf())
    await connections.close()


def has_no_tables(connection: Connection) -> bool:
    if connection.dialect.name == "sqlite":
        return connection.execute(text("SELECT count(*) FROM sqlite_master")).scalar() == 0
    query = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
    return connection.execute(text(query)).scalar() == 0
