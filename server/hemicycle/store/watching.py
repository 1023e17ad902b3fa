"""Watches what a database is asked: each statement with its time, and how the database answers it.

For an operator who wants to know why a page is slow (`hemicycle explain`); nothing else uses it.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, event

from .connections import Connections

_EXPLAIN = {"sqlite": "EXPLAIN QUERY PLAN ", "postgresql": "EXPLAIN (ANALYZE, COSTS OFF, SUMMARY OFF) "}


class Asked(NamedTuple):
    """A statement that only reads, with its values."""

    statement: str
    values: Any


class Answer(NamedTuple):
    """How long a statement and the fetching of its rows takes, how many there are, and how they are found."""

    ms: float
    rows: int
    plan: list[str]


@contextmanager
def watched() -> Iterator[list[Asked]]:
    """What every database of this process is asked meanwhile, in order."""
    asked: list[Asked] = []

    def heard(
        connection: Connection, cursor: Any, statement: str, values: Any, context: Any, many: bool
    ) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            asked.append(Asked(statement, values))

    event.listen(Engine, "before_cursor_execute", heard)
    try:
        yield asked
    finally:
        event.remove(Engine, "before_cursor_execute", heard)


async def answer_of(connections: Connections, asked: Asked, *, times: int) -> Answer:
    """Ask a statement alone, so many times; the time is their median."""

    def explain(connection: Connection) -> Answer:
        took, count = [], 0
        for _ in range(times):
            before = time.perf_counter()
            count = len(connection.exec_driver_sql(asked.statement, asked.values).all())
            took.append((time.perf_counter() - before) * 1000)
        prefix = _EXPLAIN[connection.dialect.name]
        lines = connection.exec_driver_sql(prefix + asked.statement, asked.values).all()
        return Answer(statistics.median(took), count, [str(line[-1]) for line in lines])

    return await connections.read(explain)
