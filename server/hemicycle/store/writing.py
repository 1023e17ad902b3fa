"""What people write, as parts of the transactions that say it: new texts, other versions, ends.

The index of words follows in the same transaction, and so do the numbers of arguments.
"""

from __future__ import annotations

import json
from typing import NamedTuple

from sqlalchemy import Connection, Table, select, update

from hemicycle_protocol.errors import changed

from . import bulk, search, tables
from .connections import Connections, Work, Write
from .propositions import (
    VISIBLE,
    WITHDRAWN,
    ArgumentRow,
    PropositionRow,
    indexed_argument,
    indexed_proposition,
    last_number,
    stored_argument,
    stored_proposition,
)

_P = tables.propositions.c
_A = tables.arguments.c
_V = tables.text_versions.c


class VersionRow(NamedTuple):
    """A text as it stood from `at` until `replaced_at`."""

    target: str
    version: int
    title: str
    body: str
    sources: tuple[str, ...]
    at: int
    replaced_at: int


class Versions:
    """The earlier versions of texts."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def of(self, target: str) -> list[VersionRow]:
        """Those of one text that can be read, the oldest first."""
        query = select(tables.text_versions).where(_V.target == target).order_by(_V.version)
        rows = await self._connections.rows(query)
        return [VersionRow(**{**row._mapping, "sources": tuple(json.loads(row.sources))}) for row in rows]


def add_proposition(row: PropositionRow) -> Write:
    """Keep a new proposition under the next number of its process, whose log is locked."""

    def write(connection: Connection) -> None:
        numbered = row._replace(number=last_number(connection, row.process) + 1)
        bulk.put(connection, tables.propositions, [stored_proposition(numbered, {})])
        search.index(connection, [indexed_proposition(numbered)])

    return write


def add_argument(row: ArgumentRow, process: str) -> Write:
    """Keep a new argument, and count it at its proposition."""

    def write(connection: Connection) -> None:
        bulk.put(connection, tables.arguments, [stored_argument(row)])
        count_arguments(connection, row.proposition)
        search.index(connection, [indexed_argument(row, process)])

    return write


def revise_proposition(before: PropositionRow, after: PropositionRow, *, keep: Work[bool]) -> Write:
    """Replace the text of a proposition; if `keep` says so, the one before can still be read.

    In the transaction it raises `Refused` (`CHANGED`, with the `version` that stands) if somebody was faster.
    """

    def write(connection: Connection) -> None:
        values = {"title": after.title, "body": after.body}
        _replace(connection, tables.propositions, before, after, values)
        if keep(connection):
            target = f"proposition/{before.id}"
            _keep(
                connection,
                target,
                before.title,
                before,
                at=before.revised_at or before.created_at,
                until=after,
            )
        search.index(connection, [indexed_proposition(after)])

    return write


def revise_argument(before: ArgumentRow, after: ArgumentRow, process: str, *, keep: Work[bool]) -> Write:
    """As `revise_proposition`."""

    def write(connection: Connection) -> None:
        _replace(connection, tables.arguments, before, after, {"body": after.body})
        if keep(connection):
            target = f"argument/{before.id}"
            _keep(connection, target, "", before, at=before.revised_at or before.created_at, until=after)
        search.index(connection, [indexed_argument(after, process)])

    return write


def withdraw(target: str) -> Write:
    """Take a text out of lists, rankings and search; it stays where its number leads."""
    return set_state(target, WITHDRAWN)


def set_state(target: str, state: str) -> Write:
    """Let a text be `visible` or not; what stands under a proposition is found as long as the proposition is.

    One that comes back into view but was withdrawn by its author meanwhile is `withdrawn` again.
    """
    kind, _, id_ = target.partition("/")
    table = tables.arguments if kind == "argument" else tables.propositions

    def write(connection: Connection) -> None:
        proposition = id_
        if kind == "argument":
            proposition = str(connection.scalar(select(_A.proposition).where(_A.id == id_)))
        becomes = WITHDRAWN if state == VISIBLE and _is_withdrawn(connection, target, proposition) else state
        connection.execute(update(table).where(table.c.id == id_).values(state=becomes))
        if kind == "argument":
            count_arguments(connection, proposition)
        _index_again(connection, proposition)

    return write


def _is_withdrawn(connection: Connection, target: str, proposition: str) -> bool:
    """Whether an author took a text back: its target takes no more ballots, for its own sake."""
    row = connection.execute(select(_P.process, _P.state).where(_P.id == proposition)).first()
    if row is None or (target.startswith("argument/") and row.state != VISIBLE):
        return False
    return bool(bulk.find(connection, tables.closings, [(row.process, target)]))


def targets_of(connection: Connection, proposition: str) -> list[str]:
    """A proposition and its arguments, as targets."""
    rows = connection.execute(select(_A.id).where(_A.proposition == proposition))
    return [f"proposition/{proposition}", *(f"argument/{row.id}" for row in rows)]


def count_arguments(connection: Connection, proposition: str) -> None:
    """Count the visible arguments of a proposition again."""
    query = select(_A.side).where(_A.proposition == proposition, _A.state == VISIBLE)
    sides = [row.side for row in connection.execute(query)]
    counts = {"arguments_for": sides.count("for"), "arguments_against": sides.count("against")}
    connection.execute(update(tables.propositions).where(_P.id == proposition).values(**counts))


def _index_again(connection: Connection, proposition: str) -> None:
    """Have found what is visible of a proposition and its arguments."""
    search.forget(connection, targets_of(connection, proposition))
    found = connection.execute(select(tables.propositions).where(_P.id == proposition)).mappings().first()
    if found is None or found["state"] != VISIBLE:
        return
    texts = [
        search.Indexed(
            f"proposition/{proposition}", found["process"], proposition, found["title"], found["body"]
        )
    ]
    query = select(_A.id, _A.body).where(_A.proposition == proposition, _A.state == VISIBLE)
    texts += [
        search.Indexed(f"argument/{row.id}", found["process"], proposition, "", row.body)
        for row in connection.execute(query)
    ]
    search.index(connection, texts)


def _replace(
    connection: Connection,
    table: Table,
    before: PropositionRow | ArgumentRow,
    after: PropositionRow | ArgumentRow,
    values: dict[str, str],
) -> None:
    written = {
        **values,
        "sources": json.dumps(after.sources),
        "version": after.version,
        "revised_at": after.revised_at,
    }
    c = table.c
    mine = (c.id == before.id) & (c.version == before.version) & (c.state == before.state)
    if connection.execute(update(table).where(mine).values(**written)).rowcount != 1:
        stands = connection.scalar(select(c.version).where(c.id == before.id))
        raise changed(stands)


def _keep(
    connection: Connection,
    target: str,
    title: str,
    before: PropositionRow | ArgumentRow,
    *,
    at: int,
    until: PropositionRow | ArgumentRow,
) -> None:
    row = (target, before.version, title, before.body, json.dumps(before.sources), at, until.revised_at)
    bulk.put(connection, tables.text_versions, [row])
