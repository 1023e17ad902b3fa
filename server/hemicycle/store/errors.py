"""What the store says when it cannot do what was asked: `Conflict`, `Overtaken` and `Unavailable`.

A `Conflict` is for the service that decided too early: read the log on and decide again; `Overtaken` the same
for what stands in rows. `Unavailable` is a
refusal, so it reaches the person who asked in words, with the time after which to try again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, InterfaceError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from hemicycle_protocol.errors import Code, Refused

RETRY_AFTER_MS = 1_000
# What a SQLite file can suffer that is not our bug: held by another process, full, unreadable.
_SQLITE_AWAY = (
    "SQLITE_BUSY",
    "SQLITE_LOCKED",
    "SQLITE_FULL",
    "SQLITE_IOERR",
    "SQLITE_CANTOPEN",
    "SQLITE_READONLY",
    "SQLITE_CORRUPT",
    "SQLITE_NOTADB",
    "SQLITE_NOMEM",
)
# SQLSTATEs: connection, resources, operator intervention, system, rolled back, who may connect, no such
# database, not accepting connections, lock not available, read-only.
_POSTGRES_AWAY = ("08", "53", "57", "58", "40", "28", "3D", "55000", "55P03", "25006")


class Conflict(Exception):
    """A log has another head than the one a decision was made at."""

    def __init__(self, log: str, head: int) -> None:
        super().__init__(f"{log} stands at {head}")
        self.log = log
        self.head = head


class Overtaken(Exception):
    """Somebody changed the rows between reading them and deciding on them: read again, decide again."""


class LaterDatabase(ValueError):
    """A later version has brought the tables to a `revision` that this one does not know."""

    def __init__(self, revision: str) -> None:
        super().__init__(
            f"its tables are of a later version of Hemicycle ({revision}). Install that version again, or "
            "restore a backup from before into a new database."
        )
        self.revision = revision


class Unavailable(Refused):
    """The database cannot answer now: away, locked, full, or its queue is full. Nothing was kept."""

    def __init__(self, cause: str, *, retry_after_ms: int = RETRY_AFTER_MS) -> None:
        super().__init__(Code.UNAVAILABLE, retry_after_ms=retry_after_ms)
        self.cause = cause
        self.retry_after_ms = retry_after_ms

    def __str__(self) -> str:
        return f"the store is unavailable: {self.cause}"


@contextmanager
def telling_away() -> Iterator[None]:
    """Turn what a database suffers into `Unavailable`; what we did wrong passes through."""
    try:
        yield
    except DBAPIError as error:
        if not _is_away(error):
            raise
        raise Unavailable(str(error.orig)) from error
    except PoolTimeout as error:
        raise Unavailable("no free connection") from error
    except (TimeoutError, OSError) as error:
        raise Unavailable(str(error) or "no answer") from error


def _is_away(error: DBAPIError) -> bool:
    if error.connection_invalidated or isinstance(error, InterfaceError):
        return True
    cause = error.orig.__cause__ if error.orig is not None and error.orig.__cause__ else error.orig
    if isinstance(cause, sqlite3.Error):
        return getattr(cause, "sqlite_errorname", "").startswith(_SQLITE_AWAY)
    state = getattr(cause, "sqlstate", None) or ""
    return str(state).startswith(_POSTGRES_AWAY)
