"""Propositions and their arguments: lists in several orders, page by page, and single ones whole.

A list is read in two steps, so that sorting looks at numbers only: which ones and in which order, then
the rows of that page. Tallies of votes cast here are read from the ballot box's rows. What people write is
kept by `writing`.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
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

from hemicycle_protocol.reads import unknown_place, whole_number
from hemicycle_protocol.views import Choice

from . import bulk, search, tables
from .connections import Connections, Write
from .search import Indexed, Terms

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
    BEST = "best"


class Counts(NamedTuple):
    """Votes on one proposition."""

    agree: int = 0
    mixed: int = 0
    disagree: int = 0


VISIBLE = "visible"
WITHDRAWN = "withdrawn"


class PropositionRow(NamedTuple):
    """A proposition. `counts` were cast here, `imported` elsewhere; `person` is its author's account.

    `parent` is a node of the presentation or a proposition. Only a `visible` one is in lists and rankings;
    the others are `withdrawn` by their author, or `binned` by moderation.
    """

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
    kind: str = "solution"
    parent: str | None = None
    sources: tuple[str, ...] = ()
    version: int = 1
    revised_at: int | None = None
    state: str = VISIBLE


class ArgumentRow(NamedTuple):
    """An argument for or against a proposition. `supports` were cast here, `imported_votes` elsewhere."""

    id: str
    proposition: str
    side: str
    body: str
    author: str
    created_at: int
    imported_votes: int = 0
    person: str | None = None
    sources: tuple[str, ...] = ()
    version: int = 1
    revised_at: int | None = None
    state: str = VISIBLE
    supports: int = 0


class Place(NamedTuple):
    """Where a text belongs, which never changes, and who wrote it; a proposition belongs to itself."""

    process: str
    proposition: str
    author: str | None


class Filter(NamedTuple):
    """Which propositions of a process: None leaves a field open. `terms` is what their words must hold."""

    section: str | None = None
    official: bool | None = None
    kind: str | None = None
    parent: str | None = None
    person: str | None = None
    terms: Terms = ()


class Page(NamedTuple):
    """Part of a list; `after` continues it, None when it ends. `total` counts the whole list."""

    rows: list[PropositionRow]
    total: int
    after: str | None


EVERYTHING = Filter()


class Propositions:
    """All propositions and arguments."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._places: OrderedDict[str, Place] = OrderedDict()
        self._newest: OrderedDict[str, int] = OrderedDict()
        self._one_at_a_time = asyncio.Lock()

    async def page(
        self,
        process: str,
        *,
        sort: Sort = Sort.RANDOM,
        seed: str = "",
        wanted: Filter = EVERYTHING,
        after: str | None = None,
        limit: int = 20,
    ) -> Page:
        """A page of the visible propositions of a process.

        `random` is a different order for each `seed` and always the same for one; `agreed` and `votes` count
        votes cast here and imported ones together; `best` is for `terms`. Continue with the `after` of the
        page before.

        Raises:
            Refused: `INVALID` for an `after` that no page gave.
        """
        limit = max(1, min(limit, MAX_LIMIT))

        def read(connection: Connection) -> Page:
            hits = search.hits(connection, process, wanted.terms) if wanted.terms else None
            source: FromClause = tables.propositions
            if hits is not None:
                source = source.join(hits, hits.c.proposition == _P.id)
            chosen = _filter(process, wanted)
            query = _ordered(process, sort, seed, source, hits).where(chosen).limit(limit + 1)
            counts_itself = hits is not None and after is None
            if counts_itself:  # finding is dear: what is found is counted by the way
                query = query.add_columns(func.count().over())
            if after is not None:
                query = query.where(_follows(query.selected_columns.key, after))
            places = [tuple(place) for place in connection.execute(query)]
            if counts_itself:
                total = places[0][3] if places else 0
            else:
                total = connection.scalar(select(func.count()).select_from(source).where(chosen)) or 0
            rows = _rows(connection, [place[0] for place in places[:limit]])
            more = len(places) > limit
            last = places[limit - 1] if more else None
            return Page(rows, total, None if last is None else f"{last[1]}.{last[2]}")

        return await self._connections.snapshot(read)

    async def get(self, id: str) -> PropositionRow | None:
        """One proposition."""
        rows = await self._connections.read(lambda connection: _rows(connection, [id]))
        return next(iter(rows), None)

    async def sections(self, process: str) -> set[str]:
        """The chapters in which propositions of a process stand."""
        c = tables.propositions.c
        query = select(c.section).where(c.process == process, c.section != "").distinct()
        return {row.section for row in await self._connections.rows(query)}

    async def several(self, ids: Sequence[str]) -> list[PropositionRow]:
        """Those of `ids` that exist, in that order."""
        return await self._connections.read(lambda connection: _rows(connection, ids))

    async def best_targets(self, process: str, ids: Sequence[str], terms: Terms) -> dict[str, str]:
        """For each of these propositions the text that answers best, as a target: itself or an argument."""
        return await self._connections.read(
            lambda connection: search.best_targets(connection, process, ids, terms)
        )

    async def children(self, process: str, parent: str) -> list[PropositionRow]:
        """The visible propositions that answer another, without their tallies."""
        query = select(tables.propositions).where(
            _P.process == process, _P.parent == parent, _P.state == VISIBLE
        )
        return [_proposition(tuple(row)) for row in await self._connections.rows(query.order_by(_P.number))]

    async def all_of(self, process: str) -> list[PropositionRow]:
        """Every proposition of a process, without its tallies."""
        query = select(tables.propositions).where(_P.process == process).order_by(_P.number)
        return [_proposition(tuple(row)) for row in await self._connections.rows(query)]

    async def arguments(self, proposition: str) -> list[ArgumentRow]:
        """Its arguments: for first, the most supported here and elsewhere first, then the oldest."""

        def read(connection: Connection) -> list[ArgumentRow]:
            found = connection.execute(select(tables.arguments).where(_A.proposition == proposition)).all()
            return _arguments(connection, [tuple(row) for row in found])

        rows = await self._connections.snapshot(read)
        return sorted(
            rows, key=lambda a: (a.side == "against", -a.imported_votes - a.supports, a.created_at, a.id)
        )

    async def argument(self, id: str) -> ArgumentRow | None:
        """One argument."""
        rows = await self._connections.read(
            lambda connection: _arguments(connection, bulk.find(connection, tables.arguments, [(id,)]))
        )
        return next(iter(rows), None)

    async def process_of(self, proposition: str) -> str | None:
        """The process a proposition belongs to, which never changes; None if there is none."""
        return await self._place(f"proposition/{proposition}", lambda: _places().where(_P.id == proposition))

    async def process_of_argument(self, argument: str) -> str | None:
        """The process an argument belongs to, which never changes; None if there is none."""
        return await self._place(
            f"argument/{argument}",
            lambda: (
                select(_P.process, _P.id.label("proposition"), _A.person)
                .join(tables.arguments, _A.proposition == _P.id)
                .where(_A.id == argument)
            ),
        )

    async def is_author(self, target: str, person: str) -> bool:
        """Whether somebody wrote the text of `proposition/{id}` or `argument/{id}`."""
        kind, _, id_ = target.partition("/")
        await (self.process_of if kind == "proposition" else self.process_of_argument)(id_)
        place = self._places.get(target)
        return place is not None and place.author == person

    async def has_version(self, target: str, version: int) -> bool:
        """Whether a text has come to that version; the newest one known is asked for again only beyond it."""
        if version > self._newest.get(target, 0):
            kind, _, id_ = target.partition("/")
            text = await (self.get if kind == "proposition" else self.argument)(id_)
            if text is None:
                return False
            self._newest[target] = text.version
            if len(self._newest) > REMEMBERED:
                self._newest.popitem(last=False)
        return 1 <= version <= self._newest[target]

    def known_proposition_of(self, target: str) -> str | None:
        """The proposition of `argument/{id}` if it was asked for lately, without asking the database."""
        place = self._places.get(target)
        return None if place is None else place.proposition

    async def _place(self, target: str, query: Callable[[], Select[Any]]) -> str | None:
        known = self._places.get(target)
        if known is not None:
            return known.process
        async with self._one_at_a_time:  # a thousand first votes at once are one query
            place = self._places.get(target)
            if place is None:
                rows = await self._connections.rows(query())
                if not rows:
                    return None
                place = self._places[target] = Place(*rows[0])
                if len(self._places) > REMEMBERED:
                    self._places.popitem(last=False)
        return place.process


def _places() -> Select[Any]:
    return select(_P.process, _P.id.label("proposition"), _P.person)


def add_propositions(propositions: Sequence[PropositionRow], arguments: Sequence[ArgumentRow]) -> Write:
    """Keep new propositions with their arguments, whose numbers become the propositions' counts."""
    counted: dict[str, dict[str, int]] = {}
    for argument in arguments:
        sides = counted.setdefault(argument.proposition, {})
        sides[argument.side] = sides.get(argument.side, 0) + 1
    rows = [stored_proposition(p, counted.get(p.id, {})) for p in propositions]

    def write(connection: Connection) -> None:
        bulk.put(connection, tables.propositions, rows)
        bulk.put(connection, tables.arguments, [stored_argument(argument) for argument in arguments])
        processes = {p.id: p.process for p in propositions}
        search.index(connection, [indexed_proposition(p) for p in propositions])
        search.index(connection, [indexed_argument(a, processes[a.proposition]) for a in arguments])

    return write


def indexed_proposition(p: PropositionRow) -> Indexed:
    """How a proposition is found."""
    return Indexed(f"proposition/{p.id}", p.process, p.id, p.title, p.body)


def indexed_argument(a: ArgumentRow, process: str) -> Indexed:
    """How an argument is found: it leads to its proposition."""
    return Indexed(f"argument/{a.id}", process, a.proposition, "", a.body)


def last_number(connection: Connection, process: str) -> int:
    """The number of the last proposition of a process; 0 if there is none."""
    return connection.scalar(select(func.max(_P.number)).where(_P.process == process)) or 0


def shuffle_of(id: str) -> int:
    """Where a proposition stands before a person's random order moves it."""
    return int.from_bytes(hashlib.sha256(id.encode()).digest()[:4]) % SHUFFLE_MODULUS


def stored_proposition(p: PropositionRow, arguments: Mapping[str, int]) -> bulk.Row:
    """The columns of a proposition, with how many `arguments` it has of each side."""
    shuffle = shuffle_of(p.id)
    for_, against = arguments.get("for", 0), arguments.get("against", 0)
    head = (p.id, p.process, p.number, shuffle, p.section, p.title, p.body, p.author, p.person)
    counts = (for_, against, *(p.imported or (None, None, None)))
    tail = (p.kind, p.parent, json.dumps(p.sources), p.version, p.revised_at, p.state)
    return (*head, p.official, p.created_at, *counts, *tail)


def stored_argument(a: ArgumentRow) -> bulk.Row:
    """The columns of an argument."""
    return (*a[:8], json.dumps(a.sources), a.version, a.revised_at, a.state)


def _filter(process: str, wanted: Filter) -> ColumnElement[bool]:
    chosen = [_P.process == process, _P.state == VISIBLE]
    for name in ("section", "kind", "parent", "person"):
        value = getattr(wanted, name)
        if value is not None:
            chosen.append(_P[name] == value)
    if wanted.official is not None:
        chosen.append(_P.official.is_(wanted.official))
    return and_(*chosen)


def _ordered(process: str, sort: Sort, seed: str, source: FromClause, hits: Subquery | None) -> Select[Any]:
    """Ids, sort keys and numbers, the highest key first, equal ones in the order of their numbers."""
    key: ColumnElement[Any]
    if sort is Sort.BEST and hits is not None:
        key = hits.c.score
    elif sort in (Sort.AGREED, Sort.VOTES):
        here = _votes_here(process, sort)
        source = source.outerjoin(here, here.c.target == literal("proposition/") + _P.id)
        elsewhere: ColumnElement[Any] = _P.imported_agree.expression
        if sort is Sort.VOTES:
            elsewhere = _P.imported_agree + _P.imported_mixed + _P.imported_disagree
        key = func.coalesce(elsewhere, 0) + func.coalesce(here.c.votes, 0)
    else:
        key = _P.created_at.expression if sort is Sort.NEWEST else _shuffled(seed)
    query = select(_P.id, key.label("key"), _P.number).select_from(source)
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
    last, number = (whole_number(part) for part in after.rpartition(".")[::2])
    if last is None or number is None:
        raise unknown_place("after")
    return or_(key < last, and_(key == last, _P.number > number))


def _rows(connection: Connection, ids: Sequence[str]) -> list[PropositionRow]:
    """The propositions of `ids`, in that order, with their tallies."""
    rows = bulk.find(connection, tables.propositions, [(id_,) for id_ in ids])
    found = {row[0]: _proposition(row) for row in rows}
    tallies = _tallies(connection, found.values())
    return [found[id_]._replace(counts=tallies.get(id_, Counts())) for id_ in ids if id_ in found]


def _proposition(row: bulk.Row) -> PropositionRow:
    id_, process, number, _, section, title, body, author, person, official, at, *counts = row[:16]
    kind, parent, sources, version, revised_at, state = row[16:]
    return PropositionRow(
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
        kind=kind,
        parent=parent,
        sources=tuple(json.loads(sources)),
        version=version,
        revised_at=revised_at,
        state=state,
    )


def _arguments(connection: Connection, rows: Sequence[bulk.Row]) -> list[ArgumentRow]:
    """Arguments of one proposition, with the supports cast here."""
    if not rows:
        return []
    process = connection.scalar(select(_P.process).where(_P.id == rows[0][1]))
    keys = [(process, f"argument/{row[0]}") for row in rows]
    here = {target: count for _, target, _, count in bulk.find(connection, tables.tallies, keys)}
    return [_argument(row, here.get(f"argument/{row[0]}", 0)) for row in rows]


def _argument(row: bulk.Row, supports: int) -> ArgumentRow:
    id_, proposition, side, body, author, at, imported, person, sources, version, revised_at, state = row
    return ArgumentRow(
        id_,
        proposition,
        side,
        body,
        author,
        at,
        imported,
        person,
        tuple(json.loads(sources)),
        version,
        revised_at,
        state,
        supports,
    )


def _tallies(connection: Connection, rows: Iterable[PropositionRow]) -> dict[str, Counts]:
    keys = [(row.process, f"proposition/{row.id}") for row in rows]
    tallies: dict[str, Counts] = {}
    for _, target, choice, count in bulk.find(connection, tables.tallies, keys):
        id_ = target.removeprefix("proposition/")
        tallies[id_] = tallies.get(id_, Counts())._replace(**{choice: count})
    return tallies
