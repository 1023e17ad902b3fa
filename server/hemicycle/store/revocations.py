"""The subjects whose tokens were taken back before they expired; `auth.revocations` names them."""

from __future__ import annotations

from sqlalchemy import delete, select

from . import bulk, tables
from .bulk import Clash
from .connections import Connections

_R = tables.revocations.c


class RevocationList:
    """All revocations that still matter."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def add(self, subject: str, *, now: int, tokens_until: int) -> None:
        """Revoke a subject until the last of its tokens has expired."""
        async with self._connections.write() as connection:
            row = (subject, now, tokens_until)
            await bulk.put(connection, tables.revocations, [row], clash=Clash.REPLACE)

    async def current(self, *, now: int) -> set[str]:
        """The subjects whose tokens would still be good."""
        async with self._connections.read() as connection:
            return set(await connection.scalars(select(_R.subject).where(_R.expires_at > now)))

    async def forget(self, *, now: int) -> None:
        """Drop the subjects whose tokens have all expired."""
        async with self._connections.write() as connection:
            await connection.execute(delete(tables.revocations).where(_R.expires_at <= now))
