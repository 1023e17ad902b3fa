"""All visible propositions of a process as points: words, place and votes, and when texts were written."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, func, literal, select

from hemicycle_protocol.views import Choice

from . import tables
from .connections import Connections
from .propositions import VISIBLE, Counts

_A = tables.arguments.c
_P = tables.propositions.c
_T = tables.tallies.c
# What every offset of a time zone is a multiple of: days of any zone are made of these.
QUARTER_MS = 900_000


class PointRow(NamedTuple):
    """A proposition with its votes cast here, and those of elsewhere if it came with some."""

    id: str
    title: str
    section: str
    counts: Counts
    imported: Counts | None


class WrittenRow(NamedTuple):
    """How many visible texts were published within a quarter of an hour, counted from 1970."""

    quarter: int
    propositions: int
    arguments: int


class Points:
    """Reads of a whole process; nothing is written here."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def of(self, process: str) -> tuple[list[PointRow], list[WrittenRow]]:
        """Its visible propositions in the order of their numbers, and its texts by time, at one instant."""
        return await self._connections.snapshot(
            lambda connection: (_points(connection, process), _written(connection, process))
        )


def _points(connection: Connection, process: str) -> list[PointRow]:
    elsewhere = [_P[f"imported_{choice.value}"] for choice in Choice]
    visible = (_P.process == process, _P.state == VISIBLE)
    query = select(_P.id, _P.title, _P.section, *elsewhere).where(*visible).order_by(_P.number)
    counts: dict[str, dict[str, int]] = {}
    cast = select(_T.target, _T.choice, _T.count).where(
        _T.box == process, _T.target.startswith("proposition/", autoescape=True)
    )
    for target, choice, count in connection.execute(cast):
        counts.setdefault(target.partition("/")[2], {})[choice] = count
    return [
        PointRow(
            id_,
            title,
            section,
            Counts(**counts.get(id_, {})),
            None if imported[0] is None else Counts(*imported),
        )
        for id_, title, section, *imported in connection.execute(query)
    ]


def _written(connection: Connection, process: str) -> list[WrittenRow]:
    of_process = (_P.process == process, _P.state == VISIBLE)
    arguments = (
        _by_quarter(_A.created_at)
        .join(tables.propositions, _A.proposition == _P.id)
        .where(*of_process, _A.state == VISIBLE)
    )
    found: dict[int, list[int]] = {}
    for place, query in enumerate((_by_quarter(_P.created_at).where(*of_process), arguments)):
        for quarter, count in connection.execute(query):
            found.setdefault(quarter, [0, 0])[place] = count
    return [WrittenRow(quarter, *counts) for quarter, counts in sorted(found.items())]


def _by_quarter(created_at: Any) -> Select[Any]:
    quarter = (created_at // literal(QUARTER_MS)).label("quarter")
    return select(quarter, func.count()).group_by(quarter)
