"""What a bill can answer to, by name: propositions, families of arguments, and questions of the debate."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import func, select

from . import tables
from .connections import Connections

_P = tables.propositions.c
_T = tables.tallies.c
LIKE_ESCAPE = "\\"


class Named(NamedTuple):
    """A proposition by its number and title, with the votes cast for it here and elsewhere."""

    id: str
    number: int
    title: str
    author: str
    official: bool
    agree: int


class BillTargets:
    """Reads names; the texts are read elsewhere."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def propositions(self, process: str, ids: Collection[str]) -> dict[str, Named]:
        """Those of `ids` that are propositions of the process."""
        if not ids:
            return {}
        return {named.id: named for named in await self._named(process, _P.id.in_(ids))}

    async def search(self, process: str, words: str, *, limit: int) -> list[Named]:
        """Propositions of that number, or whose title holds these words, the most agreed first."""
        if words.isdecimal() and len(words) <= 9:
            return await self._named(process, _P.number == int(words))
        pattern = words.lower()
        for character in (LIKE_ESCAPE, "%", "_"):
            pattern = pattern.replace(character, LIKE_ESCAPE + character)
        wanted = func.lower(_P.title).like(f"%{pattern}%", escape=LIKE_ESCAPE)
        return await self._named(process, wanted, limit=limit)

    async def _named(self, process: str, wanted: object, limit: int | None = None) -> list[Named]:
        here = (
            select(func.coalesce(func.sum(_T.count), 0))
            .where(_T.box == process, _T.target == "proposition/" + _P.id, _T.choice == "agree")
            .scalar_subquery()
        )
        agree = (func.coalesce(_P.imported_agree, 0) + here).label("agree")
        query = (
            select(_P.id, _P.number, _P.title, _P.author, _P.official, agree)
            .where(_P.process == process, wanted)  # type: ignore[arg-type]
            .order_by(agree.desc(), _P.number)
            .limit(limit)
        )
        rows: Sequence[tuple[str, int, str, str, bool, int]] = await self._connections.rows(query)
        return [Named(*row[:4], bool(row[4]), int(row[5])) for row in rows]
