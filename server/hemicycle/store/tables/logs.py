"""Facts in order. The head row and the primary key (log, offset) are the lock."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, LargeBinary

from .columns import id_column, ms_column, ordered_table, table, text_column

meta = ordered_table("meta", id_column("key"), text_column("value"))

heads = ordered_table("heads", id_column("log"), Column("head", BigInteger, nullable=False))
events = ordered_table(
    "events",
    id_column("log"),
    Column("offset", BigInteger, primary_key=True, autoincrement=False),
    ms_column("at"),
    text_column("type"),
    text_column("body"),
    text_column("actor", nullable=True),
)
snapshots = table(
    "snapshots",
    id_column("log"),
    Column("offset", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
