"""The tables, as SQLAlchemy reads them; `migrations` makes them. No queries here.

Instants are milliseconds, ids and choices are text, structured values are JSON text.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def _ordered(name: str, *parts: Column[object] | Index) -> Table:
    """A table of small rows that lie in the order of its primary key."""
    return Table(name, metadata, *parts, sqlite_with_rowid=False)


def _table(name: str, *parts: Column[object] | Index | UniqueConstraint) -> Table:
    return Table(name, metadata, *parts)


def _id(name: str) -> Column[object]:
    return Column(name, Text, primary_key=True)


def _text(name: str, *, nullable: bool = False) -> Column[object]:
    return Column(name, Text, nullable=nullable)


def _ms(name: str, *, nullable: bool = False) -> Column[object]:
    return Column(name, BigInteger, nullable=nullable)


def _count(name: str, *, nullable: bool = False) -> Column[object]:
    return Column(name, Integer, nullable=nullable)


meta = _ordered("meta", _id("key"), _text("value"))

# --- logs: the head row and the primary key (log, offset) are the lock ------------------------

heads = _ordered("heads", _id("log"), Column("head", BigInteger, nullable=False))
events = _ordered(
    "events",
    _id("log"),
    Column("offset", BigInteger, primary_key=True, autoincrement=False),
    _ms("at"),
    _text("type"),
    _text("body"),
    _text("actor", nullable=True),
)
snapshots = _table(
    "snapshots",
    _id("log"),
    Column("offset", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
)

# --- ballots ----------------------------------------------------------------------------------

ballots = _ordered(
    "ballots",
    _id("box"),
    _id("voter"),
    _id("target"),
    _text("choice", nullable=True),
    Column("seq", BigInteger, nullable=False),
    _ms("at"),
    Column("counted", Boolean, nullable=False),
    _text("via", nullable=True),
)
tallies = _ordered("tallies", _id("box"), _id("target"), _id("choice"), _count("count"))
closings = _ordered("closings", _id("box"), _id("target"), _ms("at"))
salts = _ordered("salts", _id("box"), _id("person"), Column("salt", LargeBinary, nullable=False))

# --- people -----------------------------------------------------------------------------------

people = _table(
    "people",
    _id("id"),
    Column("email", Text, nullable=True, unique=True),
    _text("name"),
    _text("roles"),
    _ms("created_at"),
)
sign_ins = _table(
    "sign_ins",
    _id("id"),
    _text("email"),
    _text("link_hash"),
    _text("code_hash"),
    _text("next"),
    _count("tries"),
    _ms("created_at"),
    _ms("expires_at"),
    _ms("used_at", nullable=True),
    UniqueConstraint("link_hash"),
    Index(None, "email", "created_at"),
)
invitations = _table(
    "invitations",
    _id("id"),
    _text("token_hash"),
    _text("debate"),
    _text("role"),
    _text("name"),
    _text("seat", nullable=True),
    _text("email", nullable=True),
    _ms("created_at"),
    _ms("expires_at"),
    _ms("accepted_at", nullable=True),
    _text("accepted_by", nullable=True),
    _ms("revoked_at", nullable=True),
    _ms("opened_at", nullable=True),
    UniqueConstraint("token_hash"),
    Index(None, "debate"),
)
revocations = _ordered("revocations", _id("subject"), _ms("at"), _ms("expires_at"))
mails = _table(
    "mails",
    _id("id"),
    _ms("at"),
    _text("recipient"),
    _text("subject"),
    _text("body"),
    _count("tries"),
    _ms("next_at", nullable=True),
    _ms("sent_at", nullable=True),
    _text("fault", nullable=True),
    Index(None, "next_at"),
    Index(None, "at"),
)

# --- processes, debates, consultation ---------------------------------------------------------

processes = _table(
    "processes", _id("id"), _text("title"), _text("summary"), _text("phases"), _ms("created_at")
)
debates = _table(
    "debates",
    _id("id"),
    Column("process", Text, ForeignKey("processes.id"), nullable=False, index=True),
    _text("title"),
    _text("state"),
    _ms("starts_at"),
    _text("recording", nullable=True),
)
propositions = _table(
    "propositions",
    _id("id"),
    Column("process", Text, ForeignKey("processes.id"), nullable=False),
    _count("number"),
    _count("shuffle"),
    _text("section"),
    _text("title"),
    _text("body"),
    _text("author"),
    _text("person", nullable=True),
    Column("official", Boolean, nullable=False),
    _ms("created_at"),
    _count("arguments_for"),
    _count("arguments_against"),
    _count("imported_agree", nullable=True),
    _count("imported_mixed", nullable=True),
    _count("imported_disagree", nullable=True),
    UniqueConstraint("process", "number"),
    Index(None, "process", "created_at"),
)
arguments = _table(
    "arguments",
    _id("id"),
    Column("proposition", Text, ForeignKey("propositions.id"), nullable=False),
    _text("side"),
    _text("body"),
    _text("author"),
    _ms("created_at"),
    _count("imported_votes"),
    Index(None, "proposition", "side", "imported_votes"),
)
imports = _table(
    "imports",
    _id("digest"),
    Column("process", Text, ForeignKey("processes.id"), nullable=False),
    _ms("at"),
    _text("source"),
    _count("propositions"),
    _count("arguments"),
)
