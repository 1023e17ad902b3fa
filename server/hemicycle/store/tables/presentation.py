"""The presentation of a process: its tree of problem, causes and solutions, and versions."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, UniqueConstraint

from .columns import count_column, id_column, ms_column, table, text_column

presentation_nodes = table(
    "presentation_nodes",
    id_column("id"),
    text_column("process"),
    text_column("kind"),
    text_column("parent", nullable=True),
    count_column("position"),
    count_column("version"),
    text_column("text"),
    ms_column("changed_at"),
    Index(None, "process"),
)
# Also of nodes that were removed: `number` counts the versions of a process.
presentation_versions = table(
    "presentation_versions",
    id_column("process"),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    text_column("node"),
    count_column("version"),
    ms_column("at"),
    text_column("kind"),
    text_column("text"),
    text_column("name"),
    text_column("role"),
    text_column("note"),
    Column("removed", Boolean, nullable=False),
    UniqueConstraint("node", "version"),
)
