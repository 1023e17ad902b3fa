"""What citizens say beside their support of a bill, and how the number of supports grew.

Who supports is counted in the ballot box, under a pseudonym; a row here belongs to somebody who supports
and says how: publicly or not, with a message, with a wish for news.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, delete, func, or_, select, tuple_, update

from . import bulk, tables
from .bulk import Clash
from .connections import Connections, Write
from .gather import Gather

_S = tables.supports.c
_C = tables.support_counts.c
_B = tables.ballots.c
BATCH = 200
CAPACITY = 5_000
HOUR_MS = 3_600_000


class SupportRow(NamedTuple):
    """How a person supports. `id` names it in public; `seq` grows with their presses.

    `at` is the hour since when they support, `hidden` why moderation took the message off the list.
    """

    process: str
    person: str
    id: str
    public: bool
    name: str
    message: str
    news: bool
    seq: int
    at: int
    hidden: str | None = None


class Entry(NamedTuple):
    """A row to be kept while the ballot of `voter` stands, and what the counter showed then."""

    row: SupportRow
    voter: str
    shown: int


def target_of(process: str) -> str:
    """What a support of the bill of a process is a ballot on, in the process's box."""
    return f"bill/{process}"


class Supports:
    """All rows of supporters."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._gather: Gather[Entry, None] = Gather(self._commit, batch=BATCH, capacity=CAPACITY)

    async def put(self, row: SupportRow, *, voter: str, shown: int) -> None:
        """Keep how somebody supports, unless a newer press of theirs is kept or their ballot is withdrawn.

        `voter` is their pseudonym, `shown` the number of supports just now. Their id, since when, and what
        moderation hid stay; another message is shown again.
        """
        await self._gather.submit(Entry(row, voter, shown))

    async def drop(self, process: str, person: str, *, seq: int) -> None:
        """Forget how somebody supported, unless a newer press of theirs is kept."""
        gone = delete(tables.supports).where(_mine(process, person), _S.seq < seq)
        await self._connections.write(lambda connection: connection.execute(gone))

    async def get(self, process: str, person: str) -> SupportRow | None:
        """How somebody supports."""
        rows = await self._connections.rows(select(tables.supports).where(_mine(process, person)))
        return _row(rows[0]) if rows else None

    async def of_person(self, person: str) -> list[SupportRow]:
        """How somebody supports, in every process."""
        query = select(tables.supports).where(_S.person == person).order_by(_S.process)
        return [_row(row) for row in await self._connections.rows(query)]

    async def by_id(self, id: str) -> SupportRow | None:
        """The row of that public id."""
        rows = await self._connections.rows(select(tables.supports).where(_S.id == id))
        return _row(rows[0]) if rows else None

    async def public(self, process: str) -> int:
        """How many chose to be on the list."""
        query = select(func.count()).select_from(tables.supports).where(_S.process == process, _S.public)
        return int((await self._connections.rows(query))[0][0])

    async def page(self, process: str, *, after: tuple[int, str] | None, limit: int) -> list[SupportRow]:
        """The list, the newest first, from behind (`at`, `id`) on."""
        query = select(tables.supports).where(_S.process == process, _S.public)
        if after is not None:
            at, id_ = after
            query = query.where(or_(_S.at < at, and_(_S.at == at, _S.id < id_)))
        rows = await self._connections.rows(query.order_by(_S.at.desc(), _S.id.desc()).limit(limit))
        return [_row(row) for row in rows]

    async def curve(self, process: str) -> list[tuple[int, int]]:
        """The last number that was seen in each hour: (beginning of the hour, count)."""
        query = select(_C.at, _C.count).where(_C.process == process).order_by(_C.at)
        return [(row.at, row.count) for row in await self._connections.rows(query)]

    async def sample(self, process: str, *, shown: int, at: int) -> None:
        """Remember the number of this hour."""
        await self._connections.write(lambda connection: _sample(connection, [(process, at, shown)]))

    async def close(self) -> None:
        """Commit what waits, then stop."""
        await self._gather.close()

    async def _commit(self, entries: Sequence[Entry]) -> list[Exception | None]:
        await self._connections.write(lambda connection: _put(connection, entries))
        return [None for _ in entries]


def hide_message(id: str, reason: str | None) -> Write:
    """Take a message off the list for a reason, or (None) show it again."""
    changed = update(tables.supports).where(_S.id == id).values(hidden=reason)

    def write(connection: Connection) -> None:
        connection.execute(changed)

    return write


def forget_supporter(person: str) -> Write:
    """Drop everything a person said beside their supports; the ballots are the box's."""
    gone = delete(tables.supports).where(_S.person == person)

    def write(connection: Connection) -> None:
        connection.execute(gone)

    return write


def _put(connection: Connection, entries: Sequence[Entry]) -> None:
    standing = _standing(connection, entries)
    newest: dict[tuple[str, str], SupportRow] = {}
    for entry in sorted(entries, key=lambda entry: entry.row.seq):
        if (entry.row.process, entry.voter) in standing:
            newest[entry.row.process, entry.row.person] = entry.row
    known = {row[:2]: _row(row) for row in bulk.find(connection, tables.supports, sorted(newest))}
    rows = [_merged(row, known.get(key)) for key, row in sorted(newest.items())]
    bulk.put(connection, tables.supports, rows, clash=Clash.REPLACE)
    _sample(connection, [(entry.row.process, entry.row.at, entry.shown) for entry in entries])


def _standing(connection: Connection, entries: Sequence[Entry]) -> set[tuple[str, str]]:
    """The (process, voter) whose ballots stand; they are not withdrawn before this transaction ends."""
    places = [(entry.row.process, entry.voter, target_of(entry.row.process)) for entry in entries]
    held = select(_B.box, _B.voter).where(tuple_(_B.box, _B.voter, _B.target).in_(places))
    rows = connection.execute(held.where(_B.choice.is_not(None)).with_for_update(read=True))
    return {(row.box, row.voter) for row in rows}


def _merged(row: SupportRow, old: SupportRow | None) -> SupportRow:
    if old is None:
        return row
    if old.seq >= row.seq:
        return old
    hidden = old.hidden if old.message == row.message else None
    return row._replace(id=old.id, at=old.at, hidden=hidden)


def _sample(connection: Connection, samples: Sequence[tuple[str, int, int]]) -> None:
    hours = {(process, at // HOUR_MS * HOUR_MS): shown for process, at, shown in samples}
    rows = [(*hour, shown) for hour, shown in sorted(hours.items())]
    bulk.put(connection, tables.support_counts, rows, clash=Clash.REPLACE)


def _mine(process: str, person: str) -> ColumnElement[bool]:
    return and_(_S.process == process, _S.person == person)


def _row(row: Sequence[object]) -> SupportRow:
    made = SupportRow(*row)  # type: ignore[arg-type]
    return made._replace(public=bool(made.public), news=bool(made.news))
