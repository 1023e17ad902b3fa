"""The outbox: mails written down in the transaction's safety, sent afterwards, kept without what they said.

A mail holds secrets: once it was sent or given up nothing of its text stays, only that it was and to whom.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import Connection, case, delete, func, select, update

from hemicycle_protocol.views import MailState

from . import bulk, tables
from .connections import Connections, Write

_M = tables.mails.c
# Who takes a mail has this long to send it; then another node may try.
LEASE_MS = 60_000


class MailKind(StrEnum):
    """What a mail is for."""

    SIGN_IN = "sign_in"
    INVITATION = "invitation"
    MEMBER = "member"
    PANEL = "panel"
    NOTICE = "notice"
    NEWS = "news"
    TEST = "test"


class MailRow(NamedTuple):
    """A mail; `next_at` None means that nobody has to send it (any more); from `expires_at` on nobody does.

    `unsubscribe` is the address that stops mails of its kind, for those that people may stop. `about` names
    what it brings, for whoever wants to know whether it arrived; `asked_by` is the person who had it sent.
    """

    id: str
    at: int
    recipient: str
    subject: str
    body: str
    kind: str
    expires_at: int
    tries: int = 0
    next_at: int | None = None
    sent_at: int | None = None
    fault: str | None = None
    unsubscribe: str | None = None
    about: str = ""
    asked_by: str = ""
    refused_at: int | None = None


class Mails:
    """All mails."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def newest(self, limit: int = 100) -> list[MailRow]:
        """The last mails, newest first."""
        query = select(tables.mails).order_by(_M.at.desc(), _M.id).limit(limit)
        return [MailRow(*row) for row in await self._connections.rows(query)]

    async def subjects_to(self, recipient: str) -> list[tuple[int, str, str]]:
        """When an address was written to, in which kind of mail and about what; the newest first."""
        query = select(_M.at, _M.kind, _M.subject).where(_M.recipient == recipient)
        rows = await self._connections.rows(query.order_by(_M.at.desc(), _M.id))
        return [(row.at, row.kind, row.subject) for row in rows]

    async def states(self, subjects: Sequence[str]) -> dict[str, MailState]:
        """How far the newest mail about each of these came, where one was there to be sent lately."""
        query = select(_M.about, _M.sent_at, _M.refused_at, _M.next_at).where(_M.about.in_(subjects))
        rows = await self._connections.rows(query.order_by(_M.at, _M.id))
        found = {row.about: _state(row.sent_at, row.refused_at, row.next_at) for row in rows}
        return {about: state for about, state in found.items() if state is not None}

    async def has_due(self, *, now: int) -> bool:
        """Whether a mail waits to be taken."""
        query = select(_M.id).where(_M.next_at <= now, _M.expires_at > now).limit(1)
        return bool(await self._connections.rows(query))

    async def take(self, *, now: int, limit: int = 10) -> list[MailRow]:
        """Mails that are due, for the caller alone during the lease; their tries are counted.

        Codes go first: somebody looks at a screen until theirs is there.
        """
        due = select(tables.mails).where(_M.next_at <= now, _M.expires_at > now)
        due = due.order_by(_M.next_at).limit(limit).with_for_update(skip_locked=True)

        def write(connection: Connection) -> list[MailRow]:
            rows = connection.execute(due.where(_M.kind == MailKind.SIGN_IN)).all()
            mails = [MailRow(*row) for row in rows or connection.execute(due)]
            taken = update(tables.mails).where(_M.id.in_([mail.id for mail in mails]))
            connection.execute(taken.values(tries=_M.tries + 1, next_at=now + LEASE_MS))
            return [mail._replace(tries=mail.tries + 1) for mail in mails]

        return await self._connections.write(write)

    async def sent(self, id: str, *, now: int) -> None:
        """The mail has left."""
        await self._change(id, **_BLANK, sent_at=now, next_at=None, fault=None)

    async def failed(self, id: str, *, fault: str, next_at: int) -> None:
        """The mail did not leave; try again at `next_at`."""
        await self._change(id, fault=fault, next_at=next_at)

    async def given_up(self, id: str, *, fault: str, now: int) -> bool:
        """The mail will not arrive: it was refused, also by a server further on, or tried for too long.

        False if it is not known any more.
        """
        return await self._change(id, **_BLANK, fault=fault, next_at=None, sent_at=None, refused_at=now)

    async def expire(self, *, now: int) -> None:
        """Give up what would arrive too late."""
        late = update(tables.mails).where(_M.expires_at <= now, _M.body != "")
        blank = late.values(**_BLANK, next_at=None, fault=func.coalesce(_M.fault, "too late"))
        waited = case((_M.next_at.is_(None), None), else_=now)
        await self._connections.write(lambda connection: connection.execute(blank.values(refused_at=waited)))

    async def forget(self, *, before: int) -> None:
        """Drop mails written before an instant that nobody has to send."""
        old = delete(tables.mails).where((_M.at < before) & _M.next_at.is_(None))
        await self._connections.write(lambda connection: connection.execute(old))

    async def _change(self, id: str, **values: object) -> bool:
        changed = update(tables.mails).where(_M.id == id).values(**values)
        return await self._connections.write(lambda connection: connection.execute(changed).rowcount > 0)


# The subject of a sign-in is its code.
_BLANK = {
    "body": "",
    "unsubscribe": None,
    "subject": case((_M.kind == MailKind.SIGN_IN, ""), else_=_M.subject),
}


def _state(sent_at: int | None, refused_at: int | None, next_at: int | None) -> MailState | None:
    if refused_at is not None:
        return MailState.REFUSED
    if sent_at is not None:
        return MailState.SENT
    return None if next_at is None else MailState.WAITING


def put_mail(mail: MailRow) -> Write:
    """Write a mail down; with `next_at` it will be taken from then on."""
    return lambda connection: bulk.put(connection, tables.mails, [mail])
