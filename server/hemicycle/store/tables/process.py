"""Processes, their debates, and who has which role in a process."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Text

from .columns import count_column, id_column, ms_column, ordered_table, table, text_column

processes = table(
    "processes",
    id_column("id"),
    text_column("title"),
    text_column("summary"),
    text_column("phases"),
    ms_column("created_at"),
    Column("draft", Boolean, nullable=False),
    # When its log has to say next that a phase opens or closes.
    Column("due_at", BigInteger, nullable=True, index=True),
    Column("zone", Text, nullable=False, server_default=""),
    Column("cover", Text, nullable=True),
)
debates = table(
    "debates",
    id_column("id"),
    Column("process", Text, ForeignKey("processes.id"), nullable=False, index=True),
    text_column("title"),
    text_column("state"),
    ms_column("starts_at"),
    text_column("recording", nullable=True),
)
audiences = ordered_table(
    "audiences",
    id_column("debate"),
    Column("minute", BigInteger, primary_key=True, autoincrement=False),
    count_column("viewers"),
)
memberships = ordered_table(
    "memberships",
    id_column("process"),
    id_column("person"),
    id_column("role"),
    ms_column("since"),
)
