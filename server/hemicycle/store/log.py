"""Logs: facts in order, appended at an expected head, read after an offset.

The head row of a log and the primary key (log, offset) are the lock between nodes: a decision made at
a head that has moved is answered with `Conflict`. What events mean is none of this module's business.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec
from sqlalchemy import Connection, select

from hemicycle_protocol.views import Event

from . import bulk, tables
from .bulk import Clash
from .connections import Connections, Work, Write
from .errors import Conflict
from .gather import Gather
from .moves import Move

# An append that waits behind this many is refused: at 500 a transaction that is seconds away.
CAPACITY = 10_000
BATCH = 500

T = TypeVar("T")
Placed = tuple[str, Event]
News = Mapping[str, list[Event]]


class Append(NamedTuple):
    """A fact to be put at the end of a log."""

    log: str
    type: str
    body: dict[str, object]
    at: int
    actor: str | None = None


class Change(NamedTuple, Generic[T]):
    """What a transaction does: facts, the rows written after them, further facts that those rows tell.

    Without facts it does nothing. `moves` are what becomes of ballots; `result` is for whoever asked.
    """

    appends: Sequence[Append]
    result: T
    writes: Sequence[Write] = ()
    then: Work[Sequence[Append]] | None = None
    moves: Sequence[Move] = ()


class _Entry(NamedTuple):
    appends: Sequence[Append]
    expected: Mapping[str, int]


class Log:
    """All logs of a database."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._gather: Gather[_Entry, list[Placed]] = Gather(self._commit, batch=BATCH, capacity=CAPACITY)

    async def append(
        self,
        appends: Sequence[Append],
        *,
        expected: Mapping[str, int] | None = None,
        writes: Sequence[Write] = (),
        then: Work[Sequence[Append]] | None = None,
    ) -> list[Placed]:
        """Append all of `appends`, or nothing; return them in order, with their offsets, once durable.

        Appends of many callers share a transaction, each judged alone. With `writes`, which are done after
        the appends, and `then`, whose facts follow them, it has a transaction of its own.

        Raises:
            Conflict: a log in `expected` has another head; nothing was appended.
            Unavailable: the database is away or too many appends wait; nothing was appended.
        """
        if not writes and then is None:
            return await self._gather.submit(_Entry(appends, expected or {}))
        return await self._connections.write(
            lambda connection: append_in(connection, appends, expected=expected, writes=writes, then=then)
        )

    async def append_with(
        self, work: Work[T], appends_of: Callable[[T], Sequence[Append]]
    ) -> tuple[T, list[Placed]]:
        """Do `work` and append what its result tells, in one transaction.

        `appends_of` is called within it: it must look at the result alone.
        """

        def write(connection: Connection) -> tuple[T, list[Placed]]:
            made = work(connection)
            return made, append_in(connection, appends_of(made))

        return await self._connections.write(write)

    async def read(self, log: str, *, after: int = 0, limit: int = 1000) -> list[Event]:
        """Up to `limit` events of `log` that follow offset `after`."""
        return await self._connections.read(
            lambda connection: events_after(connection, log, after, limit=limit)
        )

    async def newest(
        self, log: str, types: Sequence[str], *, before: int | None = None, limit: int
    ) -> list[Event]:
        """Up to `limit` events of these types below offset `before`, the newest first."""
        e = tables.events.c
        query = select(tables.events).where(e.log == log, e.type.in_(types))
        if before is not None:
            query = query.where(e.offset < before)
        rows = await self._connections.rows(query.order_by(e.offset.desc()).limit(limit))
        return [_event(tuple(row)) for row in rows]

    async def heads(self, logs: Sequence[str]) -> dict[str, int]:
        """The offset of the last event of each log, 0 for an empty one. One query."""
        found = await self._connections.read(lambda connection: _heads(connection, logs))
        return {log: found.get(log, 0) for log in logs}

    async def save_snapshot(self, log: str, offset: int, body: bytes) -> None:
        """Keep the fold of a log up to `offset`; an older one than what is kept is dropped."""

        def write(connection: Connection) -> None:
            kept = _snapshot(connection, log)
            if kept is None or kept[0] < offset:
                bulk.put(connection, tables.snapshots, [(log, offset, body)], clash=Clash.REPLACE)

        await self._connections.write(write)

    async def replace_snapshot(self, log: str, offset: int, body: bytes) -> None:
        """Keep this fold of a log whose facts were rewritten, whatever was kept of it before."""
        row = (log, offset, body)
        await self._connections.write(
            lambda connection: bulk.put(connection, tables.snapshots, [row], clash=Clash.REPLACE)
        )

    async def load_snapshot(self, log: str) -> tuple[int, bytes] | None:
        """The newest fold that was kept, and its offset."""
        return await self._connections.read(lambda connection: _snapshot(connection, log))

    async def close(self) -> None:
        """Commit what waits, then stop."""
        await self._gather.close()

    async def _commit(self, entries: Sequence[_Entry]) -> list[list[Placed] | Exception]:
        return [*await self._connections.write(lambda connection: _place(connection, entries))]


def ballots_log(box: str) -> str:
    """The log that holds the history of a ballot box."""
    return f"ballots/{box}"


def lock_heads(connection: Connection, logs: Iterable[str]) -> dict[str, int]:
    """The heads of `logs`, which nobody else can move until this transaction ends.

    Call it once a transaction, with all logs: they are locked in order, so two nodes never wait for
    each other. On SQLite the whole transaction is the lock.
    """
    names = sorted(set(logs))
    if connection.dialect.name == "sqlite":
        found = _heads(connection, names)
        return {name: found.get(name, 0) for name in names}
    lock = "SELECT log, head FROM heads WHERE log = ANY($1::text[]) ORDER BY log FOR UPDATE"
    found = _pairs(connection.exec_driver_sql(lock, (names,)))
    if len(found) < len(names):
        # Born together with its lock: whoever comes second waits here for the first.
        birth = (
            "INSERT INTO heads SELECT log, 0 FROM unnest($1::text[]) log ORDER BY log ON CONFLICT DO NOTHING"
        )
        connection.exec_driver_sql(birth, (names,))
        found = _pairs(connection.exec_driver_sql(lock, (names,)))
    return found


def _heads(connection: Connection, logs: Iterable[str]) -> dict[str, int]:
    return _pairs(bulk.find(connection, tables.heads, _ones(logs)))


def _pairs(rows: Iterable[Any]) -> dict[str, int]:
    return {row[0]: row[1] for row in rows}


def news_after(connection: Connection, known: Mapping[str, int]) -> dict[str, list[Event]]:
    """What follows the known offsets; whoever decides on it has locked these logs."""
    return {log: events_after(connection, log, offset) for log, offset in known.items()}


def append_in(
    connection: Connection,
    appends: Sequence[Append],
    *,
    expected: Mapping[str, int] | None = None,
    writes: Sequence[Write] = (),
    then: Work[Sequence[Append]] | None = None,
) -> list[Placed]:
    """Append as a part of a transaction, then do what else belongs to it; see `Log.append`."""
    (placed,) = _place(connection, [_Entry(appends, expected or {})])
    if isinstance(placed, Conflict):
        raise placed
    if not placed:
        return []
    for write in writes:
        write(connection)
    return placed if then is None else [*placed, *append_in(connection, then(connection))]


def put_events(connection: Connection, rows: Sequence[bulk.Row], heads: Mapping[str, int]) -> None:
    """Write rows of events whose offsets continue the locked heads, and the new heads."""
    bulk.put(connection, tables.events, rows)
    bulk.put(connection, tables.heads, list(heads.items()), clash=Clash.REPLACE)


def events_after(connection: Connection, log: str, after: int, *, limit: int | None = None) -> list[Event]:
    """Facts of a log that follow offset `after`."""
    e = tables.events.c
    query = select(tables.events).where(e.log == log, e.offset > after).order_by(e.offset).limit(limit)
    return [_event(tuple(row)) for row in connection.execute(query)]


def _place(connection: Connection, entries: Sequence[_Entry]) -> list[list[Placed] | Conflict]:
    heads = lock_heads(
        connection, {log for entry in entries for log in [*(a.log for a in entry.appends), *entry.expected]}
    )
    results: list[list[Placed] | Conflict] = []
    fresh: list[Placed] = []
    moved: dict[str, int] = {}
    for entry in entries:
        conflict = next(
            (Conflict(log, heads[log]) for log, at in entry.expected.items() if heads[log] != at), None
        )
        if conflict is not None:
            results.append(conflict)
            continue
        placed = []
        for a in entry.appends:
            heads[a.log] = moved[a.log] = heads[a.log] + 1
            placed.append(
                (a.log, Event(offset=heads[a.log], at=a.at, type=a.type, body=a.body, actor=a.actor))
            )
        fresh += placed
        results.append(placed)
    if fresh:
        rows = [(log, e.offset, e.at, e.type, _json(e.body), e.actor) for log, e in fresh]
        put_events(connection, rows, moved)
    return results


def _snapshot(connection: Connection, log: str) -> tuple[int, bytes] | None:
    s = tables.snapshots.c
    row = connection.execute(select(s.offset, s.body).where(s.log == log)).first()
    return None if row is None else (row.offset, bytes(row.body))


def _event(row: bulk.Row) -> Event:
    _, offset, at, type_, body, actor = row
    return Event(offset=offset, at=at, type=type_, body=msgspec.json.decode(body), actor=actor)


def _ones(values: Iterable[str]) -> list[bulk.Row]:
    return [(value,) for value in values]


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
