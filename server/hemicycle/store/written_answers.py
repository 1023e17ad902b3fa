"""Answers in writing to questions that a debate left unanswered; each may be written anew."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, select

from hemicycle_protocol.errors import Code, Refused

from . import bulk, tables
from .bulk import Clash
from .connections import Connections, Write

_W = tables.written_answers.c


class WrittenAnswerRow(NamedTuple):
    """An answer as it stands now."""

    debate: str
    question: str
    version: int
    body: str
    name: str
    role: str
    at: int


class WrittenAnswers:
    """All answers in writing."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def of_debate(self, debate: str) -> list[WrittenAnswerRow]:
        """The answers to the questions of a debate."""
        query = select(tables.written_answers).where(_W.debate == debate).order_by(_W.at, _W.question)
        return [WrittenAnswerRow(*row) for row in await self._connections.rows(query)]


def put_written_answer(row: WrittenAnswerRow, *, after: int) -> Write:
    """Keep an answer that follows version `after`. Refused: `CHANGED` if somebody was faster."""

    def write(connection: Connection) -> None:
        query = (
            select(_W.version).where(_W.debate == row.debate, _W.question == row.question).with_for_update()
        )
        stands = connection.scalar(query) or 0
        if stands != after:
            raise Refused(Code.CHANGED, version=stands)
        bulk.put(connection, tables.written_answers, [row], clash=Clash.REPLACE)

    return write
