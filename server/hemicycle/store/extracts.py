"""All rows that belong to one process, table by table and page by page, and back into another database.

Which tables and columns are public, and what they mean, is said by `services.open_data`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

import msgspec
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    FromClause,
    Integer,
    LargeBinary,
    Select,
    and_,
    func,
    literal,
    select,
    tuple_,
)

from hemicycle_protocol.moderation import ItemState
from hemicycle_protocol.views import Event

from . import bulk, tables
from .bulk import Clash
from .carried import carried_rows
from .connections import Connections, Work
from .count import TOTALS, VOTERS
from .log import events_after
from .moderation import hidden_states
from .search import index_process

T = TypeVar("T")
# More arguments than any proposition has.
ALL = 100_000
Key = tuple[Any, ...]
Row = dict[str, Any]


class Step(NamedTuple):
    """How a row finds what it belongs to: its `column` holds `prefix` and the id of a row of `table`.

    With `only` (a column and its value) just those that belong to such a row.
    """

    column: str
    table: str
    prefix: str = ""
    only: tuple[str, str] | None = None


class Extract(NamedTuple):
    """The rows of `table` that belong to a process, in the order of the unique key `order`.

    `steps` lead up to the table whose column `owner` holds `prefix` and the process's id. Only rows whose
    column `filled` holds something, and with `only` (a column and its value) just those.
    """

    table: str
    order: tuple[str, ...] = ("id",)
    steps: tuple[Step, ...] = ()
    owner: str = "process"
    prefix: str = ""
    filled: str = ""
    only: tuple[str, object] | None = None


class Reading:
    """Reads within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def rows(self, extract: Extract, process: str, *, after: Key | None = None, limit: int) -> list[Row]:
        """Up to `limit` rows that follow the key `after`, every column by its name."""
        table = tables.metadata.tables[extract.table]
        order = [table.c[name] for name in extract.order]
        query = _owned(extract, process, list(table.c)).order_by(*order).limit(limit)
        if after is not None:
            query = query.where(tuple_(*order) > tuple_(*map(_bound, order, after)))
        return [dict(row) for row in self._connection.execute(query).mappings()]

    def all_rows(self, extract: Extract, owner: str) -> list[Row]:
        """All rows of an owner that has few."""
        return self.rows(extract, owner, limit=ALL)

    def find(self, table: str, keys: Sequence[Key]) -> list[Row]:
        """The rows whose first columns are one of `keys`."""
        names = columns_of(table)
        found = bulk.find(self._connection, tables.metadata.tables[table], keys)
        return [dict(zip(names, row, strict=True)) for row in found]

    def count(self, extract: Extract, process: str) -> int:
        """How many there are."""
        return self._connection.scalar(_owned(extract, process, [func.count()])) or 0

    def events(self, log: str, *, after: int, limit: int) -> list[Event]:
        """Up to `limit` facts of a log that follow `after`."""
        return events_after(self._connection, log, after, limit=limit)

    def debates(self, process: str) -> list[str]:
        """The debates of a process."""
        d = tables.debates.c
        return [
            row.id
            for row in self._connection.execute(select(d.id).where(d.process == process).order_by(d.id))
        ]

    def hidden(self, targets: Sequence[str]) -> dict[str, str]:
        """The state of those texts that moderation has put away."""
        return {target: state.value for target, state in hidden_states(self._connection, targets).items()}

    def put_away(self, propositions: Sequence[Key]) -> set[str]:
        """Those of these propositions that are not shown, whoever put them away."""
        rows = self.find("propositions", sorted(set(propositions)))
        return {row["id"] for row in rows if row["state"] != ItemState.VISIBLE.value}

    def unreadable(self, targets: Sequence[str]) -> set[str]:
        """Those of these texts that are not shown: put away, taken back, or under a proposition that is."""
        kinds: dict[str, list[Key]] = {"proposition": [], "argument": []}
        for target in targets:
            kind, _, id_ = target.partition("/")
            kinds.setdefault(kind, []).append((id_,))
        arguments = self.find("arguments", sorted(set(kinds["argument"])))
        away = self.put_away([*kinds["proposition"], *((one["proposition"],) for one in arguments)])
        under = {
            f"argument/{one['id']}"
            for one in arguments
            if one["proposition"] in away or one["state"] != ItemState.VISIBLE.value
        }
        return {*self.hidden(targets), *under, *(f"proposition/{id_}" for id_ in away)}

    def heads(self, logs: Sequence[str]) -> dict[str, int]:
        """How far these logs are; those that are empty are missing."""
        return {row[0]: row[1] for row in bulk.find(self._connection, tables.heads, [(log,) for log in logs])}


class Taken(Exception):
    """A row of this id is there already."""

    def __init__(self, id: str) -> None:
        super().__init__(id)
        self.id = id


class Writing(Reading):
    """Writes within one transaction, beside reads."""

    def put(self, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Keep new rows; a column that is not given gets nothing, zero or the empty text.

        Raises:
            Taken: one of their ids is there already.
        """
        target = tables.metadata.tables[table]
        if [column.name for column in target.primary_key] == ["id"]:
            known = self.known(table, [row["id"] for row in rows])
            if known:
                raise Taken(known[0])
        whole = [
            tuple(row[column.name] if column.name in row else _blank(column) for column in target.columns)
            for row in rows
        ]
        bulk.put(self._connection, target, whole)

    def put_heads(self, heads: Mapping[str, int]) -> None:
        """Say how far logs are whose events were put."""
        bulk.put(self._connection, tables.heads, list(heads.items()), clash=Clash.REPLACE)

    def carry(self, box: str) -> bool:
        """Write down which counts came without ballots; False if any is smaller than its ballots.

        Voters may be fewer than the names of their ballots, which differ by target.
        """
        rows = carried_rows(self._connection, box)
        bulk.put(self._connection, tables.carried, rows)
        return all(row[-1] > 0 for row in rows if row[1:3] != (TOTALS, VOTERS))

    def index(self, process: str) -> None:
        """Have the texts of a process found by their words."""
        index_process(self._connection, process)

    def known(self, table: str, ids: Sequence[str]) -> list[str]:
        """Which of these ids a table has already."""
        target = tables.metadata.tables[table]
        return [row[0] for row in bulk.find(self._connection, target, [(id_,) for id_ in ids])]


class Extracts:
    """The public rows of processes."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def read(self, work: Callable[[Reading], T]) -> T:
        """What `work` reads, all of it at the same instant."""
        return await self._connections.snapshot(lambda connection: work(Reading(connection)))


def writing(work: Callable[[Writing], T]) -> Work[T]:
    """`work` as a part of a transaction."""
    return lambda connection: work(Writing(connection))


def columns_of(table: str) -> list[str]:
    """The names of a table's columns, in order."""
    return [column.name for column in tables.metadata.tables[table].columns]


def json_text(value: object) -> str:
    """A structured value as its column holds it."""
    return msgspec.json.encode(value).decode()


def _owned(extract: Extract, process: str, columns: Sequence[Any]) -> Select[Any]:
    table: Any = tables.metadata.tables[extract.table]
    source: FromClause = table
    for step in extract.steps:
        parent = tables.metadata.tables[step.table].alias()
        above = literal(step.prefix) + parent.c.id if step.prefix else parent.c.id
        matches = table.c[step.column] == above
        if step.only is not None:
            matches = and_(matches, parent.c[step.only[0]] == step.only[1])
        source = source.join(parent, matches)
        table = parent
    query = select(*columns).select_from(source).where(table.c[extract.owner] == extract.prefix + process)
    if extract.filled:
        query = query.where(tables.metadata.tables[extract.table].c[extract.filled].is_not(None))
    if extract.only is not None:
        name, value = extract.only
        query = query.where(tables.metadata.tables[extract.table].c[name] == value)
    return query


def _bound(column: Column[Any], value: object) -> Any:
    return literal(value, type_=column.type)


def _blank(column: Column[Any]) -> object:
    if column.nullable:
        return None
    if column.default is not None and column.default.is_scalar:
        return column.default.arg  # type: ignore[attr-defined]
    for kind, blank in ((Boolean, False), (BigInteger, 0), (Integer, 0), (LargeBinary, b"")):
        if isinstance(column.type, kind):
            return blank
    return ""
