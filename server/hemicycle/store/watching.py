"""Watches what a database is asked: each statement with its time, and how the database answers it.

For an operator who wants to know why a page is slow (`hemicycle explain`); nothing else uses it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, event

from .connections import Connections

_EXPLAIN = {"sqlite": "EXPLAIN QUERY PLAN ", "postgresql": "EXPLAIN (ANALYZE, COSTS OFF, SUMMARY OFF) "}


class Asked(NamedTuple):
    """A statement that only reads, with its values and how long the database took."""

    statement: str
    values: Any
    ms: float


@contextmanager
def watched() -> Iterator[list[Asked]]:
    """What every database of this process is asked meanwhile, in order."""
    asked: list[Asked] = []

    def before(
        connection: Connection, cursor: Any, statement: str, values: Any, context: Any, many: bool
    ) -> None:
        connection.info["asked_at"] = time.perf_counter()

    def after(
        connection: Connection, cursor: Any, statement: str, values: Any, context: Any, many: bool
    ) -> None:
        took = (time.perf_counter() - connection.info["asked_at"]) * 1000
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            asked.append(Asked(statement, values, took))

    event.listen(Engine, "before_cursor_execute", before)
    event.listen(Engine, "after_cursor_execute", after)
    try:
        yield asked
    finally:
        event.remove(Engine, "before_cursor_execute", before)
        event.remove(Engine, "after_cursor_execute", after)


async def plan_of(connections: Connections, asked: Asked) -> list[str]:
    """How the database answers a statement, a line a step."""

    def explain(connection: Connection) -> list[str]:
        prefix = _EXPLAIN[connection.dialect.name]
        rows = connection.exec_driver_sql(prefix + asked.statement, asked.values).all()
        return [str(row[-1]) for row in rows]

    return await connections.read(explain)
