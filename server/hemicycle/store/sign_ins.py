"""Sign-ins under way: one mail holds a link and a code; either of them, once, before it expires.

The link opens anywhere, the code only in the browser that asked for it: whoever types wrong codes elsewhere
spoils their own. Only hashes are kept (`auth.codes`, `auth.invitations` make them).
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, case, delete, func, select, update

from hemicycle_protocol.errors import Code, Refused

from . import bulk, tables
from .connections import Connections, Write

_S = tables.sign_ins.c

# With so many tries of 10^6 codes, and ten mails an hour to a mailbox, guessing takes years.
MAX_TRIES = 5


class SignIn(NamedTuple):
    """What was sent to an address, and where its reader wanted to go.

    `mailbox` is the same for all ways to write an address, `browser` for all that one browser asked for,
    `network` for all that were asked for from one place.
    """

    id: str
    email: str
    mailbox: str
    browser: str
    network: str
    link_hash: str
    code_hash: str
    next: str
    created_at: int
    code_until: int
    link_until: int


class Unused(NamedTuple):
    """Sign-ins that were not used: how many, and when the oldest was asked for."""

    number: int
    since: int | None


class Asked(NamedTuple):
    """What was asked for lately and not used: to one mailbox, to it from one network, by one browser, from
    the network to all.
    """

    to_mailbox: Unused
    to_mailbox_from_network: Unused
    from_browser: Unused
    from_network: Unused


class SignIns:
    """All sign-ins that were asked for."""

    def __init__(self, connections: Connections, *, max_tries: int = MAX_TRIES) -> None:
        self._connections = connections
        self._max_tries = max_tries

    async def open(self, sign_in: SignIn, *, check: Callable[[Asked], None], since: int, also: Write) -> None:
        """Expect that somebody comes with the link or the code, and do `also`; nothing if `check` raises.

        It is told of what was asked for after `since`.
        """

        def write(connection: Connection) -> None:
            check(_asked(connection, sign_in, since))
            row = (*sign_in[:8], 0, *sign_in[8:], None)
            bulk.put(connection, tables.sign_ins, [row])
            also(connection)

        await self._connections.write(write)

    async def newest_of(self, browser: str) -> str | None:
        """The id of what a browser asked for last, if it was not used."""
        query = select(_S.id).where(_S.browser == browser, _S.used_at.is_(None))
        rows = await self._connections.rows(query.order_by(_S.created_at.desc(), _S.id).limit(1))
        return rows[0].id if rows else None

    async def spend_link(self, link_hash: str, *, now: int) -> SignIn:
        """Use a link up.

        Raises:
            Refused: `INVALID` if there is no such link or it was used, `EXPIRED`.
        """

        query = select(tables.sign_ins).where(_S.link_hash == link_hash, _S.used_at.is_(None))
        # Whoever tries what is good for nothing makes nobody wait who writes, here and below.
        if not await self._connections.rows(query):
            raise Refused(Code.INVALID, field="token")

        def write(connection: Connection) -> SignIn:
            row = connection.execute(query.with_for_update()).first()
            if row is None:
                raise Refused(Code.INVALID, field="token")
            if now >= row.link_until:
                raise Refused(Code.EXPIRED, expired_at=row.link_until)
            _spend(connection, row.mailbox, now)
            return _sign_in(row)

        return await self._connections.write(write)

    async def spend_code(
        self, mailbox: str, browser: str, hash_of: Callable[[str], str], *, now: int
    ) -> SignIn:
        """Use up a code that a browser asked for; `hash_of(sign_in_id)` is the hash of what was typed.

        Any of its mails will do, whichever arrived. Every try counts for each of them, also a wrong one,
        before it is compared.

        Raises:
            Refused: `INVALID` with `tries_left`, and `asked_here` false when this browser asked for none;
                `EXPIRED`.
        """
        mine = (_S.mailbox == mailbox) & (_S.browser == browser) & _S.used_at.is_(None)
        query = select(tables.sign_ins).where(mine).order_by(_S.created_at.desc(), _S.id)
        self._open(await self._connections.rows(query), now)

        def write(connection: Connection) -> SignIn | Refused:
            open_ = self._open(connection.execute(query.with_for_update()).all(), now)
            tried = update(tables.sign_ins).where(_S.id.in_([row.id for row in open_]))
            connection.execute(tried.values(tries=_S.tries + 1))
            for row in open_:
                if hmac.compare_digest(hash_of(row.id), row.code_hash):
                    _spend(connection, mailbox, now)
                    return _sign_in(row)
            # Returned, not raised, which would take back the count of the try.
            left = max(self._max_tries - row.tries - 1 for row in open_)
            return Refused(Code.INVALID, field="code", tries_left=left)

        found = await self._connections.write(write)
        if isinstance(found, Refused):
            raise found
        return found

    def _open(self, rows: Sequence[Row[Any]], now: int) -> list[Row[Any]]:
        """Those of a browser's, newest first, whose codes can be tried. Refused if there are none."""
        if not rows:
            raise Refused(Code.INVALID, field="code", tries_left=0, asked_here=False)
        fresh = [row for row in rows if now < row.code_until]
        if not fresh:
            raise Refused(Code.EXPIRED, expired_at=rows[0].code_until)
        open_ = [row for row in fresh if row.tries < self._max_tries]
        if not open_:
            raise Refused(Code.INVALID, field="code", tries_left=0)
        return open_

    async def forget(self, *, before: int) -> None:
        """Drop what was asked for before an instant."""
        old = delete(tables.sign_ins).where(_S.created_at < before)
        await self._connections.write(lambda connection: connection.execute(old))


def _asked(connection: Connection, sign_in: SignIn, since: int) -> Asked:
    here = _S.network == sign_in.network
    mailbox, browser = _S.mailbox == sign_in.mailbox, _S.browser == sign_in.browser
    counts = [
        count
        for such in (mailbox, mailbox & here, browser, here)
        for count in (func.count(case((such, 1))), func.min(case((such, _S.created_at))))
    ]
    query = select(*counts).where((mailbox | browser | here) & _S.used_at.is_(None), _S.created_at > since)
    row = connection.execute(query).one()
    return Asked(*(Unused(*row[at : at + 2]) for at in range(0, 8, 2)))


def _spend(connection: Connection, mailbox: str, now: int) -> None:
    """All that is open for the mailbox: an older mail is no second key."""
    mine = (_S.mailbox == mailbox) & _S.used_at.is_(None)
    connection.execute(update(tables.sign_ins).where(mine).values(used_at=now))


def _sign_in(row: Row[Any]) -> SignIn:
    values = row._asdict()
    return SignIn(**{name: values[name] for name in SignIn._fields})
