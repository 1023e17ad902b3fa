"""The databases that the store's contract is run on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from hemicycle.store import Database, open_database
from tests.support.databases import sqlite_database
from tests.support.postgres import Postgres

Nodes = Callable[[], Awaitable[Database]]


@pytest.fixture(params=["sqlite", "postgresql"])
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database of each kind."""
    if request.param == "sqlite":
        return sqlite_database(tmp_path)
    server: Postgres = request.getfixturevalue("postgres")
    return await server.emptied()


@pytest.fixture
async def nodes(url: str) -> AsyncIterator[Nodes]:
    """Opens the same database once more each time it is called, as another node would."""
    opened: list[Database] = []

    async def node() -> Database:
        opened.append(await open_database(url))
        return opened[-1]

    yield node
    for database in opened:
        await database.close()


@pytest.fixture
async def database(nodes: Nodes) -> Database:
    """One database, just born."""
    return await nodes()
