"""How we speak with SQLite and PostgreSQL: whole transactions, each a plain function of a connection.

A transaction is a function, not a block with awaits in it, so that SQLite's can be done in one trip to a
thread: begun, done and committed there. On PostgreSQL the same function runs in the loop's thread, as
SQLAlchemy waits for the driver beneath it. What else differs between the two is in `bulk`.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import asyncpg
from sqlalchemy import Connection, Executable
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import create_async_engine

from .errors import telling_away
from .threads import Threads

A = TypeVar("A")
T = TypeVar("T")
Work = Callable[[Connection], T]
# A part of a transaction: given to `Log.append(writes=…)`, made by the modules of this package.
Write = Work[None]

# What libpq calls it, and our driver.
_RENAMED = {"sslmode": "ssl"}

READERS = 4
POSTGRES_CONNECTIONS = 10
WAIT_MS = 5_000


class Connections:
    """Transactions on one database.

    SQLite takes one writer at a time: one thread with one connection, whose transactions begin IMMEDIATE,
    is both the lock and its queue; readers have their own and are never held up by it.

    A function that is given here must touch nothing that the loop's thread changes meanwhile; `in_loop`
    is for the one that has to. When the caller is cancelled, SQLite's transaction is still done.
    """

    def __init__(self, url: str, *, wait_ms: int = WAIT_MS) -> None:
        self.url = database_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._wait_s = wait_ms / 1000
        self._backend = (
            _Sqlite(self.url, self._wait_s) if self.is_sqlite else _Postgres(self.url, self._wait_s)
        )

    async def write(self, work: Work[T]) -> T:
        """Do `work` in a transaction, durable when this returns; rolled back if it raises."""
        with telling_away():
            return await self._backend.write(work)

    async def read(self, work: Work[T]) -> T:
        """Do `work`, which only reads."""
        with telling_away():
            return await self._backend.read(work)

    async def rows(self, query: Executable) -> Sequence[Any]:
        """The rows that a query finds."""
        return await self.read(lambda connection: connection.execute(query).all())

    async def snapshot(self, work: Work[T]) -> T:
        """Do `work`, all of whose reads see the same instant."""
        with telling_away():
            return await self._backend.snapshot(work)

    async def scrub(self) -> None:
        """Leave nothing of what was erased in files beside the tables, as far as that is ours to do.

        SQLite's write-ahead log is emptied. PostgreSQL overwrites what was erased when it vacuums, and its
        write-ahead log as it recycles that.
        """
        with telling_away():
            await self._backend.scrub()

    def in_loop(self, call: Callable[[A], T]) -> Callable[[A], T]:
        """`call` for use within a transaction: wherever that runs, it runs in the thread of this loop."""
        if not self.is_sqlite:
            return call
        loop = asyncio.get_running_loop()

        async def called(given: A) -> T:
            return call(given)

        def hand_over(given: A) -> T:
            return asyncio.run_coroutine_threadsafe(called(given), loop).result(self._wait_s)

        return hand_over

    async def close(self) -> None:
        """Give all connections back, when what is under way has ended. Idempotent."""
        await self._backend.close()


class _Sqlite:
    def __init__(self, url: URL, wait_s: float) -> None:
        self._writer = Threads(url, size=1, begin="BEGIN IMMEDIATE", wait_s=wait_s)
        self._reader = Threads(url, size=READERS, begin="BEGIN", wait_s=wait_s)

    async def write(self, work: Work[T]) -> T:
        return await self._writer.run(work)

    async def read(self, work: Work[T]) -> T:
        return await self._reader.run(work)

    snapshot = read  # whoever has begun sees one instant

    async def scrub(self) -> None:
        await self._writer.scrub()

    async def close(self) -> None:
        await self._reader.close()
        await self._writer.close()


class _Postgres:
    def __init__(self, url: URL, wait_s: float) -> None:
        self._engine = create_async_engine(
            url,
            pool_size=POSTGRES_CONNECTIONS,
            max_overflow=0,
            pool_timeout=wait_s,
            pool_pre_ping=True,
            connect_args={"timeout": wait_s, "command_timeout": 30},
        )

    async def write(self, work: Work[T]) -> T:
        async with self._engine.begin() as connection:
            return await connection.run_sync(work)

    async def read(self, work: Work[T]) -> T:
        async with self._engine.connect() as connection:
            return await connection.run_sync(work)

    async def snapshot(self, work: Work[T]) -> T:
        async with self._engine.connect() as connection:
            await connection.execution_options(isolation_level="REPEATABLE READ")
            return await connection.run_sync(work)

    async def scrub(self) -> None:
        """Nothing: it is the operator's to say how long its files are kept."""

    async def close(self) -> None:
        await self._engine.dispose()


def together(writes: Sequence[Write]) -> Write:
    """Several parts of a transaction as one, in their order."""

    def write(connection: Connection) -> None:
        for part in writes:
            part(connection)

    return write


def database_url(url: str) -> URL:
    """`sqlite:///var/x.db` or `postgresql://…` with the driver that we use for it."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise ValueError("no address; use sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME") from None
    drivers = {
        "sqlite": "sqlite+pysqlite",
        "postgresql": "postgresql+asyncpg",
        "postgres": "postgresql+asyncpg",
    }
    backend = parsed.drivername.partition("+")[0]
    if backend not in drivers:
        raise ValueError(f"{backend}: not a database we know; use sqlite:///PATH or postgresql://…")
    if backend == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise ValueError("sqlite needs a file: sqlite:///PATH")
    if backend != "sqlite":
        parsed = parsed.set(query={_RENAMED.get(name, name): value for name, value in parsed.query.items()})
        known = {*inspect.signature(asyncpg.connect).parameters, "prepared_statement_cache_size"}
        unknown = parsed.query.keys() - known
        if unknown:
            raise ValueError(f"{unknown.pop()} is not known there; use postgresql://USER:PASSWORD@HOST/NAME")
    return parsed.set(drivername=drivers[backend])
