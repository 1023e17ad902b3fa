"""Accounts: people by id and by e-mail address. How they sign in is in `sign_ins`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, Row, Select, delete, select, update

from . import bulk, tables
from .bulk import Clash
from .connections import Connections

_P = tables.people.c


class Person(NamedTuple):
    """An account; `email` None is somebody who came by an invitation link alone."""

    id: str
    email: str | None
    name: str
    roles: Sequence[str]
    created_at: int


class People:
    """All accounts."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def get(self, id: str) -> Person | None:
        """The account of that id."""
        query = select(tables.people).where(_P.id == id)
        return await self._connections.read(lambda connection: _one(connection, query))

    async def by_email(self, email: str) -> Person | None:
        """The account of that address, in its normal form."""
        query = select(tables.people).where(_P.email == email)
        return await self._connections.read(lambda connection: _one(connection, query))

    async def of_ids(self, ids: Sequence[str]) -> dict[str, Person]:
        """The accounts of these ids that there are."""
        rows = await self._connections.rows(select(tables.people).where(_P.id.in_(ids)))
        return {row.id: _person(row) for row in rows}

    async def welcome(self, person: Person) -> Person:
        """The account of the person's address, which is `person` if there was none before."""
        row = (*person[:3], _text(person.roles), person.created_at)
        known = _P.id == person.id if person.email is None else _P.email == person.email

        def write(connection: Connection) -> Person | None:
            bulk.put(connection, tables.people, [row], clash=Clash.KEEP)
            return _one(connection, select(tables.people).where(known))

        found = await self._connections.write(write)
        assert found is not None
        return found

    async def change(self, id: str, *, name: str | None = None, roles: Sequence[str] | None = None) -> None:
        """Set the name or the general roles of an account."""
        values = {"name": name, "roles": None if roles is None else _text(roles)}
        new = {column: value for column, value in values.items() if value is not None}
        if new:
            changed = update(tables.people).where(_P.id == id).values(**new)
            await self._connections.write(lambda connection: connection.execute(changed))

    async def erase(self, id: str) -> None:
        """Forget an account and every sign-in of its address. `Salts.destroy` unlinks its ballots."""

        def write(connection: Connection) -> None:
            email = connection.scalar(select(_P.email).where(_P.id == id))
            if email is not None:
                s = tables.sign_ins
                connection.execute(delete(s).where(s.c.email == email))
            connection.execute(delete(tables.people).where(_P.id == id))

        await self._connections.write(write)


def _one(connection: Connection, query: Select[Any]) -> Person | None:
    row = connection.execute(query).first()
    return None if row is None else _person(row)


def _person(row: Row[Any]) -> Person:
    return Person(row.id, row.email, row.name, msgspec.json.decode(row.roles, type=list[str]), row.created_at)


def _text(roles: Sequence[str]) -> str:
    return msgspec.json.encode(list(roles)).decode()
