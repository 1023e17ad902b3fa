"""What citizens wrote, by its target (`proposition/{id}`, `argument/{id}`), whichever of the two it is.

For moderation, export and erasure, which treat both alike; lists and pages are in `propositions`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, select

from . import tables
from .connections import Connections, Work

_P = tables.propositions.c
_A = tables.arguments.c
PROPOSITION = "proposition"
ARGUMENT = "argument"


class Text(NamedTuple):
    """A text and where it stands: `number` and `title` are those of the proposition it is or belongs to.

    `state` is `visible`, `withdrawn`, or one of moderation's.
    """

    target: str
    process: str
    proposition: str
    number: int
    title: str
    body: str
    author: str
    person: str | None
    created_at: int
    state: str


class Texts:
    """All propositions and arguments as texts."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def several(self, targets: Collection[str]) -> dict[str, Text]:
        """Those of `targets` that exist."""
        kinds: dict[str, list[str]] = {PROPOSITION: [], ARGUMENT: []}
        for target in targets:
            kind, _, id_ = target.partition("/")
            if kind in kinds:
                kinds[kind].append(id_)
        rows = [
            *await self._propositions(_P.id.in_(kinds[PROPOSITION])),
            *await self._arguments(_A.id.in_(kinds[ARGUMENT])),
        ]
        return {text.target: text for text in rows}

    async def of_person(self, person: str) -> list[Text]:
        """All that somebody wrote, oldest first."""
        rows = [*await self._propositions(_P.person == person), *await self._arguments(_A.person == person)]
        return sorted(rows, key=lambda text: (text.created_at, text.target))

    async def _propositions(self, wanted: ColumnElement[bool]) -> list[Text]:
        columns = (
            _P.id,
            _P.process,
            _P.id,
            _P.number,
            _P.title,
            _P.body,
            _P.author,
            _P.person,
            _P.created_at,
            _P.state,
        )
        return await self._texts(PROPOSITION, select(*columns).where(wanted))

    async def _arguments(self, wanted: ColumnElement[bool]) -> list[Text]:
        columns = (
            _A.id,
            _P.process,
            _P.id,
            _P.number,
            _P.title,
            _A.body,
            _A.author,
            _A.person,
            _A.created_at,
            _A.state,
        )
        query = select(*columns).join(tables.propositions, _P.id == _A.proposition).where(wanted)
        return await self._texts(ARGUMENT, query)

    async def _texts(self, kind: str, query: Any) -> list[Text]:
        rows: Sequence[Any] = await self._connections.rows(query)
        return [Text(f"{kind}/{row[0]}", *row[1:]) for row in rows]


def family_of(target: str) -> Work[Collection[str]]:
    """In a transaction: a target with what stands under it, a proposition's arguments."""
    kind, _, id_ = target.partition("/")

    def read(connection: Connection) -> list[str]:
        if kind != PROPOSITION:
            return [target]
        rows = connection.execute(select(_A.id).where(_A.proposition == id_))
        return [target, *(f"{ARGUMENT}/{row.id}" for row in rows)]

    return read
