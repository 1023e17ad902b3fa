"""Propositions and arguments, and what was imported."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Text, UniqueConstraint

from .columns import count_column, id_column, ms_column, table, text_column

propositions = table(
    "propositions",
    id_column("id"),
    Column("process", Text, ForeignKey("processes.id"), nullable=False),
    count_column("number"),
    count_column("shuffle"),
    text_column("section"),
    text_column("title"),
    text_column("body"),
    text_column("author"),
    text_column("person", nullable=True),
    Column("official", Boolean, nullable=False),
    ms_column("created_at"),
    count_column("arguments_for"),
    count_column("arguments_against"),
    count_column("imported_agree", nullable=True),
    count_column("imported_mixed", nullable=True),
    count_column("imported_disagree", nullable=True),
    UniqueConstraint("process", "number"),
    Index(None, "process", "created_at"),
)
arguments = table(
    "arguments",
    id_column("id"),
    Column("proposition", Text, ForeignKey("propositions.id"), nullable=False),
    text_column("side"),
    text_column("body"),
    text_column("author"),
    ms_column("created_at"),
    count_column("imported_votes"),
    Index(None, "proposition", "side", "imported_votes"),
)
imports = table(
    "imports",
    id_column("digest"),
    Column("process", Text, ForeignKey("processes.id"), nullable=False),
    ms_column("at"),
    text_column("source"),
    count_column("propositions"),
    count_column("arguments"),
)
