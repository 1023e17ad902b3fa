"""Published syntheses, which never change, and the contests of what they say."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, Row, delete, func, select, update

from hemicycle_protocol.errors import Code, Refused, changed
from hemicycle_protocol.synthesis import ContestOutcome, PlacementContest, VersionCard
from hemicycle_protocol.views import Coverage

from . import bulk, tables
from .connections import Connections, Write
from .families import Written

_V = tables.synthesis_versions.c
_E = tables.synthesis_editions.c
_C = tables.placement_contests.c
_L = tables.argument_filings.c


class EditionRow(NamedTuple):
    """What a version says of a proposition, as JSON that only `core` reads."""

    proposition: str
    body: str


class ContestRow(NamedTuple):
    """A contest with the account of whoever wrote it, which is shown to nobody."""

    process: str
    person: str | None
    contest: PlacementContest


class Syntheses:
    """The published syntheses of all processes."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def versions(self, process: str) -> list[VersionCard]:
        """All versions, the newest first; what `core` knows of them (how long they may be contested) is 0."""
        query = select(tables.synthesis_versions).where(_V.process == process).order_by(_V.number.desc())
        return [_version(row) for row in await self._connections.rows(query)]

    async def editions(self, process: str, number: int, proposition: str | None = None) -> list[EditionRow]:
        """What a version says of all its propositions, or of one."""
        query = select(_E.proposition, _E.body).where(_E.process == process, _E.number == number)
        if proposition is not None:
            query = query.where(_E.proposition == proposition)
        rows = await self._connections.rows(query)
        return [EditionRow(row.proposition, row.body) for row in rows]

    async def contests(
        self,
        process: str,
        *,
        proposition: str | None = None,
        waiting: bool = False,
        after: str | None = None,
        limit: int = 100,
    ) -> list[PlacementContest]:
        """Contests, the newest first; `after` is the id of the last one already read."""
        query = select(tables.placement_contests).where(_C.process == process)
        if proposition is not None:
            query = query.where(_C.proposition == proposition)
        if waiting:
            query = query.where(_C.outcome.is_(None))
        if after is not None:
            at = select(_C.at).where(_C.id == after).scalar_subquery()
            query = query.where((_C.at < at) | ((_C.at == at) & (_C.id < after)))
        query = query.order_by(_C.at.desc(), _C.id.desc()).limit(limit)
        return [_contest(row) for row in await self._connections.rows(query)]

    async def waiting(self, process: str) -> int:
        """How many contests have no answer yet."""
        query = select(func.count()).where(_C.process == process, _C.outcome.is_(None))
        (row,) = await self._connections.rows(query)
        return int(row[0])

    async def contest(self, id: str) -> ContestRow | None:
        """One contest."""
        rows = await self._connections.rows(select(tables.placement_contests).where(_C.id == id))
        return ContestRow(rows[0].process, rows[0].person, _contest(rows[0])) if rows else None

    async def contests_by(self, person: str) -> list[PlacementContest]:
        """The contests that a person wrote, in all processes."""
        query = select(tables.placement_contests).where(_C.person == person)
        rows = await self._connections.rows(query.order_by(_C.at.desc(), _C.id))
        return [_contest(row) for row in rows]

    async def contests_of(self, person: str, process: str | None = None) -> list[PlacementContest]:
        """The contests a person wrote, in a process or in all."""
        query = select(tables.placement_contests).where(_C.person == person)
        if process is not None:
            query = query.where(_C.process == process)
        rows = await self._connections.rows(query.order_by(_C.at.desc(), _C.id))
        return [_contest(row) for row in rows]


def add_version(process: str, version: VersionCard, editions: Sequence[EditionRow]) -> Write:
    """Keep a version. It fails on a number that is there: what is published stays as it was."""
    coverage = msgspec.json.encode(version.coverage).decode()
    head = (process, version.number, version.at, version.note, coverage, version.families)
    rows = [(process, version.number, one.proposition, one.body) for one in editions]

    def write(connection: Connection) -> None:
        bulk.put(connection, tables.synthesis_versions, [head])
        bulk.put(connection, tables.synthesis_editions, rows)

    return write


def add_contest(row: ContestRow) -> Write:
    """Keep a new contest. Refused: `DUPLICATE` for the second of an argument and version."""
    c = row.contest
    kept = (c.id, row.process, c.proposition, c.argument, c.synthesis, row.person, c.text, c.at, c.version)

    there = select(_C.id).where(_C.argument == c.argument, _C.synthesis == c.synthesis)

    def write(connection: Connection) -> None:
        if connection.execute(there).first() is not None:
            raise Refused(Code.DUPLICATE, contest=c.id)
        bulk.put(connection, tables.placement_contests, [(*kept, None, "", None)])

    return write


def answer_contest(id: str, outcome: ContestOutcome, answer: str, *, version: int, at: int) -> Write:
    """Keep the editors' answer. Refused: `CHANGED` unless the contest is still at `version`."""
    values = {"outcome": outcome.value, "answer": answer, "answered_at": at, "version": version + 1}
    seen = update(tables.placement_contests).where(_C.id == id, _C.version == version).values(**values)

    def write(connection: Connection) -> None:
        if connection.execute(seen).rowcount != 1:
            raise changed(connection.scalar(select(_C.version).where(_C.id == id)))

    return write


def forget_author(person: str, arguments: Sequence[Written], *, with_content: bool) -> Write:
    """Somebody's account ends: nothing leads from contests to them; `with_content`, their words go too.

    The words quoted of their arguments stand in versions that never change otherwise.
    """
    ids = {one.id for one in arguments}
    propositions = sorted({one.proposition for one in arguments})
    values = {"person": None, "text": ""} if with_content else {"person": None}

    def write(connection: Connection) -> None:
        connection.execute(update(tables.placement_contests).where(_C.person == person).values(**values))
        if not with_content or not ids:
            return
        connection.execute(delete(tables.argument_filings).where(_L.argument.in_(ids)))
        for row in connection.execute(
            select(tables.synthesis_editions).where(_E.proposition.in_(propositions))
        ).all():
            unquoted = _without_quotes(row.body, ids)
            key = (_E.process == row.process, _E.number == row.number, _E.proposition == row.proposition)
            connection.execute(update(tables.synthesis_editions).where(*key).values(body=unquoted))

    return write


def _without_quotes(body: str, arguments: Collection[str]) -> str:
    edition = msgspec.json.decode(body)
    for family in edition.get("families", []):
        for place in family["places"]:
            if place["argument"] in arguments:
                place.pop("part", None)
    return msgspec.json.encode(edition).decode()


def _version(row: Row[Any]) -> VersionCard:
    coverage = msgspec.json.decode(row.coverage, type=Coverage)
    return VersionCard(row.number, row.at, coverage, row.families, 0, row.note)


def _contest(row: Row[Any]) -> PlacementContest:
    return PlacementContest(
        row.id,
        row.proposition,
        row.argument,
        row.text,
        row.at,
        row.synthesis,
        row.version,
        None if row.outcome is None else ContestOutcome(row.outcome),
        row.answer,
        row.answered_at,
    )
