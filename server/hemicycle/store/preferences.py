"""How people wish to hear of things: paces by subject, the processes they follow, their language."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from hemicycle_protocol.personal import Followed, Pace, Subject

from . import bulk, tables
from .bulk import Clash
from .connections import Connections

_P = tables.paces.c
_F = tables.follows.c
_L = tables.languages.c


class Preferences:
    """All preferences."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def paces(self, person: str) -> dict[Subject, Pace]:
        """What somebody chose; the subjects they left alone are not in it."""
        query = select(_P.subject, _P.pace).where(_P.person == person)
        return {Subject(row.subject): Pace(row.pace) for row in await self._connections.rows(query)}

    async def set_pace(self, person: str, subject: Subject, pace: Pace) -> None:
        """Choose for one subject."""
        row = (person, subject.value, pace.value)
        await self._connections.write(
            lambda connection: bulk.put(connection, tables.paces, [row], clash=Clash.REPLACE)
        )

    async def follow(self, process: str, person: str, *, on: bool, at: int) -> None:
        """Follow a process, or stop; repeating it changes nothing."""
        gone = delete(tables.follows).where(_F.process == process, _F.person == person)

        def write(connection: Connection) -> None:
            if on:
                bulk.put(connection, tables.follows, [(process, person, at)], clash=Clash.KEEP)
            else:
                connection.execute(gone)

        await self._connections.write(write)

    async def followed(self, person: str) -> list[Followed]:
        """The processes somebody follows, by title."""
        p = tables.processes.c
        query = (
            select(p.id, p.title)
            .join(tables.follows, _F.process == p.id)
            .where(_F.person == person)
            .order_by(p.title, p.id)
        )
        return [Followed(row.id, row.title) for row in await self._connections.rows(query)]

    async def language(self, person: str) -> str | None:
        """The language of somebody's mails, if it is known."""
        rows = await self._connections.rows(select(_L.locale).where(_L.person == person))
        return rows[0].locale if rows else None

    async def language_at(self, mailbox: str) -> str | None:
        """The language of the account of that mailbox, if it is known."""
        query = select(_L.locale).join(tables.people, tables.people.c.id == _L.person)
        rows = await self._connections.rows(query.where(tables.people.c.mailbox == mailbox))
        return rows[0].locale if rows else None

    async def set_language(self, person: str, locale: str, *, chosen: bool) -> None:
        """Write in this language from now on; one that was only noticed leaves what was `chosen`."""
        clash = Clash.REPLACE if chosen else Clash.KEEP
        row = (person, locale)
        await self._connections.write(
            lambda connection: bulk.put(connection, tables.languages, [row], clash=clash)
        )
