"""Where somebody is signed in: each sign-in by its id and instant, so that its person can end the others.

Whether a token is good is not asked here (`auth.tokens`, `auth.revocations`).
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import delete, select

from . import bulk, tables
from .bulk import Clash
from .connections import Connections

_S = tables.sessions.c


class SessionRow(NamedTuple):
    """A sign-in of a person, begun at an instant."""

    person: str
    session: str
    at: int


class Sessions:
    """All sign-ins that may still be good."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def begin(self, row: SessionRow) -> None:
        """Note a sign-in."""
        await self._connections.write(
            lambda connection: bulk.put(connection, tables.sessions, [row], clash=Clash.KEEP)
        )

    async def of_person(self, person: str, *, since: int) -> list[SessionRow]:
        """The sign-ins of a person that began after an instant, the newest first."""
        query = select(tables.sessions).where(_S.person == person, _S.at > since)
        rows = await self._connections.rows(query.order_by(_S.at.desc(), _S.session))
        return [SessionRow(*row) for row in rows]

    async def end(self, person: str, session: str) -> None:
        """Forget a sign-in that is over."""
        gone = delete(tables.sessions).where(_S.person == person, _S.session == session)
        await self._connections.write(lambda connection: connection.execute(gone))

    async def forget(self, *, before: int) -> None:
        """Forget those whose tokens have expired."""
        old = delete(tables.sessions).where(_S.at <= before)
        await self._connections.write(lambda connection: connection.execute(old))
