"""How we speak with SQLite and PostgreSQL: engines, transactions, and bulk statements.

Everything that differs between the two is in this module and in `bulk`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Thread
from typing import Any
from weakref import WeakSet

from sqlalchemy import event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from .errors import telling_away

# A part of a transaction: given to `Log.append(also=…)`, made by the modules of this package.
Write = Callable[[AsyncConnection], Awaitable[None]]

READERS = 4
POSTGRES_CONNECTIONS = 10
CLOSE_S = 5.0
WAIT_MS = 5_000
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "temp_store=MEMORY",
    "cache_size=-65536",
    "wal_autocheckpoint=4000",  # 16 MB: a surge writes the same pages again and again
)


class Connections:
    """Transactions on one database.

    SQLite takes one writer at a time: a pool of one connection, whose transactions begin IMMEDIATE,
    is both the lock and its queue; readers have their own connections and are never held up by it.
    """

    def __init__(self, url: str, *, wait_ms: int = WAIT_MS) -> None:
        wait_s = wait_ms / 1000
        self.url = database_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._threads: WeakSet[Thread] = WeakSet()
        if self.is_sqlite:
            self._writer = self._sqlite(size=1, begin="BEGIN IMMEDIATE", wait_s=wait_s)
            self._reader = self._sqlite(size=READERS, begin="BEGIN", wait_s=wait_s)
        else:
            self._writer = self._reader = create_async_engine(
                self.url,
                pool_size=POSTGRES_CONNECTIONS,
                max_overflow=0,
                pool_timeout=wait_s,
                pool_pre_ping=True,
                connect_args={"timeout": wait_s, "command_timeout": 30},
            )

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that is durable when the block has ended; rolled back if it raises."""
        with telling_away():
            async with self._writer.begin() as connection:
                yield connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A connection to read with."""
        with telling_away():
            async with self._reader.connect() as connection:
                yield connection

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[AsyncConnection]:
        """A connection on which all reads see the same instant."""
        with telling_away():
            async with self._reader.connect() as connection:
                if not self.is_sqlite:
                    await connection.execution_options(isolation_level="REPEATABLE READ")
                yield connection

    async def close(self) -> None:
        """Give all connections back. Idempotent."""
        await self._writer.dispose()
        if self._reader is not self._writer:
            await self._reader.dispose()
        # A connection whose query was cancelled ends by itself, later than the loop perhaps: wait for it.
        for thread in list(self._threads):
            await asyncio.to_thread(thread.join, CLOSE_S)

    def _sqlite(self, *, size: int, begin: str, wait_s: float) -> AsyncEngine:
        url = self.url
        assert url.database is not None
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_async_engine(
            url, pool_size=size, max_overflow=0, pool_timeout=wait_s, connect_args={"timeout": wait_s}
        )

        @event.listens_for(engine.sync_engine, "connect")
        def prepare(connection: Any, _record: object) -> None:
            connection.isolation_level = None  # transactions begin when we say so, see `begin_`
            cursor = connection.cursor()
            for pragma in _PRAGMAS:
                cursor.execute(f"PRAGMA {pragma}")
            cursor.close()
            self._threads.add(connection.driver_connection._thread)

        @event.listens_for(engine.sync_engine, "begin")
        def begin_(connection: Any) -> None:
            connection.exec_driver_sql(begin)

        return engine


def database_url(url: str) -> URL:
    """`sqlite:///var/x.db` or `postgresql://…` with the driver that we use for it."""
    parsed = make_url(url)
    drivers = {
        "sqlite": "sqlite+aiosqlite",
        "postgresql": "postgresql+asyncpg",
        "postgres": "postgresql+asyncpg",
    }
    backend = parsed.drivername.partition("+")[0]
    if backend not in drivers:
        raise ValueError(f"{backend}: not a database we know; use sqlite:///PATH or postgresql://…")
    if backend == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise ValueError("sqlite needs a file: sqlite:///PATH")
    return parsed.set(drivername=drivers[backend])
