"""What a ranking is made from, and the ranking that stood when a consultation closed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, func, literal, select

from hemicycle_protocol.views import Choice

from . import bulk, tables
from .connections import Connections, Work
from .propositions import VISIBLE

_P = tables.propositions.c
_R = tables.rankings.c
_T = tables.tallies.c


class StandingRow(NamedTuple):
    """A proposition with the votes of here and elsewhere; its author's own vote is in none."""

    id: str
    number: int
    agree: int
    mixed: int
    disagree: int
    official: bool
    shown: bool


class FrozenRow(NamedTuple):
    """A place in the ranking of a consultation that has closed."""

    process: str
    proposition: str
    rank: int
    agree: int
    mixed: int
    disagree: int
    owed: bool


class Standings:
    """Rankings to be made, and those that were kept."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def of(self, process: str) -> list[StandingRow]:
        """Every proposition of a process as it stands now, all at one instant."""
        return await self._connections.snapshot(lambda connection: standings(connection, process))

    async def frozen(self, process: str) -> list[FrozenRow]:
        """The ranking that was kept, best first; empty while there is none."""
        query = select(tables.rankings).where(_R.process == process).order_by(_R.rank, _R.proposition)
        rows = await self._connections.rows(query)
        return [FrozenRow(*row)._replace(owed=bool(row.owed)) for row in rows]


def standings(connection: Connection, process: str) -> list[StandingRow]:
    """As `Standings.of`, within a transaction that sees one instant."""
    return [
        StandingRow(id_, number, agree, mixed, disagree, bool(official), state == VISIBLE)
        for id_, number, official, state, agree, mixed, disagree in connection.execute(_counted(process))
    ]


def keep_ranking(
    process: str, decide: Callable[[list[StandingRow]], list[FrozenRow]]
) -> Work[list[FrozenRow]]:
    """Keep the ranking that `decide` makes of the standings of this transaction."""

    def write(connection: Connection) -> list[FrozenRow]:
        rows = decide(standings(connection, process))
        bulk.put(connection, tables.rankings, rows)
        return rows

    return write


def _counted(process: str) -> Select[Any]:
    query = select(_P.id, _P.number, _P.official, _P.state).where(_P.process == process)
    for choice in Choice:
        here = (
            select(_T.count)
            .where(
                _T.box == process,
                _T.target == literal("proposition/") + _P.id,
                _T.choice == choice.value,
            )
            .scalar_subquery()
        )
        elsewhere = _P[f"imported_{choice.value}"]
        query = query.add_columns(func.coalesce(here, 0) + func.coalesce(elsewhere, 0))
    return query
