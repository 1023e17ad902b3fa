"""What people should hear of: read off the logs of processes, spread over those it concerns, then told.

Each step is a transaction that moves a mark from where it was: whichever node does it, it is done once, and
a node that stops in the middle leaves nothing out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, and_, delete, func, select, update

from hemicycle_protocol.personal import Notice

from . import bulk, tables
from .bulk import Clash
from .connections import Connections
from .mails import MailRow, put_mail
from .salts import pseudonym

_N = tables.notices.c
_S = tables.spreads.c
_LOGS = "process/"


class SpreadRow(NamedTuple):
    """A fact that is being told. `after` is the last person it was told to.

    `target` is the text whose author or voters are meant, `but` one whose author is not told.
    """

    id: str
    audience: str
    kind: str
    process: str
    target: str
    but: str
    body: str
    at: int
    after: str = ""
    done_at: int | None = None


class NoticeRow(NamedTuple):
    """A notice of one person: told at `due_at`, or never; once it was, `sent_at` stands instead."""

    id: str
    person: str
    kind: str
    process: str
    target: str
    body: str
    at: int
    due_at: int | None
    sent_at: int | None = None

    @property
    def notice(self) -> Notice:
        """What it says."""
        return msgspec.json.decode(self.body, type=Notice)


class Unheard(NamedTuple):
    """A log with facts that nobody has looked at yet."""

    log: str
    after: int


class NoticeStore:
    """All notices, and how far each log was read for them."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    # --- from the logs --------------------------------------------------------------------------

    async def unheard(self, limit: int) -> list[Unheard]:
        """Logs of processes with facts that were not read for notices."""
        h, m = tables.heads.c, tables.heard.c
        after = func.coalesce(m.offset, 0)
        query = (
            select(h.log, after.label("after"))
            .outerjoin(tables.heard, m.log == h.log)
            .where(h.log >= _LOGS, h.log < _LOGS[:-1] + "0", h.head > after)
            .limit(limit)
        )
        return [Unheard(row.log, row.after) for row in await self._connections.rows(query)]

    async def hear(
        self, known: Unheard, offset: int, spreads: Sequence[SpreadRow], taken_back: Collection[str]
    ) -> bool:
        """Note that a log was read up to `offset`, and what to tell of it. False: another node was first."""

        def write(connection: Connection) -> bool:
            if not _advance(connection, known, offset):
                return False
            for target in taken_back:
                gone = delete(tables.notices).where(_N.target == target, _N.sent_at.is_(None))
                connection.execute(gone)
            bulk.put(connection, tables.spreads, spreads, clash=Clash.KEEP)
            return True

        return await self._connections.write(write)

    async def announce(self, spreads: Sequence[SpreadRow]) -> None:
        """To be told, unless one of that id was before."""
        await self._connections.write(
            lambda connection: bulk.put(connection, tables.spreads, spreads, clash=Clash.KEEP)
        )

    # --- to people ------------------------------------------------------------------------------

    async def open_spreads(self, limit: int) -> list[SpreadRow]:
        """What is not told to everybody it concerns, the oldest first."""
        query = select(tables.spreads).where(_S.done_at.is_(None)).order_by(_S.at, _S.id).limit(limit)
        return [SpreadRow(*row) for row in await self._connections.rows(query)]

    async def followers(self, process: str, *, after: str, limit: int) -> list[str]:
        """Followers of a process in the order of their ids."""
        f = tables.follows.c
        query = select(f.person).where(f.process == process, f.person > after).order_by(f.person)
        return [row.person for row in await self._connections.rows(query.limit(limit))]

    async def voters(self, process: str, target: str, *, after: str, limit: int) -> tuple[list[str], str]:
        """Of the next people in a box, those who hold a ballot on a target; and the last one looked at.

        Only here is a pseudonym led back to its person, to tell them; nothing of it is kept.
        """
        s = tables.salts.c
        query = select(s.person, s.salt).where(s.box == process, s.person > after).order_by(s.person)

        def read(connection: Connection) -> tuple[list[str], str]:
            owners = {
                pseudonym(row.person, bytes(row.salt)): row.person
                for row in connection.execute(query.limit(limit))
            }
            places = [(process, voter, target) for voter in owners]
            choice = list(tables.ballots.columns).index(tables.ballots.c.choice)
            rows = bulk.find(connection, tables.ballots, places)
            held = sorted(owners[row[1]] for row in rows if row[choice] is not None)
            return held, max(owners.values(), default="")

        return await self._connections.snapshot(read)

    async def tell(
        self, spread: SpreadRow, notices: Sequence[NoticeRow], *, after: str, done_at: int | None
    ) -> None:
        """Give notices to these people and note how far the spread is; nothing if another node was first."""
        moved = update(tables.spreads).where(
            _S.id == spread.id, _S.after == spread.after, _S.done_at.is_(None)
        )

        def write(connection: Connection) -> None:
            if connection.execute(moved.values(after=after, done_at=done_at)).rowcount:
                bulk.put(connection, tables.notices, notices, clash=Clash.KEEP)

        await self._connections.write(write)

    # --- by mail --------------------------------------------------------------------------------

    async def due(self, *, now: int, limit: int) -> list[str]:
        """People who have something to hear now."""
        query = select(_N.person, func.min(_N.due_at)).where(_N.due_at <= now).group_by(_N.person)
        query = query.order_by(func.min(_N.due_at), _N.person).limit(limit)
        return [row.person for row in await self._connections.rows(query)]

    async def send(
        self, person: str, compose: Callable[[list[NoticeRow]], MailRow | None], *, now: int
    ) -> None:
        """Tell somebody all that is due, in one mail or none; done once, whoever tries at the same time."""
        waiting = and_(_N.person == person, _N.due_at <= now)
        query = select(tables.notices).where(waiting).order_by(_N.at, _N.id)

        def write(connection: Connection) -> None:
            rows = [NoticeRow(*row) for row in connection.execute(query.with_for_update(skip_locked=True))]
            if not rows:
                return
            told = update(tables.notices).where(_N.id.in_([row.id for row in rows]))
            connection.execute(told.values(sent_at=now, due_at=None))
            mail = compose(rows)
            if mail is not None:
                put_mail(mail)(connection)

        await self._connections.write(write)

    async def recent(self, person: str, limit: int = 30) -> list[Notice]:
        """What somebody was or will be told, the newest first."""
        query = select(tables.notices).where(_N.person == person).order_by(_N.at.desc(), _N.id).limit(limit)
        return [NoticeRow(*row).notice for row in await self._connections.rows(query)]

    async def retime(self, person: str, kinds: Collection[str], due_of: Callable[[int], int | None]) -> None:
        """What somebody was not told yet of these kinds is due at another time, from when it happened."""
        waiting = and_(_N.person == person, _N.kind.in_(kinds), _N.due_at.is_not(None))
        query = select(_N.id, _N.at).where(waiting)

        def write(connection: Connection) -> None:
            for id_, at in connection.execute(query).all():
                connection.execute(update(tables.notices).where(_N.id == id_).values(due_at=due_of(at)))

        await self._connections.write(write)

    async def forget(self, *, before: int) -> None:
        """Drop what happened before an instant."""
        old = [
            delete(tables.notices).where(_N.at < before),
            delete(tables.spreads).where(_S.at < before, _S.done_at.is_not(None)),
        ]

        def write(connection: Connection) -> None:
            for statement in old:
                connection.execute(statement)

        await self._connections.write(write)


def _advance(connection: Connection, known: Unheard, offset: int) -> bool:
    """Move the mark of a log; False if somebody else moved it."""
    bulk.put(connection, tables.heard, [(known.log, 0)], clash=Clash.KEEP)
    m = tables.heard.c
    moved = update(tables.heard).where(m.log == known.log, m.offset == known.after)
    return connection.execute(moved.values(offset=offset)).rowcount == 1
