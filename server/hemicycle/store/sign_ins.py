"""Sign-ins under way: one mail holds a link and a code; either of them, once, before it expires.

Only hashes are kept (`auth.codes`, `auth.invitations` make them).
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, delete, func, select, update

from hemicycle_protocol.errors import Code, Refused

from . import bulk, tables
from .connections import Connections

_S = tables.sign_ins.c

# With so many tries of 10^6 codes, and six mails an hour to an address, guessing takes years.
MAX_TRIES = 5


class SignIn(NamedTuple):
    """What was sent to an address of a mailbox, and where its reader wanted to go."""

    id: str
    email: str
    mailbox: str
    link_hash: str
    code_hash: str
    next: str
    created_at: int
    expires_at: int


class SignIns:
    """All sign-ins that were asked for."""

    def __init__(self, connections: Connections, *, max_tries: int = MAX_TRIES) -> None:
        self._connections = connections
        self._max_tries = max_tries

    async def open(self, sign_in: SignIn) -> None:
        """Expect that somebody comes with the link or the code."""
        row = (*sign_in[:6], 0, sign_in.created_at, sign_in.expires_at, None)
        await self._connections.write(lambda connection: bulk.put(connection, tables.sign_ins, [row]))

    async def asked_since(self, mailbox: str, since: int) -> int:
        """How many were asked for a mailbox, to limit the mails it gets."""
        query = select(func.count()).where(_S.mailbox == mailbox, _S.created_at >= since)
        return await self._connections.read(lambda connection: connection.scalar(query)) or 0

    async def spend_link(self, link_hash: str, *, now: int) -> SignIn:
        """Use a link up.

        Raises:
            Refused: `INVALID` if there is no such link or it was used, `EXPIRED`.
        """

        def write(connection: Connection) -> SignIn:
            query = select(tables.sign_ins).where(_S.link_hash == link_hash).with_for_update()
            row = connection.execute(query).first()
            if row is None or row.used_at is not None:
                raise Refused(Code.INVALID, field="token")
            if now >= row.expires_at:
                raise Refused(Code.EXPIRED, expired_at=row.expires_at)
            _spend(connection, row.mailbox, now)
            return _sign_in(row)

        return await self._connections.write(write)

    async def spend_code(self, mailbox: str, hash_of: Callable[[str], str], *, now: int) -> SignIn:
        """Use up the newest code sent to a mailbox; `hash_of(sign_in_id)` is the hash of what was typed.

        Every try counts, also a wrong one, before it is compared.

        Raises:
            Refused: `INVALID` with `tries_left`, or `EXPIRED`.
        """

        def write(connection: Connection) -> SignIn | Refused:
            open_ = (_S.mailbox == mailbox) & _S.used_at.is_(None)
            newest = select(tables.sign_ins).where(open_).order_by(_S.created_at.desc(), _S.id).limit(1)
            row = connection.execute(newest.with_for_update()).first()
            if row is None:
                raise Refused(Code.INVALID, field="code", tries_left=0)
            tries_left = self._max_tries - row.tries - 1
            if now >= row.expires_at:
                raise Refused(Code.EXPIRED, expired_at=row.expires_at)
            if tries_left < 0:
                raise Refused(Code.INVALID, field="code", tries_left=0)
            connection.execute(update(tables.sign_ins).where(_S.id == row.id).values(tries=row.tries + 1))
            if not hmac.compare_digest(hash_of(row.id), row.code_hash):
                # Returned, not raised, which would take back the count of the try.
                return Refused(Code.INVALID, field="code", tries_left=tries_left)
            _spend(connection, mailbox, now)
            return _sign_in(row)

        found = await self._connections.write(write)
        if isinstance(found, Refused):
            raise found
        return found

    async def forget(self, *, before: int) -> None:
        """Drop what was asked for before an instant."""
        old = delete(tables.sign_ins).where(_S.created_at < before)
        await self._connections.write(lambda connection: connection.execute(old))


def _spend(connection: Connection, mailbox: str, now: int) -> None:
    """All that is open for the mailbox: an older mail is no second key."""
    mine = (_S.mailbox == mailbox) & _S.used_at.is_(None)
    connection.execute(update(tables.sign_ins).where(mine).values(used_at=now))


def _sign_in(row: Row[Any]) -> SignIn:
    return SignIn(
        row.id, row.email, row.mailbox, row.link_hash, row.code_hash, row.next, row.created_at, row.expires_at
    )
