"""One statement for many rows: arrays on PostgreSQL, executemany and JSON on SQLite.

SQLAlchemy's own insert of many rows costs several times the statement itself; these texts go straight
to the driver through its connection. Table and column names come from `tables`, never from outside.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import BigInteger, Boolean, Integer, LargeBinary, Table
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import TypeEngine

Row = tuple[Any, ...]


async def put(
    connection: AsyncConnection, table: Table, rows: Sequence[Row], *, replace: bool = False
) -> None:
    """Insert `rows` (values of all columns, in order); `replace` updates those whose key is there.

    The keys of one call must differ: PostgreSQL updates a row once in a statement.
    """
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        await connection.exec_driver_sql(_sqlite_put(table, replace), list(rows))
    else:
        await connection.exec_driver_sql(
            _postgres_put(table, replace), tuple(map(list, zip(*rows, strict=True)))
        )


async def find(connection: AsyncConnection, table: Table, keys: Sequence[Row]) -> list[Row]:
    """Rows (all columns) whose first key columns are one of `keys`."""
    if not keys:
        return []
    if connection.dialect.name == "sqlite":
        values: tuple[object, ...] = (msgspec.json.encode(keys).decode(),)
        statement = _sqlite_find(table, len(keys[0]))
    else:
        values = tuple(map(list, zip(*keys, strict=True)))
        statement = _postgres_find(table, len(keys[0]))
    result = await connection.exec_driver_sql(statement, values)
    return [tuple(row) for row in result]


def _on_conflict(table: Table, replace: bool) -> str:
    if not replace:
        return ""
    key = ", ".join(column.name for column in table.primary_key)
    rest = [column.name for column in table.columns if not column.primary_key]
    return f" ON CONFLICT ({key}) DO UPDATE SET " + ", ".join(
        f'"{name}" = excluded."{name}"' for name in rest
    )


def _columns(table: Table) -> str:
    return ", ".join(f'"{column.name}"' for column in table.columns)


@cache
def _sqlite_put(table: Table, replace: bool) -> str:
    places = ", ".join("?" for _ in table.columns)
    return f"INSERT INTO {table.name} ({_columns(table)}) VALUES ({places}){_on_conflict(table, replace)}"


@cache
def _postgres_put(table: Table, replace: bool) -> str:
    arrays = ", ".join(
        f"${place}::{_postgres_type(column.type)}[]" for place, column in enumerate(table.columns, 1)
    )
    source = f"SELECT * FROM unnest({arrays})"
    return f"INSERT INTO {table.name} ({_columns(table)}) {source}{_on_conflict(table, replace)}"


@cache
def _sqlite_find(table: Table, width: int) -> str:
    names = [column.name for column in table.columns][:width]
    match = " AND ".join(f"t.\"{name}\" = json_extract(k.value, '$[{i}]')" for i, name in enumerate(names))
    # CROSS JOIN fixes the order: for each key, look up the table by its primary key.
    return f"SELECT t.* FROM json_each(?) k CROSS JOIN {table.name} t WHERE {match}"


@cache
def _postgres_find(table: Table, width: int) -> str:
    columns = list(table.columns)[:width]
    arrays = ", ".join(f"${i}::{_postgres_type(c.type)}[]" for i, c in enumerate(columns, 1))
    names = ", ".join(f'"{column.name}"' for column in columns)
    return f"SELECT t.* FROM unnest({arrays}) k({names}) JOIN {table.name} t USING ({names})"


def _postgres_type(type_: TypeEngine[object]) -> str:
    for kind, name in (
        (BigInteger, "bigint"),
        (Integer, "integer"),
        (Boolean, "boolean"),
        (LargeBinary, "bytea"),
    ):
        if isinstance(type_, kind):
            return name
    return "text"
