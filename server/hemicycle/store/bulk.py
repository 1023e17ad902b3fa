"""One statement for many rows: arrays on PostgreSQL, executemany and JSON on SQLite.

SQLAlchemy's own insert of many rows costs several times the statement itself; these texts go straight
to the driver through its connection. Table and column names come from `tables`, never from outside.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import BigInteger, Boolean, Connection, Integer, LargeBinary, Table
from sqlalchemy.types import TypeEngine

Row = tuple[Any, ...]


class Clash(StrEnum):
    """What becomes of a row whose key is there already."""

    FAIL = ""
    KEEP = " ON CONFLICT DO NOTHING"
    REPLACE = " ON CONFLICT ({key}) DO UPDATE SET {rest}"


def put(connection: Connection, table: Table, rows: Sequence[Row], *, clash: Clash = Clash.FAIL) -> None:
    """Insert `rows`, each the values of all columns in order.

    The keys of one call must differ: PostgreSQL updates a row once in a statement.
    """
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(_sqlite_put(table, clash), list(rows))
    else:
        columns = tuple(map(list, zip(*rows, strict=True)))
        connection.exec_driver_sql(_postgres_put(table, clash), columns)


def find(connection: Connection, table: Table, keys: Sequence[Row]) -> list[Row]:
    """Rows (all columns) whose first key columns are one of `keys`."""
    if not keys:
        return []
    if connection.dialect.name == "sqlite":
        values: tuple[object, ...] = (msgspec.json.encode(keys).decode(),)
        statement = _sqlite_find(table, len(keys[0]))
    else:
        values = tuple(map(list, zip(*keys, strict=True)))
        statement = _postgres_find(table, len(keys[0]))
    result = connection.exec_driver_sql(statement, values)
    return [tuple(row) for row in result]


def _on_conflict(table: Table, clash: Clash) -> str:
    key = ", ".join(f'"{column.name}"' for column in table.primary_key)
    rest = [
        f'"{column.name}" = excluded."{column.name}"' for column in table.columns if not column.primary_key
    ]
    return clash.value.format(key=key, rest=", ".join(rest))


def _columns(table: Table) -> str:
    return ", ".join(f'"{column.name}"' for column in table.columns)


@cache
def _sqlite_put(table: Table, clash: Clash) -> str:
    places = ", ".join("?" for _ in table.columns)
    return f"INSERT INTO {table.name} ({_columns(table)}) VALUES ({places}){_on_conflict(table, clash)}"


@cache
def _postgres_put(table: Table, clash: Clash) -> str:
    arrays = ", ".join(
        f"${place}::{_postgres_type(column.type)}[]" for place, column in enumerate(table.columns, 1)
    )
    source = f"SELECT * FROM unnest({arrays})"
    return f"INSERT INTO {table.name} ({_columns(table)}) {source}{_on_conflict(table, clash)}"


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
