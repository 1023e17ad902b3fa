"""How far the tables of a database are, and the way to later ones: Alembic, within a transaction of ours."""

from __future__ import annotations

from functools import cache
from threading import Lock

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from .errors import LaterDatabase

NEWEST = "head"
_LOCK = 0x68656D69  # "hemi": PostgreSQL's advisory lock while tables are brought up to date

# Alembic keeps what it is working on in a global, and databases of one process may be opened in many threads.
_ALEMBIC = Lock()


def revision_of(connection: Connection) -> str | None:
    """How far the tables are; None where there are none of ours."""
    return MigrationContext.configure(connection).get_current_revision()


def migrate(connection: Connection, to: str = NEWEST) -> None:
    """Walk the migrations, while no other node does. Tables of the newest cost one query.

    Raises:
        LaterDatabase: this version does not know the tables that are there, or those that are asked for.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        _upgrade(connection, to)
    else:
        with _ALEMBIC:
            _upgrade(connection, to)


def _upgrade(connection: Connection, to: str) -> None:
    revision = revision_of(connection)
    if to == NEWEST and revision == newest_revision():
        return
    for asked in (revision, to):
        if asked not in (None, NEWEST) and not is_known(str(asked)):
            raise LaterDatabase(str(asked))
    config = _migrations()
    config.attributes["connection"] = connection
    command.upgrade(config, to)


@cache
def newest_revision() -> str | None:
    """The revision that this version brings tables to."""
    return ScriptDirectory.from_config(_migrations()).get_current_head()


def is_known(revision: str) -> bool:
    """Whether this version has migrations that lead there."""
    return revision in _known()


@cache
def _known() -> frozenset[str]:
    return frozenset(each.revision for each in ScriptDirectory.from_config(_migrations()).walk_revisions())


def _migrations() -> Config:
    config = Config()
    config.set_main_option("script_location", "hemicycle.store:migrations")
    return config
