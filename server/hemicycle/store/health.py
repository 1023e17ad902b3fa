"""How a database is, for an operator who asks before a node is started on it."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, text

from .migrating import is_known, newest_revision, revision_of


class Found(NamedTuple):
    """A database that answers and may be written to; `now` is by its own clock, if it has one."""

    kind: str
    revision: str | None
    newest: str | None
    is_later: bool
    now: int | None


def look_at(connection: Connection) -> Found:
    """What there is, within a transaction that may write; nothing is written."""
    revision = revision_of(connection)
    later = revision is not None and not is_known(revision)
    if connection.dialect.name == "sqlite":
        version = connection.execute(text("SELECT sqlite_version()")).scalar_one()
        return Found(f"SQLite {version}", revision, newest_revision(), later, None)
    version = connection.execute(text("SHOW server_version")).scalar_one()
    now = connection.execute(text("SELECT extract(epoch FROM clock_timestamp()) * 1000")).scalar_one()
    return Found(f"PostgreSQL {version.split()[0]}", revision, newest_revision(), later, int(now))
