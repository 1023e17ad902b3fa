"""Processes and debates as their pages list them. What happened in them stands on their logs.

The rows follow the logs: services change them in the transaction that appends, with the `Write`s made here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, Row, func, select, update

from hemicycle_protocol.views import Cover, PhasePlan

from . import bulk, tables
from .bulk import Clash
from .connections import Connections, Write
from .propositions import VISIBLE

_P = tables.processes.c
_D = tables.debates.c
_O = tables.propositions.c


class ProcessRow(NamedTuple):
    """A process. `due_at`: when its log has to say next that a phase opens or closes."""

    id: str
    title: str
    summary: str
    phases: list[PhasePlan]
    created_at: int
    draft: bool = False
    due_at: int | None = None
    zone: str = ""
    cover: Cover | None = None


class DebateRow(NamedTuple):
    """A debate of a process."""

    id: str
    process: str
    title: str
    state: str
    starts_at: int
    recording: str | None = None


class Imported(NamedTuple):
    """Votes counted elsewhere, summed over a process; never mixed with those cast here."""

    agree: int
    mixed: int
    disagree: int


class ProcessFacts(NamedTuple):
    """What a process holds: counts, and its sections in the order of their first proposition."""

    propositions: int
    arguments: int
    imported: Imported | None
    sections: list[tuple[str, int]]


class Processes:
    """All processes and debates."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def all(self) -> list[tuple[ProcessRow, int]]:
        """Every process, newest first, with the number of its propositions."""
        count = select(func.count()).where(_O.process == _P.id, _O.state == VISIBLE).scalar_subquery()
        query = select(tables.processes, count).order_by(_P.created_at.desc(), _P.id)
        return [(_process(row), row[-1]) for row in await self._connections.rows(query)]

    async def get(self, id: str) -> ProcessRow | None:
        """One process."""
        rows = await self._connections.rows(select(tables.processes).where(_P.id == id))
        return _process(rows[0]) if rows else None

    async def due(self, *, now: int) -> list[tuple[str, int]]:
        """The processes on whose log something has to be said by now, and since when."""
        query = select(_P.id, _P.due_at).where(_P.due_at <= now).order_by(_P.due_at, _P.id)
        return [(row.id, row.due_at) for row in await self._connections.rows(query)]

    async def put_off(self, id: str, *, since: int, until: int | None) -> None:
        """Nothing has to be said before `until` (None: any more), unless somebody else said otherwise."""
        later = update(tables.processes).where(_P.id == id, _P.due_at == since).values(due_at=until)
        await self._connections.write(lambda connection: connection.execute(later))

    async def of_ids(self, ids: Sequence[str]) -> list[ProcessRow]:
        """Those of these processes that there are, newest first."""
        query = select(tables.processes).where(_P.id.in_(ids)).order_by(_P.created_at.desc(), _P.id)
        return [_process(row) for row in await self._connections.rows(query)]

    async def facts(self, id: str) -> ProcessFacts:
        """What a process holds, in one query."""
        query = (
            select(
                _O.section,
                func.count(),
                func.sum(_O.arguments_for + _O.arguments_against),
                func.sum(_O.imported_agree),
                func.sum(_O.imported_mixed),
                func.sum(_O.imported_disagree),
            )
            .where(_O.process == id, _O.state == VISIBLE)
            .group_by(_O.section)
            .order_by(func.min(_O.number))
        )
        rows = [tuple(row) for row in await self._connections.rows(query)]
        imported = [row[3:] for row in rows if row[3] is not None]
        return ProcessFacts(
            propositions=sum(row[1] for row in rows),
            arguments=sum(row[2] for row in rows),
            imported=Imported(*map(sum, zip(*imported, strict=True))) if imported else None,
            sections=[(row[0], row[1]) for row in rows],
        )

    async def debates(self, process: str | None = None) -> list[DebateRow]:
        """The debates of a process, or all of them, the latest start first."""
        query = select(tables.debates).order_by(_D.starts_at.desc(), _D.id)
        if process is not None:
            query = query.where(_D.process == process)
        return [DebateRow(*row) for row in await self._connections.rows(query)]

    async def debate(self, id: str) -> DebateRow | None:
        """One debate."""
        rows = await self._connections.rows(select(tables.debates).where(_D.id == id))
        return DebateRow(*rows[0]) if rows else None


def put_process(process: ProcessRow) -> Write:
    """Keep a process, new or changed."""
    row = (*process[:3], _text(process.phases), *process[4:-1], _cover(process.cover))

    def write(connection: Connection) -> None:
        bulk.put(connection, tables.processes, [row], clash=Clash.REPLACE)

    return write


def change_process(
    id: str,
    *,
    title: str,
    summary: str,
    phases: Sequence[PhasePlan],
    draft: bool,
    due_at: int | None,
    zone: str,
    cover: Cover | None,
) -> Write:
    """Let the row of a process follow its log."""
    values = {
        "title": title,
        "summary": summary,
        "phases": _text(phases),
        "draft": draft,
        "due_at": due_at,
        "zone": zone,
        "cover": _cover(cover),
    }

    def write(connection: Connection) -> None:
        connection.execute(update(tables.processes).where(_P.id == id).values(**values))

    return write


def put_debate(debate: DebateRow) -> Write:
    """Keep a debate, new or changed."""

    def write(connection: Connection) -> None:
        bulk.put(connection, tables.debates, [debate], clash=Clash.REPLACE)

    return write


def change_debate(id: str, **values: object) -> Write:
    """Set columns of a debate (`state`, `recording`, `starts_at`, `title`)."""

    def write(connection: Connection) -> None:
        connection.execute(update(tables.debates).where(_D.id == id).values(**values))

    return write


def _process(row: Row[Any]) -> ProcessRow:
    phases = msgspec.json.decode(row.phases, type=list[PhasePlan])
    cover = None if row.cover is None else msgspec.json.decode(row.cover, type=Cover)
    texts = (row.id, row.title, row.summary)
    return ProcessRow(*texts, phases, row.created_at, row.draft, row.due_at, row.zone, cover)


def _text(phases: Sequence[PhasePlan]) -> str:
    return msgspec.json.encode(list(phases)).decode()


def _cover(cover: Cover | None) -> str | None:
    return None if cover is None else msgspec.json.encode(cover).decode()
