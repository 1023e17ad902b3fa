"""Propositions, arguments, their earlier texts, rankings, and what was imported.

The index of their words is `search`: a table on PostgreSQL and a virtual one on SQLite, known to
`store.search` alone.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Text, UniqueConstraint

from .columns import count_column, id_column, ms_column, ordered_table, table, text_column

_FIGURES = (
    *("shuffle", "number", "id", "section", "arguments_for", "arguments_against"),
    *("imported_agree", "imported_mixed", "imported_disagree"),
)
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
    text_column("kind"),
    text_column("parent", nullable=True),
    text_column("sources"),
    count_column("version"),
    ms_column("revised_at", nullable=True),
    text_column("state"),
    UniqueConstraint("process", "number"),
    Index(None, "person"),
    Index(None, "process", "parent", "number"),
    # What orders and figures look at, beside the texts: a list of thousands is sorted without reading them.
    Index("ix_propositions_figures", "process", "state", *_FIGURES),
    Index(None, "process", "state", "created_at", "number"),
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
    text_column("person", nullable=True),
    text_column("sources"),
    count_column("version"),
    ms_column("revised_at", nullable=True),
    text_column("state"),
    Index(None, "proposition", "side", "imported_votes"),
    Index(None, "person"),
)
text_versions = table(
    "text_versions",
    id_column("target"),
    Column("version", Integer, primary_key=True, autoincrement=False),
    text_column("title"),
    text_column("body"),
    text_column("sources"),
    ms_column("at"),
    ms_column("replaced_at"),
)
rankings = ordered_table(
    "rankings",
    id_column("process"),
    id_column("proposition"),
    count_column("rank"),
    count_column("agree"),
    count_column("mixed"),
    count_column("disagree"),
    Column("owed", Boolean, nullable=False),
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
