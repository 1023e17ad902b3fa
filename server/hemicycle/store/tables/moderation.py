"""Reports, the bin, appeals, notifications and consents."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index

from .columns import count_column, id_column, ms_column, ordered_table, table, text_column

moderated = table(
    "moderated",
    id_column("target"),
    text_column("process"),
    text_column("author", nullable=True),
    text_column("state"),
    count_column("version"),
    count_column("reports"),
    ms_column("reported_at", nullable=True),
    ms_column("urgency", nullable=True),
    count_column("answered"),
    text_column("binned_by", nullable=True),
    text_column("reason", nullable=True),
    text_column("explanation"),
    text_column("role", nullable=True),
    ms_column("decided_at", nullable=True),
    text_column("appeal"),
    ms_column("appealed_at", nullable=True),
    text_column("outcome", nullable=True),
    text_column("outcome_explanation"),
    text_column("last_act", nullable=True),
    text_column("last_by", nullable=True),
    ms_column("last_at", nullable=True),
    text_column("last_before", nullable=True),
    text_column("claimed_by", nullable=True),
    text_column("claimed_name", nullable=True),
    ms_column("claimed_until"),
    text_column("shown_as"),
    Index(None, "process", "state", "decided_at"),
    Index(None, "process", "urgency"),
    Index(None, "author"),
)
blocks = table(
    "blocks",
    id_column("id"),
    text_column("process"),
    text_column("person", nullable=True),
    text_column("by"),
    ms_column("at"),
    ms_column("until"),
    text_column("reason"),
    text_column("explanation"),
    text_column("state"),
    count_column("version"),
    text_column("appeal"),
    text_column("outcome", nullable=True),
    text_column("outcome_explanation"),
    text_column("mark", nullable=True),
    Index(None, "process", "until"),
    Index(None, "person"),
    Index(None, "until"),
)
reports = ordered_table(
    "reports",
    id_column("target"),
    id_column("person"),
    text_column("process"),
    text_column("reason"),
    text_column("note"),
    ms_column("at"),
    ms_column("answered_at", nullable=True),
    Index(None, "person", "at"),
)
register = ordered_table(
    "register",
    id_column("process"),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    ms_column("at"),
    text_column("act"),
    text_column("target"),
    text_column("reason", nullable=True),
    text_column("explanation"),
    text_column("role", nullable=True),
    count_column("reports"),
)
notices = table(
    "notices",
    id_column("id"),
    text_column("person"),
    text_column("kind"),
    text_column("process"),
    text_column("target"),
    text_column("body"),
    ms_column("at"),
    ms_column("due_at", nullable=True),
    ms_column("sent_at", nullable=True),
    Index(None, "due_at"),
    Index(None, "person", "at"),
    Index(None, "target"),
)
# Facts that are being told to many, some people at a time: `after` is the last who was told.
spreads = table(
    "spreads",
    id_column("id"),
    text_column("audience"),
    text_column("kind"),
    text_column("process"),
    text_column("target"),
    text_column("but"),
    text_column("body"),
    ms_column("at"),
    text_column("after"),
    ms_column("done_at", nullable=True),
)
# How far each process's log has been read for what people should hear of.
heard = ordered_table("heard", id_column("log"), ms_column("offset"))
paces = ordered_table("paces", id_column("person"), id_column("subject"), text_column("pace"))
follows = ordered_table("follows", id_column("process"), id_column("person"), ms_column("at"))
languages = ordered_table("languages", id_column("person"), text_column("locale"))
consents = ordered_table("consents", id_column("person"), id_column("version"), ms_column("at"))
closed_accounts = ordered_table("closed_accounts", id_column("person"), text_column("form"), ms_column("at"))
sessions = ordered_table("sessions", id_column("person"), id_column("session"), ms_column("at"))
