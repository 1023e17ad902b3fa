"""What a database suffers is `Unavailable`; what we did wrong stays what it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError, TimeoutError

from hemicycle.store import Unavailable, open_database
from hemicycle.store.errors import telling_away
from hemicycle.store.people import Person
from hemicycle_protocol.errors import Code, Refused
from tests.support.databases import sqlite_database


async def test_our_own_mistakes_are_not_called_unavailable(tmp_path: Path) -> None:
    database = await open_database(sqlite_database(tmp_path))
    with pytest.raises(OperationalError):
        await database.connections.read(lambda c: c.exec_driver_sql("SELECT nothing FROM nowhere"))
    await database.people.welcome(Person("p", None, "", [], 1))
    again = "INSERT INTO people (id, name, roles, created_at) VALUES ('p', '', '[]', 1)"
    with pytest.raises(IntegrityError):
        await database.connections.write(lambda c: c.exec_driver_sql(again))
    await database.close()


@pytest.mark.parametrize("cause", [TimeoutError(), OSError("connection refused"), ConnectionResetError()])
def test_what_we_depend_on_is_called_unavailable(cause: Exception) -> None:
    with pytest.raises(Unavailable), telling_away():
        raise cause


def test_unavailable_reaches_a_person_with_the_time_to_try_again() -> None:
    away = Unavailable("disk full", retry_after_ms=2_000)
    assert isinstance(away, Refused)
    assert (away.code, away.facts) == (Code.UNAVAILABLE, {"retry_after_ms": 2_000})
    assert "disk full" in str(away)
    assert "disk" not in str(away.facts), "the cause is for the log, not for strangers"
