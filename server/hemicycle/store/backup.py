"""All tables of a database as lines of JSON, and back into a new database, SQLite or PostgreSQL alike.

The tables are read as they are, not as this version knows them: a backup is made before an upgrade by either
version, and read by any later one, which makes the tables of then and walks the migrations from there. Left
out are the index of words, which is made again, and the epoch: clients of a restored database begin anew
instead of believing positions that it never had.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from itertools import islice
from typing import IO, Any

import msgspec
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Integer,
    LargeBinary,
    MetaData,
    Select,
    Table,
    func,
    select,
    text,
)

from hemicycle.progress import Progress

from . import bulk
from .errors import LaterDatabase
from .migrating import migrate, revision_of
from .search import index_process

VERSION_TABLE = "alembic_version"
# Rows that are read or written together.
PART = 1_000

# Opens a new file, or one to read, by the name of its table.
Files = Callable[[str], AbstractContextManager[IO[bytes]]]


class BackedUp(msgspec.Struct, frozen=True):
    """A table: its name, its columns in the order of each line, how many lines there are."""

    name: str
    columns: list[str]
    rows: int


class Tables(msgspec.Struct, frozen=True):
    """The tables of one instant, in an order in which none points to a later one."""

    revision: str
    tables: list[BackedUp]


class CannotRestore(Exception):
    """Nothing was restored; the sentence says why."""


def write_tables(connection: Connection, create: Files, progress: Progress) -> Tables:
    """Write every table; `connection` must see one instant.

    Raises:
        CannotRestore: there is nothing to back up.
    """
    revision = revision_of(connection)
    if revision is None:
        raise CannotRestore("The database holds no tables yet.")
    found = _reflected(connection)
    total = sum(_count(connection, table) for table in found)
    progress.step("rows", total)
    return Tables(revision, [_write(connection, table, create, progress) for table in found])


def read_tables(connection: Connection, backup: Tables, read: Files, progress: Progress) -> None:
    """Make the tables of a backup in a database that has none, fill them and bring them up to date.

    Raises:
        CannotRestore: the database is in use, the backup is of a later version, or it is damaged.
    """
    if revision_of(connection) is not None:
        raise CannotRestore("The database holds tables already; a backup is restored into a new one.")
    try:
        migrate(connection, backup.revision)
    except LaterDatabase:
        raise CannotRestore(
            "The backup is of a later version of Hemicycle: restore it with that one."
        ) from None
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    found = {table.name: table for table in _reflected(connection)}
    progress.step("rows", sum(table.rows for table in backup.tables))
    for table in backup.tables:
        if table.name not in found or set(table.columns) != set(found[table.name].c.keys()):
            raise CannotRestore(
                f"The backup is damaged: its table {table.name} is none of {backup.revision}."
            )
        with read(table.name) as file:
            _read(connection, _in_order(found[table.name], table.columns), table, file, progress)
    migrate(connection)
    processes = [row.id for row in connection.execute(text("SELECT id FROM processes"))]
    progress.step("search", len(processes))
    for process in processes:
        index_process(connection, process)
        progress.advance()


def _write(connection: Connection, table: Table, create: Files, progress: Progress) -> BackedUp:
    rows = 0
    with create(table.name) as file:
        result = connection.execute(_kept(table), execution_options={"yield_per": PART})
        for part in result.partitions():
            file.write(b"".join(msgspec.json.encode(tuple(row)) + b"\n" for row in part))
            rows += len(part)
            progress.advance(len(part))
    return BackedUp(str(table.name), [str(column.name) for column in table.c], rows)


def _read(
    connection: Connection, table: Table, backup: BackedUp, file: IO[bytes], progress: Progress
) -> None:
    rows = _rows(table, file)
    read = 0
    while part := list(islice(rows, PART)):
        bulk.put(connection, table, part)
        read += len(part)
        progress.advance(len(part))
    if read != backup.rows:
        raise CannotRestore(f"The backup is damaged: {table.name} has {read} rows of {backup.rows}.")


def _rows(table: Table, lines: Iterable[bytes]) -> Iterator[tuple[Any, ...]]:
    decoder: msgspec.json.Decoder[tuple[Any, ...]] = msgspec.json.Decoder(
        tuple[tuple(_type(column) for column in table.c)]  # type: ignore[misc]
    )
    for number, line in enumerate(lines, start=1):
        try:
            yield decoder.decode(line)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise CannotRestore(f"The backup is damaged: {table.name}, line {number}: {error}.") from None


def _type(column: Column[Any]) -> Any:
    for kind, type_ in ((Boolean, bool), (BigInteger, int), (Integer, int), (LargeBinary, bytes)):
        if isinstance(column.type, kind):
            return type_ | None
    return str | None


def _reflected(connection: Connection) -> list[Table]:
    """What is there, but for what is made again: the index of words, and how far the migrations are."""
    found = MetaData()
    found.reflect(connection, only=lambda name, _: name != VERSION_TABLE and not name.startswith("search"))
    return found.sorted_tables


def _in_order(table: Table, columns: list[str]) -> Table:
    """The table with its columns in the order of a file."""
    return Table(table.name, MetaData(), *(Column(name, table.c[name].type) for name in columns))


def _kept(table: Table) -> Select[Any]:
    """The rows that are backed up: all but the epoch, which each database chooses for itself."""
    query = select(table)
    return query.where(table.c.key != "epoch") if table.name == "meta" else query


def _count(connection: Connection, table: Table) -> int:
    return connection.execute(select(func.count()).select_from(_kept(table).subquery())).scalar_one()
