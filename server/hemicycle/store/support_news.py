"""News for supporters who asked for it: written down with the fact they tell, then mailed in small parts.

A node takes the oldest news that is not all told, writes the mails of the next supporters and how far it
came in one transaction: nobody gets the same news twice, and nobody is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, exists, func, select, update

from hemicycle_protocol.personal import Pace, Subject

from . import bulk, tables
from .connections import Connections, Write
from .mails import MailRow

_N = tables.support_news.c
_S = tables.supports.c
_P = tables.people.c
_L = tables.languages.c
_W = tables.paces.c


class News(NamedTuple):
    """Something that happened to a bill. `fact` is JSON; `told` the last person who got it."""

    id: str
    process: str
    at: int
    fact: str
    told: str = ""
    done_at: int | None = None


class Reader(NamedTuple):
    """A supporter who gets a mail, in their language if they have chosen one."""

    person: str
    email: str
    name: str
    locale: str


class SupportNews:
    """All news."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def tell(self, write_mail: Callable[[News, Reader], MailRow], *, now: int, limit: int) -> int:
        """Write the mails of the next supporters of the oldest news; how many, 0 when all is told.

        `write_mail` must look at what it is given alone: it runs within the transaction.
        """

        def write(connection: Connection) -> int:
            open_ = select(tables.support_news).where(_N.done_at.is_(None)).order_by(_N.at, _N.id).limit(1)
            row = connection.execute(open_.with_for_update(skip_locked=True)).first()
            if row is None:
                return 0
            news = News(*row)
            readers = _readers(connection, news, limit)
            bulk.put(connection, tables.mails, [write_mail(news, reader) for reader in readers])
            done_at = now if len(readers) < limit else None
            told = readers[-1].person if readers else news.told
            changed = update(tables.support_news).where(_N.id == news.id)
            connection.execute(changed.values(told=told, done_at=done_at))
            return max(1, len(readers))

        return await self._connections.write(write)


def put_news(news: Sequence[News]) -> Write:
    """Write news down with the facts it tells."""
    return lambda connection: bulk.put(connection, tables.support_news, news)


def _readers(connection: Connection, news: News, limit: int) -> list[Reader]:
    """The next supporters who asked for news and did not switch off all mails about bills."""
    none = exists().where(_W.person == _S.person, _W.subject == Subject.BILL, _W.pace == Pace.NONE)
    query = (
        select(_S.person, _P.email, _P.name, func.coalesce(_L.locale, "fr"))
        .join(tables.people, _P.id == _S.person)
        .outerjoin(tables.languages, _L.person == _S.person)
        .where(_S.process == news.process, _S.news, _S.person > news.told, _P.email.is_not(None), ~none)
        .order_by(_S.person)
        .limit(limit)
    )
    return [Reader(*row) for row in connection.execute(query)]
