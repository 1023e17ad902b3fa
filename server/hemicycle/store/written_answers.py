"""Answers in writing to questions that a debate left unanswered; each may be written anew."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, select, update

from hemicycle_protocol.errors import changed

from . import bulk, tables
from .bulk import Clash
from .connections import Connections, Write
from .erasure import CLOSED_NAME

_W = tables.written_answers.c


class WrittenAnswerRow(NamedTuple):
    """An answer as it stands now. `body` is empty once its writer took it away with their account."""

    debate: str
    question: str
    version: int
    body: str
    name: str
    role: str
    at: int
    person: str | None


class WrittenAnswers:
    """All answers in writing."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def of_debate(self, debate: str) -> list[WrittenAnswerRow]:
        """The answers to the questions of a debate."""
        query = select(tables.written_answers).where(_W.debate == debate).order_by(_W.at, _W.question)
        return [WrittenAnswerRow(*row) for row in await self._connections.rows(query)]

    async def of_person(self, person: str) -> list[WrittenAnswerRow]:
        """The answers that somebody wrote, oldest first."""
        query = select(tables.written_answers).where(_W.person == person)
        rows = await self._connections.rows(query.order_by(_W.at, _W.debate, _W.question))
        return [WrittenAnswerRow(*row) for row in rows]


def put_written_answer(row: WrittenAnswerRow, *, after: int) -> Write:
    """Keep an answer that follows version `after`. Refused: `CHANGED` if somebody was faster."""

    def write(connection: Connection) -> None:
        query = (
            select(_W.version).where(_W.debate == row.debate, _W.question == row.question).with_for_update()
        )
        stands = connection.scalar(query) or 0
        if stands != after:
            raise changed(stands)
        bulk.put(connection, tables.written_answers, [row], clash=Clash.REPLACE)

    return write


def forget_writer(person: str, *, with_content: bool) -> Write:
    """Answers of a closed account stand under `CLOSED_NAME`; with its content, without their text."""
    gone = {"name": CLOSED_NAME, "person": None} | ({"body": ""} if with_content else {})
    theirs = update(tables.written_answers).where(_W.person == person).values(**gone)

    def write(connection: Connection) -> None:
        connection.execute(theirs)

    return write
