"""What tables are made of: kinds of tables and of columns.

Instants are milliseconds, ids and choices are text, structured values are JSON text.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, Table, Text, UniqueConstraint

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def ordered_table(name: str, *parts: Column[object] | Index) -> Table:
    """A table of small rows that lie in the order of its primary key."""
    return Table(name, metadata, *parts, sqlite_with_rowid=False)


def table(name: str, *parts: Column[object] | Index | UniqueConstraint) -> Table:
    """Any other table."""
    return Table(name, metadata, *parts)


def id_column(name: str) -> Column[object]:
    """A part of the primary key, as text."""
    return Column(name, Text, primary_key=True)


def text_column(name: str, *, nullable: bool = False) -> Column[object]:
    """Text, an id of something else or a choice."""
    return Column(name, Text, nullable=nullable)


def ms_column(name: str, *, nullable: bool = False) -> Column[object]:
    """An instant."""
    return Column(name, BigInteger, nullable=nullable)


def count_column(name: str, *, nullable: bool = False) -> Column[object]:
    """A number of things."""
    return Column(name, Integer, nullable=nullable)
