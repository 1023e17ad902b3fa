"""Invitations to a role in a debate: a link that expires and can be revoked; only its hash is kept.

A link may be used again while it is good (another device of the same panelist): it stands for the
person who accepted it first.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import Row, select, update

from hemicycle_protocol.errors import Code, Refused

from . import bulk, tables
from .bulk import Clash
from .connections import Connections

_I = tables.invitations.c


class InvitationRow(NamedTuple):
    """An invitation; instants are None for what has not happened."""

    id: str
    token_hash: str
    debate: str
    role: str
    name: str
    seat: str | None
    email: str | None
    created_at: int
    expires_at: int
    accepted_at: int | None = None
    accepted_by: str | None = None
    revoked_at: int | None = None


class Invitations:
    """All invitations."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def add(self, invitation: InvitationRow) -> None:
        """Keep a new invitation."""
        async with self._connections.write() as connection:
            await bulk.put(connection, tables.invitations, [invitation])

    async def get(self, id: str) -> InvitationRow | None:
        """The invitation of that id."""
        async with self._connections.read() as connection:
            query = select(tables.invitations).where(_I.id == id)
            row = (await connection.execute(query)).first()
        return None if row is None else _row(row)

    async def of_debate(self, debate: str) -> list[InvitationRow]:
        """The invitations of a debate, oldest first."""
        query = select(tables.invitations).where(_I.debate == debate).order_by(_I.created_at, _I.id)
        async with self._connections.read() as connection:
            return [_row(row) for row in await connection.execute(query)]

    async def accept(self, token_hash: str, *, person: str, now: int) -> InvitationRow:
        """The invitation of a link, whose `accepted_by` is `person` unless somebody accepted it before.

        Raises:
            Refused: `NOT_FOUND`, `REVOKED` or `EXPIRED`.
        """
        async with self._connections.write() as connection:
            query = select(tables.invitations).where(_I.token_hash == token_hash).with_for_update()
            row = (await connection.execute(query)).first()
            if row is None:
                raise Refused(Code.NOT_FOUND)
            invitation = _row(row)
            if invitation.revoked_at is not None:
                raise Refused(Code.REVOKED, revoked_at=invitation.revoked_at)
            if now >= invitation.expires_at:
                raise Refused(Code.EXPIRED, expired_at=invitation.expires_at)
            if invitation.accepted_by is None:
                invitation = invitation._replace(accepted_at=now, accepted_by=person)
                accepted = {"accepted_at": now, "accepted_by": person}
                mine = update(tables.invitations).where(_I.id == invitation.id)
                await connection.execute(mine.values(**accepted))
        return invitation

    async def revoke(self, id: str, *, now: int, subject: str, tokens_until: int) -> InvitationRow:
        """Make an invitation worth nothing, and with it every token made from it (`subject`). Idempotent.

        `tokens_until` is when the last of these tokens expires.

        Raises:
            Refused: `NOT_FOUND`.
        """
        async with self._connections.write() as connection:
            query = select(tables.invitations).where(_I.id == id).with_for_update()
            row = (await connection.execute(query)).first()
            if row is None:
                raise Refused(Code.NOT_FOUND, invitation=id)
            invitation = _row(row)
            if invitation.revoked_at is not None:
                return invitation
            await connection.execute(update(tables.invitations).where(_I.id == id).values(revoked_at=now))
            revoked = (subject, now, tokens_until)
            await bulk.put(connection, tables.revocations, [revoked], clash=Clash.REPLACE)
        return invitation._replace(revoked_at=now)


def _row(row: Row[Any]) -> InvitationRow:
    return InvitationRow._make(row)
