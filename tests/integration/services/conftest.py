"""Fresh databases: `url` is SQLite's; `any_url`, for what two nodes do at once, is each kind's in turn."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.postgres import Postgres, postgres

__all__ = ["postgres"]


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/hemicycle.db"


@pytest.fixture(params=["sqlite", "postgresql"])
async def any_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/hemicycle.db"
    server: Postgres = request.getfixturevalue("postgres")
    return await server.create()
