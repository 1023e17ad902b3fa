"""Bills, drafted and published; public supports, and the news that supporters asked for."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, UniqueConstraint

from .columns import count_column, id_column, ms_column, ordered_table, table, text_column

bills = table(
    "bills",
    id_column("process"),
    count_column("revision"),
    count_column("version"),
    text_column("title"),
    text_column("statement"),
    count_column("placing"),
    text_column("placed"),
)
bill_articles = table(
    "bill_articles",
    id_column("process"),
    id_column("id"),
    text_column("title"),
    text_column("body"),
    count_column("version"),
    Column("removed", Boolean, nullable=False),
)
bill_links = table(
    "bill_links",
    id_column("process"),
    id_column("id"),
    text_column("kind"),
    text_column("target"),
    text_column("outcome"),
    text_column("reason"),
    text_column("article", nullable=True),
    count_column("version"),
    count_column("place"),
)
bill_versions = table(
    "bill_versions",
    id_column("process"),
    Column("number", Integer, primary_key=True, autoincrement=False),
    text_column("title"),
    text_column("note"),
    count_column("articles"),
    ms_column("at"),
    text_column("content"),
)
supports = table(
    "supports",
    id_column("process"),
    id_column("person"),
    text_column("id"),
    Column("public", Boolean, nullable=False),
    text_column("name"),
    text_column("message"),
    Column("news", Boolean, nullable=False),
    Column("seq", BigInteger, nullable=False),
    ms_column("at"),
    text_column("hidden", nullable=True),
    UniqueConstraint("id"),
    Index(None, "process", "public", "at", "id"),
    Index(None, "person"),
)
support_news = ordered_table(
    "support_news",
    id_column("id"),
    text_column("process"),
    ms_column("at"),
    text_column("fact"),
    text_column("told"),
    ms_column("done_at", nullable=True),
)
support_counts = ordered_table(
    "support_counts",
    id_column("process"),
    Column("at", BigInteger, primary_key=True, autoincrement=False),
    count_column("count"),
)
