"""Who has which role in a process."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, delete, func, select

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

    async def of_person(self, person: str) -> list[Membership]:
        """All roles of a person."""
        query = select(tables.memberships).where(_M.person == person).order_by(_M.process, _M.role)
        return [Membership(*row) for row in await self._connections.rows(query)]


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
