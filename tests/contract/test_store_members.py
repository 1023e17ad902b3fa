"""Roles in a process, on SQLite and on PostgreSQL."""

from __future__ import annotations

from hemicycle.store import Database
from hemicycle.store.members import Membership, drop_membership, put_membership

INES = Membership("p1", "p-ines", "organiser", 5)


async def test_a_role_is_given_once_and_taken_back(database: Database) -> None:
    write = database.connections.write
    for membership in (
        INES,
        INES._replace(since=9),
        INES._replace(role="staff"),
        INES._replace(process="p2"),
    ):
        await write(put_membership(membership))
    assert sorted(await database.members.roles("p1", "p-ines")) == ["organiser", "staff"]
    assert INES in await database.members.of_process("p1")
    await write(drop_membership("p1", "p-ines", "organiser"))
    assert await database.members.roles("p1", "p-ines") == ["staff"]
    assert [(m.process, m.role) for m in await database.members.of_person("p-ines")] == [
        ("p1", "staff"),
        ("p2", "organiser"),
    ]
