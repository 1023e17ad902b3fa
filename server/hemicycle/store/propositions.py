"""Propositions and their arguments: lists in four orders, page by page, and single ones whole.

A list is read in two steps, so that sorting looks at numbers only: which ones and in which order, then
the rows of that page. Tallies of votes cast here are read from the ballot box's rows.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    FromClause,
    Select,
    Subquery,
    and_,
    cast,
    func,
    literal,
    or_,
    select,
)

from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.views import Choice

from . import bulk, tables
from .connections import Connections, Write

_P = tables.propositions.c
_A = tables.arguments.c
_T = tables.tallies.c
# A prime: multiplying by anything but 0 and adding, modulo it, is a permutation.
SHUFFLE_MODULUS = 2**31 - 1
MAX_LIMIT = 100
REMEMBERED = 50_000


class Sort(StrEnum):
    """The orders of a list."""

    RANDOM = "random"
    AGREED = "agreed"
    VOTES = "votes"
    NEWEST = "newest"


class Counts(NamedTuple):
    """Votes on one proposition."""

    agree: int = 0
    mixed: int = 0
    disagree: int = 0


class PropositionRow(NamedTuple):
    """A proposition. `counts` were cast here, `imported` elsewhere; `person` is its author's account."""

    id: str
    process: str
    number: int
    section: str
    title: str
    body: str
    author: str
    person: str | None
    official: bool
    created_at: int
    arguments_for: int = 0
    arguments_against: int = 0
    imported: Counts | None = None
    counts: Counts = Counts()


class ArgumentRow(NamedTuple):
    """An argument for or against a proposition."""

    id: str
    proposition: str
    side: str
    body: str
    author: str
    created_at: int
    imported_votes: int = 0


class Page(NamedTuple):
    """Part of a list; `after` continues it, None when it ends. `total` counts the whole list."""

    rows: list[PropositionRow]
    total: int
    after: str | None


class Propositions:
    """All propositions and arguments."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._processes: OrderedDict[str, str] = OrderedDict()
        self._one_at_a_time = asyncio.Lock()

    async def page(
        self,
        process: str,
        *,
        sort: Sort = Sort.RANDOM,
        seed: str = "",
        section: str | None = None,
        official: bool | None = None,
        after: str | None = None,
        limit: int = 20,
    ) -> Page:
        """A page of the propositions of a process.

        `random` is a different order for each `seed` and always the same for one; `agreed` and `votes` count
        votes cast here and imported ones together. Continue with the `after` of the page before.

        Raises:
            Refused: `INVALID` for an `after` that no page gave.
        """
        limit = max(1, min(limit, MAX_LIMIT))
        wanted = _filter(process, section, official)
        query = _ordered(process, sort, seed, wanted, after).limit(limit + 1)

        def read(connection: Connection) -> Page:
            places = [tuple(place) for place in connection.execute(query)]
            total = connection.scalar(select(func.count()).select_from(tables.propositions).where(wanted))
            rows = _rows(connection, [id_ for id_, _, _ in places[:limit]])
            more = len(places) > limit
            last = places[limit - 1] if more else None
            return Page(rows, total or 0, None if last is None else f"{last[1]}.{last[2]}")

        return await self._connections.snapshot(read)

    async def get(self, id: str) -> PropositionRow | None:
        """One proposition."""
        rows = await self._connections.read(lambda connection: _rows(connection, [id]))
        return next(iter(rows), None)

    async def arguments(self, proposition: str) -> list[ArgumentRow]:
        """Its arguments: for first, the most supported first, then the oldest."""
        query = (
            select(tables.arguments)
            .where(_A.proposition == proposition)
            .order_by(_A.side.desc(), _A.imported_votes.desc(), _A.created_at, _A.id)
        )
        return [ArgumentRow(*row) for row in await self._connections.rows(query)]

    async def process_of(self, proposition: str) -> str | None:
        """The process a proposition belongs to, which never changes; None if there is none."""
        known = self._processes.get(proposition)
        if known is not None:
            return known
        async with self._one_at_a_time:  # a thousand first votes at once are one query
            process = self._processes.get(proposition)
            if process is None:
                rows = await self._connections.rows(select(_P.process).where(_P.id == proposition))
                process = rows[0].process if rows else None
                if process is not None:
                    self._processes[proposition] = process
                    if len(self._processes) > REMEMBERED:
                        self._processes.popitem(last=False)
        return process


def add_propositions(propositions: Sequence[PropositionRow], arguments: Sequence[ArgumentRow]) -> Write:
    """Keep new propositions with their arguments, whose numbers become the propositions' counts."""
    counted: dict[str, dict[str, int]] = {}
    for argument in arguments:
        sides = counted.setdefault(argument.proposition, {})
        sides[argument.side] = sides.get(argument.side, 0) + 1
    rows = [_stored(p, counted.get(p.id, {})) for p in propositions]

    def write(connection: Connection) -> None:
        bulk.put(connection, tables.propositions, rows)
        bulk.put(connection, tables.arguments, arguments)

    return write


def last_number(connection: Connection, process: str) -> int:
    """The number of the last proposition of a process; 0 if there is none."""
    return connection.scalar(select(func.max(_P.number)).where(_P.process == process)) or 0


def shuffle_of(id: str) -> int:
    """Where a proposition stands before a person's random order moves it."""
    return int.from_bytes(hashlib.sha256(id.encode()).digest()[:4]) % SHUFFLE_MODULUS


def _stored(p: PropositionRow, arguments: dict[str, int]) -> bulk.Row:
    shuffle = shuffle_of(p.id)
    for_, against = arguments.get("for", 0), arguments.get("against", 0)
    head = (p.id, p.process, p.number, shuffle, p.section, p.title, p.body, p.author, p.person)
    return (*head, p.official, p.created_at, for_, against, *(p.imported or (None, None, None)))


def _filter(process: str, section: str | None, official: bool | None) -> ColumnElement[bool]:
    wanted = [_P.process == process]
    if section is not None:
        wanted.append(_P.section == section)
    if official is not None:
        wanted.append(_P.official.is_(official))
    return and_(*wanted)


def _ordered(
    process: str, sort: Sort, seed: str, wanted: ColumnElement[bool], after: str | None
) -> Select[Any]:
    """Ids, sort keys and numbers, the highest key first, equal ones in the order of their numbers."""
    source: FromClause = tables.propositions
    key: ColumnElement[Any]
    if sort in (Sort.NEWEST, Sort.RANDOM):
        key = _shuffled(seed) if sort is Sort.RANDOM else _P.created_at.expression
    else:
        here = _votes_here(process, sort)
        source = source.outerjoin(here, here.c.target == literal("proposition/") + _P.id)
        elsewhere: ColumnElement[Any] = _P.imported_agree.expression
        if sort is Sort.VOTES:
            elsewhere = _P.imported_agree + _P.imported_mixed + _P.imported_disagree
        key = func.coalesce(elsewhere, 0) + func.coalesce(here.c.votes, 0)
    query = select(_P.id, key.label("key"), _P.number).select_from(source).where(wanted)
    if after is not None:
        query = query.where(_follows(key, after))
    return query.order_by(key.desc(), _P.number)


def _shuffled(seed: str) -> ColumnElement[Any]:
    digest = hashlib.sha256(seed.encode()).digest()
    factor = 1 + int.from_bytes(digest[:4]) % (SHUFFLE_MODULUS - 1)
    moved = cast(_P.shuffle, BigInteger) * factor + int.from_bytes(digest[4:8])
    return moved % SHUFFLE_MODULUS


def _votes_here(process: str, sort: Sort) -> Subquery:
    counted = select(_T.target, func.sum(_T.count).label("votes")).where(_T.box == process)
    if sort is Sort.AGREED:
        counted = counted.where(_T.choice == Choice.AGREE.value)
    return counted.group_by(_T.target).subquery("here")


def _follows(key: ColumnElement[Any], after: str) -> ColumnElement[bool]:
    last, _, number = after.rpartition(".")
    if not (last.isdecimal() and number.isdecimal()):
        raise Refused(Code.INVALID, field="after")
    return or_(key < int(last), and_(key == int(last), _P.number > int(number)))


def _rows(connection: Connection, ids: Sequence[str]) -> list[PropositionRow]:
    """The propositions of `ids`, in that order, with their tallies."""
    found = {}
    for row in bulk.find(connection, tables.propositions, [(id_,) for id_ in ids]):
        id_, process, number, _, section, title, body, author, person, official, at, *counts = row
        found[id_] = PropositionRow(
            id_,
            process,
            number,
            section,
            title,
            body,
            author,
            person,
            bool(official),
            at,
            arguments_for=counts[0],
            arguments_against=counts[1],
            imported=None if counts[2] is None else Counts(*counts[2:]),
        )
    tallies = _tallies(connection, found.values())
    return [found[id_]._replace(counts=tallies.get(id_, Counts())) for id_ in ids if id_ in found]


def _tallies(connection: Connection, rows: Iterable[PropositionRow]) -> dict[str, Counts]:
    keys = [(row.process, f"proposition/{row.id}") for row in rows]
    tallies: dict[str, Counts] = {}
    for _, target, choice, count in bulk.find(connection, tables.tallies, keys):
        id_ = target.removeprefix("proposition/")
        tallies[id_] = tallies.get(id_, Counts())._replace(**{choice: count})
    return tallies
