"""Threads that do transactions on SQLite for the event loop: one trip there and back for each.

A statement of SQLite takes microseconds and a trip to a thread a hundred, so what goes there is a whole
transaction. The loop never waits for the disk.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sqlite3
import stat
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL

from .errors import Unavailable

T = TypeVar("T")

_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "temp_store=MEMORY",
    "cache_size=-65536",
    "secure_delete=ON",  # what is erased is overwritten, not only forgotten
    "wal_autocheckpoint=4000",  # 16 MB: a surge writes the same pages again and again
)


class Threads:
    """`size` threads, each with a connection, whose transactions all begin with `begin`."""

    def __init__(self, url: URL, *, size: int, begin: str, wait_s: float) -> None:
        self._engine = _engine(url, size=size, begin=begin, wait_s=wait_s)
        self._executor = ThreadPoolExecutor(size, thread_name_prefix="store")
        self._free = asyncio.Semaphore(size)
        self._wait_s = wait_s
        self._closed = False

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Begin, do `work`, commit; roll back if it raises.

        Who has waited `wait_s` for a thread gets a `TimeoutError`. A caller that is cancelled leaves, and the
        transaction goes on: a thread cannot be stopped in the middle of one.
        """
        if self._free.locked():
            async with asyncio.timeout(self._wait_s):
                await self._free.acquire()
        else:
            await self._free.acquire()
        if self._closed:
            self._free.release()
            raise Unavailable("the store is closed")
        done = asyncio.get_running_loop().run_in_executor(self._executor, self._transact, work)
        done.add_done_callback(lambda _: self._free.release())
        return await asyncio.shield(done)

    async def scrub(self) -> None:
        """Move what the write-ahead log holds into the database, and cut the log to nothing."""
        await self._free.acquire()
        try:
            await asyncio.get_running_loop().run_in_executor(self._executor, self._checkpoint)
        finally:
            self._free.release()

    def _checkpoint(self) -> None:
        connection = self._engine.raw_connection()
        try:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
        finally:
            connection.close()

    async def close(self) -> None:
        """Wait for what is under way, then close the connections. Idempotent."""
        self._closed = True
        await asyncio.to_thread(self._shut_down)

    def _transact(self, work: Callable[[Connection], T]) -> T:
        with self._engine.begin() as connection:
            return work(connection)

    def _shut_down(self) -> None:
        self._executor.shutdown()
        self._engine.dispose()


def _close_to_others(path: Path) -> None:
    """Addresses and links stand in it: no other account of the machine reads it. Its group is the operator's.

    SQLite gives the files beside it the mode of the database.
    """
    if not path.exists():
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    for file in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
        with contextlib.suppress(FileNotFoundError, PermissionError):  # of another owner: theirs to say
            file.chmod(stat.S_IMODE(file.stat().st_mode) & ~stat.S_IRWXO)


def _engine(url: URL, *, size: int, begin: str, wait_s: float) -> Engine:
    assert url.database is not None
    path = Path(url.database)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _close_to_others(path)
    # Every transaction ends in `_transact`: nothing is left that the pool would have to roll back.
    engine = create_engine(
        url, pool_size=size, max_overflow=0, pool_reset_on_return=None, connect_args={"timeout": wait_s}
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # transactions begin when we say so, see `begin_`
        for pragma in _PRAGMAS:
            _set(connection, pragma, wait_s)

    @event.listens_for(engine, "begin")
    def begin_(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _set(connection: sqlite3.Connection, pragma: str, wait_s: float) -> None:
    """Switching a new file to WAL needs it alone, and SQLite does not wait for that by itself."""
    until = time.monotonic() + wait_s
    while True:
        try:
            connection.execute(f"PRAGMA {pragma}").close()
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
        time.sleep(0.01)
