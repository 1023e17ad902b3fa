"""Families of arguments, what was done with each argument, published syntheses and contests."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, UniqueConstraint

from .columns import count_column, id_column, ms_column, ordered_table, table, text_column

argument_families = table(
    "argument_families",
    id_column("id"),
    text_column("process"),
    text_column("proposition"),
    text_column("side"),
    text_column("title"),
    text_column("summary"),
    count_column("position"),
    count_column("version"),
    Index(None, "process", "proposition"),
)
argument_filings = table(
    "argument_filings",
    id_column("argument"),
    text_column("process"),
    text_column("proposition"),
    text_column("state"),
    text_column("places"),
    text_column("reason", nullable=True),
    text_column("note"),
    count_column("version"),
    Index(None, "process", "proposition"),
)
synthesis_versions = ordered_table(
    "synthesis_versions",
    id_column("process"),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    ms_column("at"),
    text_column("note"),
    text_column("coverage"),
    count_column("families"),
)
synthesis_editions = table(
    "synthesis_editions",
    id_column("process"),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    id_column("proposition"),
    text_column("body"),
)
placement_contests = table(
    "placement_contests",
    id_column("id"),
    text_column("process"),
    text_column("proposition"),
    text_column("argument"),
    Column("synthesis", BigInteger, nullable=False),
    text_column("person", nullable=True),
    text_column("text"),
    ms_column("at"),
    count_column("version"),
    text_column("outcome", nullable=True),
    text_column("answer"),
    ms_column("answered_at", nullable=True),
    UniqueConstraint("argument", "synthesis"),
    Index(None, "process", "at"),
)
