"""Invitations to a role in a debate: a link that expires and can be revoked; only its hash is kept.

A link may be used again while it is good (another device of the same panelist): it stands for the
person who accepted it first. A renewed invitation has another link; the one before opens nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Select, select, update

from hemicycle_protocol.errors import Code, Refused

from . import bulk, tables
from .bulk import Clash
from .connections import Connections, Write

_I = tables.invitations.c


class InvitationRow(NamedTuple):
    """An invitation; instants are None for what has not happened.

    `created_at` is when its present link was made, `opened_at` when a link of it last let somebody in,
    `made_by` the invitation of the guest who made this one, None for one of an organiser.
    """

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
    opened_at: int | None = None
    made_by: str | None = None


class Invitations:
    """All invitations."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def get(self, id: str) -> InvitationRow | None:
        """The invitation of that id."""
        rows = await self._connections.rows(select(tables.invitations).where(_I.id == id))
        return _row(rows[0]) if rows else None

    async def of_debate(self, debate: str) -> list[InvitationRow]:
        """The invitations of a debate, oldest first."""
        query = select(tables.invitations).where(_I.debate == debate).order_by(_I.created_at, _I.id)
        return [_row(row) for row in await self._connections.rows(query)]

    async def accepted_by(self, person: str) -> list[str]:
        """The ids of the invitations that an account accepted and that still give a role."""
        query = select(_I.id).where(_I.accepted_by == person, _I.revoked_at.is_(None))
        return [row.id for row in await self._connections.rows(query)]

    async def has_hosted(self, person: str, process: str) -> bool:
        """Whether somebody accepted to host a debate of a process, and still may."""
        d = tables.debates.c
        query = (
            select(_I.id)
            .join(tables.debates, d.id == _I.debate)
            .where(d.process == process, _I.role == "host", _I.accepted_by == person)
            .where(_I.revoked_at.is_(None))
        )
        return bool(await self._connections.rows(query.limit(1)))

    async def accept(self, token_hash: str, *, person: str, now: int) -> InvitationRow:
        """The invitation of a link, whose `accepted_by` is `person` unless somebody accepted it before.

        Raises:
            Refused: `NOT_FOUND`, `REVOKED` or `EXPIRED`.
        """

        query = select(tables.invitations).where(_I.token_hash == token_hash)
        # Whoever tries links that are none makes nobody wait who writes.
        if not await self._connections.rows(query):
            raise Refused(Code.NOT_FOUND)

        def write(connection: Connection) -> InvitationRow:
            row = connection.execute(query.with_for_update()).first()
            if row is None:
                raise Refused(Code.NOT_FOUND)
            invitation = _row(row)
            if invitation.revoked_at is not None:
                raise Refused(Code.REVOKED, revoked_at=invitation.revoked_at)
            if now >= invitation.expires_at:
                raise Refused(Code.EXPIRED, expired_at=invitation.expires_at)
            news: dict[str, Any] = {"opened_at": now}
            if invitation.accepted_by is None:
                news |= {"accepted_at": now, "accepted_by": person}
            return _changed(connection, invitation, news)

        return await self._connections.write(write)

    async def renew(
        self, id: str, *, token_hash: str, now: int, expires_at: int, made_by: str | None
    ) -> InvitationRow:
        """Give an invitation another link; the one before opens nothing. Who is in stays in.

        Raises:
            Refused: `NOT_FOUND` or `REVOKED`.
        """

        def write(connection: Connection) -> InvitationRow:
            row = connection.execute(_locked(id)).first()
            if row is None:
                raise Refused(Code.NOT_FOUND, invitation=id)
            invitation = _row(row)
            if invitation.revoked_at is not None:
                raise Refused(Code.REVOKED, revoked_at=invitation.revoked_at)
            _check_maker(connection, made_by)
            news = {
                "token_hash": token_hash,
                "created_at": now,
                "expires_at": expires_at,
                "made_by": made_by,
            }
            return _changed(connection, invitation, news)

        return await self._connections.write(write)

    async def revoke(
        self, id: str, *, now: int, subject_of: Callable[[str], str], tokens_until: int
    ) -> list[InvitationRow]:
        """Make an invitation worth nothing, and with it every token made from it (its subject); and so with
        all that its guest made. Those that are worth nothing now; idempotent.

        `tokens_until` is when the last of these tokens expires.

        Raises:
            Refused: `NOT_FOUND`.
        """

        def write(connection: Connection) -> list[InvitationRow]:
            row = connection.execute(_locked(id)).first()
            if row is None:
                raise Refused(Code.NOT_FOUND, invitation=id)
            gone, waiting = [], [_row(row)]
            while waiting:
                invitation = waiting.pop()
                if invitation.revoked_at is None:
                    revoked = (subject_of(invitation.id), now, tokens_until)
                    bulk.put(connection, tables.revocations, [revoked], clash=Clash.REPLACE)
                    invitation = _changed(connection, invitation, {"revoked_at": now})
                gone.append(invitation)
                made = select(tables.invitations).where(_I.made_by == invitation.id, _I.revoked_at.is_(None))
                waiting += [_row(each) for each in connection.execute(made.with_for_update())]
            return gone

        return await self._connections.write(write)


def put_invitation(invitation: InvitationRow) -> Write:
    """Keep a new invitation; refused `REVOKED` if that of the guest who makes it is revoked."""

    def write(connection: Connection) -> None:
        _check_maker(connection, invitation.made_by)
        bulk.put(connection, tables.invitations, [invitation])

    return write


def _check_maker(connection: Connection, made_by: str | None) -> None:
    """Pass unless a guest makes a link who was taken back meanwhile: nothing would end it."""
    maker = None if made_by is None else connection.execute(_locked(made_by)).first()
    if maker is not None and maker.revoked_at is not None:
        raise Refused(Code.REVOKED, revoked_at=maker.revoked_at)


def _locked(id: str) -> Select[Any]:
    return select(tables.invitations).where(_I.id == id).with_for_update()


def _changed(connection: Connection, invitation: InvitationRow, news: dict[str, Any]) -> InvitationRow:
    connection.execute(update(tables.invitations).where(_I.id == invitation.id).values(**news))
    return invitation._replace(**news)


def _row(row: Row[Any]) -> InvitationRow:
    return InvitationRow._make(row)
