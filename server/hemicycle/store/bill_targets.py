"""What a bill can answer to, by name: propositions, families of arguments, and questions of the debate."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, and_, func, select

from . import tables
from .connections import Connections
from .propositions import VISIBLE

_P = tables.propositions.c
_T = tables.tallies.c
_R = tables.rankings.c
LIKE_ESCAPE = "\\"


class Named(NamedTuple):
    """A proposition by its number and title, with the votes cast for it here and elsewhere.

    One that is withdrawn or in the bin has no title and no author any more.
    """

    id: str
    number: int
    title: str
    author: str
    official: bool
    agree: int


class TopRow(NamedTuple):
    """A contribution that is owed an answer: its rank, and who agreed, at the closing."""

    rank: int
    proposition: str
    agree: int


class BillTargets:
    """Reads names; the texts are read elsewhere."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def top(self, process: str) -> list[TopRow]:
        """What was frozen at the closing of the consultation, by rank."""
        query = select(_R.rank, _R.proposition, _R.agree).where(_R.process == process, _R.owed)
        rows = await self._connections.rows(query.order_by(_R.rank, _R.proposition))
        return [TopRow(*row) for row in rows]

    async def propositions(self, process: str, ids: Collection[str]) -> dict[str, Named]:
        """Those of `ids` that are propositions of the process."""
        if not ids:
            return {}
        return {named.id: named for named in await self._named(process, _P.id.in_(ids))}

    async def search(self, process: str, words: str, *, limit: int) -> list[Named]:
        """Propositions of that number, or whose title holds these words, the most agreed first."""
        shown = _P.state == VISIBLE
        if words.isdecimal() and len(words) <= 9:
            return await self._named(process, and_(shown, _P.number == int(words)))
        pattern = words.lower()
        for character in (LIKE_ESCAPE, "%", "_"):
            pattern = pattern.replace(character, LIKE_ESCAPE + character)
        titled = func.lower(_P.title).like(f"%{pattern}%", escape=LIKE_ESCAPE)
        return await self._named(process, and_(shown, titled), limit=limit)

    async def _named(
        self, process: str, wanted: ColumnElement[bool], limit: int | None = None
    ) -> list[Named]:
        here = (
            select(func.coalesce(func.sum(_T.count), 0))
            .where(_T.box == process, _T.target == "proposition/" + _P.id, _T.choice == "agree")
            .scalar_subquery()
        )
        agree = (func.coalesce(_P.imported_agree, 0) + here).label("agree")
        query = (
            select(_P.id, _P.number, _P.title, _P.author, _P.official, agree, _P.state)
            .where(_P.process == process, wanted)
            .order_by(agree.desc(), _P.number)
            .limit(limit)
        )
        return [_row(row) for row in await self._connections.rows(query)]


def _row(row: Row[Any]) -> Named:
    named = Named(row.id, row.number, row.title, row.author, bool(row.official), int(row.agree))
    return named if row.state == VISIBLE else named._replace(title="", author="")
