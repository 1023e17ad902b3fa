"""Who has which role in a process."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, delete, exists, func, select

from hemicycle_protocol.errors import Code, Refused

from . import bulk, tables
from .bulk import Clash
from .connections import Connections, Write

_M = tables.memberships.c


class Membership(NamedTuple):
    """A person's role in a process."""

    process: str
    person: str
    role: str
    since: int


class Members:
    """All memberships."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def roles(self, process: str, person: str) -> list[str]:
        """The roles of a person in a process."""
        query = select(_M.role).where(_M.process == process, _M.person == person)
        return [row.role for row in await self._connections.rows(query)]

    async def of_process(self, process: str) -> list[Membership]:
        """All roles in a process, the longest held first."""
        query = select(tables.memberships).where(_M.process == process).order_by(_M.since, _M.person, _M.role)
        return [Membership(*row) for row in await self._connections.rows(query)]

    async def names(self, role: str, processes: Collection[str]) -> dict[str, list[str]]:
        """The names of those who have a role in these processes, by process, the longest held first."""
        query = (
            select(_M.process, tables.people.c.name)
            .join(tables.people, tables.people.c.id == _M.person)
            .where(_M.role == role, _M.process.in_(processes))
            .order_by(_M.since, _M.person)
        )
        names: dict[str, list[str]] = {}
        for row in await self._connections.rows(query):
            names.setdefault(row.process, []).append(row.name)
        return names

    async def alone_in(self, person: str, role: str) -> list[str]:
        """The processes in which nobody else has a role that this person has."""
        return [row.process for row in await self._connections.rows(_alone(person, role))]

    async def of_person(self, person: str) -> list[Membership]:
        """All roles of a person."""
        query = select(tables.memberships).where(_M.person == person).order_by(_M.process, _M.role)
        return [Membership(*row) for row in await self._connections.rows(query)]


def keep_one(person: str, role: str, processes: Collection[str]) -> Write:
    """Undo all of the transaction if a role's last one would leave some of these: refused `ILLEGAL_MOVE`."""

    def write(connection: Connection) -> None:
        beside = select(_M.person).where(_M.role == role, _M.process.in_(processes))
        connection.execute(beside.with_for_update())  # of two who leave at once, one is the last
        alone = {row.process for row in connection.execute(_alone(person, role))}
        if not alone.isdisjoint(processes):
            raise Refused(Code.ILLEGAL_MOVE, reason="last_organiser")

    return write


def put_membership(membership: Membership) -> Write:
    """Give a role; giving it again changes nothing."""

    def write(connection: Connection) -> None:
        bulk.put(connection, tables.memberships, [membership], clash=Clash.KEEP)

    return write


def drop_membership(process: str, person: str, role: str, *, keeps_one: bool = False) -> Write:
    """Take a role back; with `keeps_one` not from the last who has it: refused `ILLEGAL_MOVE`."""
    gone = delete(tables.memberships).where(_M.process == process, _M.person == person, _M.role == role)
    left = select(func.count()).where(_M.process == process, _M.role == role)

    def write(connection: Connection) -> None:
        connection.execute(gone)
        if keeps_one and not connection.scalar(left):
            raise Refused(Code.ILLEGAL_MOVE, reason="last_organiser")

    return write


def _alone(person: str, role: str) -> Select[Any]:
    others = tables.memberships.alias("others")
    beside = exists().where(others.c.process == _M.process, others.c.role == role, others.c.person != person)
    return select(_M.process).where(_M.person == person, _M.role == role, ~beside).order_by(_M.process)
