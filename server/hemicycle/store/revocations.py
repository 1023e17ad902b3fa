"""The subjects whose tokens were taken back before they expired; `auth.revocations` names them."""

from __future__ import annotations

from sqlalchemy import delete, select

from . import bulk, tables
from .bulk import Clash
from .connections import Connections, Write

_R = tables.revocations.c


class RevocationList:
    """All revocations that still matter."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def add(self, subject: str, *, now: int, tokens_until: int) -> None:
        """Revoke a subject until the last of its tokens has expired."""
        await self._connections.write(put_revocation(subject, now=now, tokens_until=tokens_until))

    async def current(self, *, now: int) -> set[str]:
        """The subjects whose tokens would still be good."""
        query = select(_R.subject).where(_R.expires_at > now)
        return {row.subject for row in await self._connections.rows(query)}

    async def forget(self, *, now: int) -> None:
        """Drop the subjects whose tokens have all expired."""
        old = delete(tables.revocations).where(_R.expires_at <= now)
        await self._connections.write(lambda connection: connection.execute(old))


def put_revocation(subject: str, *, now: int, tokens_until: int) -> Write:
    """The same as part of a transaction."""
    row = (subject, now, tokens_until)
    return lambda connection: bulk.put(connection, tables.revocations, [row], clash=Clash.REPLACE)
