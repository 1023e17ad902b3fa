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

    async def current(self, *, now: int) -> dict[str, int]:
        """The subjects whose tokens would still be good, and when they were revoked last."""
        query = select(_R.subject, _R.at).where(_R.expires_at > now)
        return {row.subject: row.at for row in await self._connections.rows(query)}

    async def forget(self, *, now: int) -> None:
        """Drop the subjects whose tokens have all expired."""
        old = delete(tables.revocations).where(_R.expires_at <= now)
        await self._connections.write(lambda connection: connection.execute(old))


def put_revocation(subject: str, *, now: int, tokens_until: int) -> Write:
    """Revoke a subject until the last of its tokens has expired."""
    row = (subject, now, tokens_until)
    return lambda connection: bulk.put(connection, tables.revocations, [row], clash=Clash.REPLACE)
