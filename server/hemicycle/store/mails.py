"""The outbox: mails written down in the transaction's safety, sent afterwards, kept to be looked at."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, delete, select, update

from . import bulk, tables
from .connections import Connections, Write

_M = tables.mails.c
# Who takes a mail has this long to send it; then another node may try.
LEASE_MS = 60_000


class MailRow(NamedTuple):
    """A mail; `next_at` None means that nobody has to send it (any more).

    `unsubscribe` is the address that stops mails of its kind, for those that people may stop.
    """

    id: str
    at: int
    recipient: str
    subject: str
    body: str
    tries: int = 0
    next_at: int | None = None
    sent_at: int | None = None
    fault: str | None = None
    unsubscribe: str | None = None


class Mails:
    """All mails."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def add(self, mail: MailRow) -> None:
        """Write a mail down; with `next_at` it will be taken from then on."""
        await self._connections.write(put_mail(mail))

    async def newest(self, limit: int = 100) -> list[MailRow]:
        """The last mails, newest first."""
        query = select(tables.mails).order_by(_M.at.desc(), _M.id).limit(limit)
        return [MailRow(*row) for row in await self._connections.rows(query)]

    async def subjects_to(self, recipient: str) -> list[tuple[int, str]]:
        """When an address was written to, and about what; the newest first."""
        query = select(_M.at, _M.subject).where(_M.recipient == recipient).order_by(_M.at.desc(), _M.id)
        return [(row.at, row.subject) for row in await self._connections.rows(query)]

    async def take(self, *, now: int, limit: int = 10) -> list[MailRow]:
        """Mails that are due, for the caller alone during the lease; their tries are counted."""
        due = select(tables.mails).where(_M.next_at <= now).order_by(_M.next_at).limit(limit)

        def write(connection: Connection) -> list[MailRow]:
            rows = connection.execute(due.with_for_update(skip_locked=True))
            mails = [MailRow(*row) for row in rows]
            taken = update(tables.mails).where(_M.id.in_([mail.id for mail in mails]))
            connection.execute(taken.values(tries=_M.tries + 1, next_at=now + LEASE_MS))
            return [mail._replace(tries=mail.tries + 1) for mail in mails]

        return await self._connections.write(write)

    async def sent(self, id: str, *, now: int) -> None:
        """The mail has left."""
        await self._change(id, sent_at=now, next_at=None, fault=None)

    async def failed(self, id: str, *, fault: str, next_at: int | None) -> None:
        """The mail did not leave; try again at `next_at`, or never."""
        await self._change(id, fault=fault, next_at=next_at)

    async def forget(self, *, before: int) -> None:
        """Drop mails written before an instant that nobody has to send."""
        old = delete(tables.mails).where((_M.at < before) & _M.next_at.is_(None))
        await self._connections.write(lambda connection: connection.execute(old))

    async def _change(self, id: str, **values: object) -> None:
        changed = update(tables.mails).where(_M.id == id).values(**values)
        await self._connections.write(lambda connection: connection.execute(changed))


def put_mail(mail: MailRow) -> Write:
    """The same as part of a transaction."""
    return lambda connection: bulk.put(connection, tables.mails, [mail])
