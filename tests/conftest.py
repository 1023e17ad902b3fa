"""What holds for every test.

One PostgreSQL serves all tests of a process. Hypothesis takes the time it needs, as no test asserts a time.
Only a test that is marked `migrates` walks the migrations: databases come from `support.databases`.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.support.databases import WALKED
from tests.support.postgres import Postgres, running_postgres

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The server of this test run."""
    with running_postgres() as server:
        yield server


@pytest.fixture(autouse=True)
def _copied_tables(request: pytest.FixtureRequest) -> Iterator[None]:
    WALKED.clear()
    yield
    if WALKED and "migrates" not in request.keywords:
        pytest.fail("this test walks the migrations: take its database from tests.support.databases")
