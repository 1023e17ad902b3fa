"""Accounts, how they sign in, who is invited, what was mailed."""

from __future__ import annotations

from sqlalchemy import Column, Index, Text, UniqueConstraint

from .columns import count_column, id_column, ms_column, ordered_table, table, text_column

people = table(
    "people",
    id_column("id"),
    Column("email", Text, nullable=True, unique=True),
    text_column("name"),
    text_column("roles"),
    ms_column("created_at"),
    text_column("mailbox", nullable=True),
    Index(None, "mailbox", unique=True),
)
sign_ins = table(
    "sign_ins",
    id_column("id"),
    text_column("email"),
    text_column("mailbox"),
    text_column("browser"),
    text_column("network"),
    text_column("link_hash"),
    text_column("code_hash"),
    text_column("next"),
    count_column("tries"),
    ms_column("created_at"),
    ms_column("code_until"),
    ms_column("link_until"),
    ms_column("used_at", nullable=True),
    UniqueConstraint("link_hash"),
    Index(None, "mailbox", "created_at"),
    Index(None, "network", "created_at"),
    Index(None, "browser"),
)
invitations = table(
    "invitations",
    id_column("id"),
    text_column("token_hash"),
    text_column("debate"),
    text_column("role"),
    text_column("name"),
    text_column("seat", nullable=True),
    text_column("email", nullable=True),
    ms_column("created_at"),
    ms_column("expires_at"),
    ms_column("accepted_at", nullable=True),
    text_column("accepted_by", nullable=True),
    ms_column("revoked_at", nullable=True),
    ms_column("opened_at", nullable=True),
    text_column("made_by", nullable=True),
    UniqueConstraint("token_hash"),
    Index(None, "debate"),
)
rolls = ordered_table("rolls", id_column("process"), id_column("mark"))
allowances = ordered_table("allowances", id_column("owner"), count_column("used"), ms_column("until"))
revocations = ordered_table("revocations", id_column("subject"), ms_column("at"), ms_column("expires_at"))
mails = table(
    "mails",
    id_column("id"),
    ms_column("at"),
    text_column("recipient"),
    text_column("subject"),
    text_column("body"),
    text_column("kind"),
    ms_column("expires_at"),
    count_column("tries"),
    ms_column("next_at", nullable=True),
    ms_column("sent_at", nullable=True),
    text_column("fault", nullable=True),
    text_column("unsubscribe", nullable=True),
    text_column("about"),
    text_column("asked_by"),
    ms_column("refused_at", nullable=True),
    Index(None, "next_at"),
    Index(None, "kind", "next_at"),
    Index(None, "about"),
    Index(None, "at"),
)
