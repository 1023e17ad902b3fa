"""Accounts: people by id and by e-mail address. How they sign in is in `sign_ins`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, Row, Select, delete, select, update

from . import bulk, tables
from .bulk import Clash
from .connections import Connections, Write

_P = tables.people.c


class Person(NamedTuple):
    """An account; `email` None is somebody who came by an invitation link alone.

    `mailbox` is what its address leads to, the address itself if nothing is said; None for one of those
    accounts of one mailbox that are older than this rule.
    """

    id: str
    email: str | None
    name: str
    roles: Sequence[str]
    created_at: int
    mailbox: str | None = None


class People:
    """All accounts."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def get(self, id: str) -> Person | None:
        """The account of that id."""
        query = select(tables.people).where(_P.id == id)
        return await self._connections.read(lambda connection: _one(connection, query))

    async def by_email(self, email: str, mailbox: str | None = None) -> Person | None:
        """The account of that address in its normal form, or else of the mailbox that it leads to."""
        query = _known(email, mailbox or email)
        return await self._connections.read(lambda connection: _one(connection, query))

    async def of_ids(self, ids: Sequence[str]) -> dict[str, Person]:
        """The accounts of these ids that there are."""
        rows = await self._connections.rows(select(tables.people).where(_P.id.in_(ids)))
        return {row.id: _person(row) for row in rows}

    async def welcome(self, person: Person, *, also: Write | None = None) -> Person:
        """The account of the person's address or mailbox, which is `person` if there was none before.

        `also` is written, or refuses, where it is a new one.
        """
        mailbox = person.mailbox or person.email
        row = (*person[:3], _text(person.roles), person.created_at, mailbox)
        query = select(tables.people).where(_P.id == person.id)
        if person.email is not None and mailbox is not None:
            query = _known(person.email, mailbox)

        def write(connection: Connection) -> Person | None:
            known = _one(connection, query)
            if known is None:
                if also is not None:
                    also(connection)
                bulk.put(connection, tables.people, [row], clash=Clash.KEEP)
            return known or _one(connection, query)

        found = await self._connections.write(write)
        assert found is not None
        return found

    async def with_other_roles(self, roles: Sequence[str]) -> list[Person]:
        """The accounts that have other general roles than these."""
        return [_person(row) for row in await self._connections.rows(_others(roles))]

    async def rename(self, id: str, name: str) -> None:
        """Set the name of an account."""
        renamed = update(tables.people).where(_P.id == id).values(name=name)
        await self._connections.write(lambda connection: connection.execute(renamed))

    async def erase(self, id: str) -> None:
        """Forget an account and every sign-in of its address. `Salts.destroy` unlinks its ballots."""

        def write(connection: Connection) -> None:
            s = tables.sign_ins
            theirs = select(_P.email).where(_P.id == id)
            connection.execute(delete(s).where(s.c.email.in_(theirs)))
            connection.execute(delete(tables.people).where(_P.id == id))

        await self._connections.write(write)


def _known(email: str, mailbox: str) -> Select[Any]:
    """The account of the address; of those of its mailbox that are older than this rule, its own."""
    found = select(tables.people).where((_P.email == email) | (_P.mailbox == mailbox))
    return found.order_by((_P.email == email).desc()).limit(1)


def put_roles(id: str, name: str, roles: Sequence[str]) -> Write:
    """Set the name and the general roles of an account."""
    changed = update(tables.people).where(_P.id == id).values(name=name, roles=_text(roles))

    def write(connection: Connection) -> None:
        connection.execute(changed)

    return write


def _others(roles: Sequence[str]) -> Select[Any]:
    return select(tables.people).where(_P.roles != _text(roles))


def _one(connection: Connection, query: Select[Any]) -> Person | None:
    row = connection.execute(query).first()
    return None if row is None else _person(row)


def _person(row: Row[Any]) -> Person:
    roles = msgspec.json.decode(row.roles, type=list[str])
    return Person(row.id, row.email, row.name, roles, row.created_at, row.mailbox)


def _text(roles: Sequence[str]) -> str:
    return msgspec.json.encode(list(roles)).decode()
