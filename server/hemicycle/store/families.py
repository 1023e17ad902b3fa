"""The editors' tables: families of arguments, and what was done with each argument of a proposition.

The rules of a move are in `core`; here the whole table of a proposition is read as of one instant, with the
head of the log on which moves stand, and a change is written in the transaction that appends.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, and_, case, delete, func, literal, select

from hemicycle_protocol.synthesis import (
    ArgumentFamily,
    FamilyPlace,
    FamilySide,
    Filing,
    FilingState,
    IgnoreReason,
)
from hemicycle_protocol.views import Coverage

from . import bulk, tables
from .bulk import Clash
from .connections import Connections, Write
from .moderation import is_shown
from .propositions import VISIBLE

_P = tables.propositions.c
_A = tables.arguments.c
_T = tables.tallies.c
_F = tables.argument_families.c
_L = tables.argument_filings.c
_H = tables.heads.c
# Supports counted here and those that came with an import.
_SUPPORTS: ColumnElement[int] = _A.imported_votes + func.coalesce(_T.count, 0)


class Headline(NamedTuple):
    """A proposition as the synthesis names it."""

    id: str
    number: int
    title: str
    section: str
    body: str


class Given(NamedTuple):
    """An argument as it was given; `supports` counts those of here and of elsewhere."""

    id: str
    proposition: str
    side: FamilySide
    body: str
    author: str
    supports: int


class Written(NamedTuple):
    """Whose an argument is; `person` is None for one that came with an import."""

    id: str
    proposition: str
    person: str | None


class Worked(NamedTuple):
    """The work on propositions at offset `head` of its log. Lists are in the order of numbers and ids."""

    head: int
    propositions: list[Headline]
    arguments: list[Given]
    families: list[tuple[str, ArgumentFamily]]
    filings: list[Filing]


class ProgressRow(NamedTuple):
    """How far the work on a proposition is."""

    headline: Headline
    coverage: Coverage
    families: int


class Families:
    """The work of the editors of all processes."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def work(self, process: str, proposition: str | None = None) -> Worked:
        """The work on a proposition, or on all of a process; nothing for one that does not exist."""

        def read(connection: Connection) -> Worked:
            head = connection.scalar(select(_H.head).where(_H.log == f"process/{process}/synthesis"))
            return Worked(
                head or 0,
                _headlines(connection, process, proposition),
                _given(connection, process, proposition),
                _families(connection, process, proposition),
                _filings(connection, process, proposition),
            )

        return await self._connections.snapshot(read)

    async def given(self, process: str, proposition: str) -> list[Given]:
        """The arguments of a proposition, without what editors did with them."""
        return await self._connections.read(lambda connection: _given(connection, process, proposition))

    async def author_of(self, process: str, argument: str) -> Written | None:
        """Who wrote an argument of a process."""
        query = (
            select(_A.id, _A.proposition, _A.person)
            .select_from(tables.arguments.join(tables.propositions, _P.id == _A.proposition))
            .where(_A.id == argument, _P.process == process)
        )
        rows = await self._connections.rows(query)
        return Written(*rows[0]) if rows else None

    async def arguments_of(self, person: str, process: str | None = None) -> list[Written]:
        """The arguments that a person wrote, in a process or in all."""
        query = (
            select(_A.id, _A.proposition, _A.person)
            .join(tables.propositions, _P.id == _A.proposition)
            .where(_A.person == person)
            .order_by(_A.id)
        )
        if process is not None:
            query = query.where(_P.process == process)
        return [Written(*row) for row in await self._connections.rows(query)]

    async def headlines(self, process: str) -> list[Headline]:
        """The propositions of a process."""
        return await self._connections.read(lambda connection: _headlines(connection, process, None))

    async def progress(self, process: str) -> list[ProgressRow]:
        """How far the work on each proposition with arguments is."""
        return await self._connections.snapshot(lambda connection: _progress(connection, process))


def put_change(
    process: str,
    proposition: str,
    families: Iterable[ArgumentFamily],
    filings: Iterable[Filing],
    gone: Sequence[str],
) -> Write:
    """Keep what a move rewrote."""
    family_rows = [(f.id, process, proposition, f.side, *_words(f), f.position, f.version) for f in families]
    filing_rows = [
        (f.argument, process, proposition, f.state, _encoded(f.places), f.reason, f.note, f.version)
        for f in filings
    ]

    def write(connection: Connection) -> None:
        bulk.put(connection, tables.argument_families, family_rows, clash=Clash.REPLACE)
        bulk.put(connection, tables.argument_filings, filing_rows, clash=Clash.REPLACE)
        if gone:
            connection.execute(delete(tables.argument_families).where(_F.id.in_(gone)))

    return write


def _words(family: ArgumentFamily) -> tuple[str, str]:
    return family.title, family.summary


def _encoded(places: Sequence[FamilyPlace]) -> str:
    return msgspec.json.encode(places).decode()


def _headlines(connection: Connection, process: str, proposition: str | None) -> list[Headline]:
    query = select(_P.id, _P.number, _P.title, _P.section, _P.body).where(
        _P.process == process, _proposition_in_view()
    )
    if proposition is not None:
        query = query.where(_P.id == proposition)
    return [Headline(*row) for row in connection.execute(query.order_by(_P.number))]


def _given(connection: Connection, process: str, proposition: str | None) -> list[Given]:
    query = (
        select(_A.id, _A.proposition, _A.side, _A.body, _A.author, _SUPPORTS)
        .select_from(_arguments(process))
        .where(_P.process == process, _in_view())
        .order_by(_A.id)
    )
    if proposition is not None:
        query = query.where(_P.id == proposition)
    return [
        Given(row[0], row[1], FamilySide(row[2]), row[3], row[4], row[5]) for row in connection.execute(query)
    ]


def _arguments(process: str) -> Any:
    here = (_T.box == process) & (_T.target == literal("argument/") + _A.id) & (_T.choice == "support")
    return tables.arguments.join(tables.propositions, _P.id == _A.proposition).outerjoin(tables.tallies, here)


def _in_view() -> ColumnElement[bool]:
    """Whether an argument and its proposition are shown: not taken back, not put away by a moderator."""
    return and_(_A.state == VISIBLE, is_shown(literal("argument/") + _A.id), _proposition_in_view())


def _proposition_in_view() -> ColumnElement[bool]:
    return and_(_P.state == VISIBLE, is_shown(literal("proposition/") + _P.id))


def _families(
    connection: Connection, process: str, proposition: str | None
) -> list[tuple[str, ArgumentFamily]]:
    query = select(tables.argument_families).where(_F.process == process)
    if proposition is not None:
        query = query.where(_F.proposition == proposition)
    rows = connection.execute(query.order_by(_F.position, _F.id))
    return [(row.proposition, _family(row)) for row in rows]


def _family(row: Row[Any]) -> ArgumentFamily:
    side = FamilySide(row.side)
    return ArgumentFamily(row.id, side, row.title, row.summary, row.position, row.version)


def _filings(connection: Connection, process: str, proposition: str | None) -> list[Filing]:
    query = select(tables.argument_filings).where(_L.process == process)
    if proposition is not None:
        query = query.where(_L.proposition == proposition)
    return [_filing(row) for row in connection.execute(query.order_by(_L.argument))]


def _filing(row: Row[Any]) -> Filing:
    places = msgspec.json.decode(row.places, type=list[FamilyPlace])
    reason = None if row.reason is None else IgnoreReason(row.reason)
    return Filing(row.argument, FilingState(row.state), places, reason, row.note, row.version)


def _progress(connection: Connection, process: str) -> list[ProgressRow]:
    placed = _L.state == FilingState.CLASSIFIED.value
    query = (
        select(
            _P.id,
            _P.number,
            _P.title,
            _P.section,
            func.count(),
            func.sum(case((placed, 1), else_=0)),
            func.sum(case((_L.state == FilingState.IGNORED.value, 1), else_=0)),
            func.sum(_SUPPORTS),
            func.sum(case((placed, _SUPPORTS), else_=0)),
        )
        .select_from(_arguments(process).outerjoin(tables.argument_filings, _L.argument == _A.id))
        .where(_P.process == process, _in_view())
        .group_by(_P.id, _P.number, _P.title, _P.section)
        .order_by(_P.number)
    )
    per_proposition = select(_F.proposition, func.count()).where(_F.process == process)
    families = dict(tuple(row) for row in connection.execute(per_proposition.group_by(_F.proposition)))
    return [
        ProgressRow(
            Headline(row[0], row[1], row[2], row[3], ""),
            Coverage(*map(int, row[4:])),
            families.get(row[0], 0),
        )
        for row in connection.execute(query)
    ]
