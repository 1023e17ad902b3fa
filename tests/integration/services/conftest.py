"""Fresh databases: `url` is SQLite's; `any_url`, for what two nodes do at once, is each kind's in turn."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.databases import sqlite_database
from tests.support.postgres import Postgres


@pytest.fixture
def url(tmp_path: Path) -> str:
    return sqlite_database(tmp_path)


@pytest.fixture(params=["sqlite", "postgresql"])
async def any_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return sqlite_database(tmp_path)
    server: Postgres = request.getfixturevalue("postgres")
    return await server.emptied()
