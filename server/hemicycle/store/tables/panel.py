"""The panel of a process, the people behind its public ids, who contested its pool; what a debate left."""

from __future__ import annotations

from sqlalchemy import Index, UniqueConstraint

from .columns import count_column, id_column, ms_column, table, text_column

panels = table(
    "panels",
    id_column("process"),
    count_column("version"),
    text_column("body"),
    # When the clock has something to do: an invitation ends.
    ms_column("due_at", nullable=True),
    Index(None, "due_at"),
)
panel_people = table(
    "panel_people",
    id_column("process"),
    id_column("public"),
    text_column("person", nullable=True),
    text_column("name"),
    text_column("motivation"),
    ms_column("applied_at", nullable=True),
    ms_column("withdrawn_at", nullable=True),
    text_column("token_hash", nullable=True),
    text_column("invitation", nullable=True),
    UniqueConstraint("process", "person"),
    Index(None, "person"),
    Index(None, "token_hash"),
)
written_answers = table(
    "written_answers",
    id_column("debate"),
    id_column("question"),
    count_column("version"),
    text_column("body"),
    text_column("name"),
    text_column("role"),
    ms_column("at"),
    text_column("person", nullable=True),
    Index(None, "person"),
)
panel_challenges = table(
    "panel_challenges",
    id_column("id"),
    text_column("process"),
    text_column("person", nullable=True),
    text_column("body"),
    ms_column("at"),
    text_column("answer"),
    ms_column("answered_at", nullable=True),
    Index(None, "process", "at"),
    Index(None, "person"),
)
