"""Families of arguments, their placements, published syntheses and contests."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def count(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def long(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "argument_families",
        *map(text, ("id", "process", "proposition", "side", "title", "summary")),
        *map(count, ("position", "version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_argument_families")),
    )
    op.create_index(
        op.f("ix_argument_families_process_proposition"), "argument_families", ["process", "proposition"]
    )
    op.create_table(
        "argument_filings",
        *map(text, ("argument", "process", "proposition", "state", "places")),
        text("reason", nullable=True),
        text("note"),
        count("version"),
        sa.PrimaryKeyConstraint("argument", name=op.f("pk_argument_filings")),
    )
    op.create_index(
        op.f("ix_argument_filings_process_proposition"), "argument_filings", ["process", "proposition"]
    )
    op.create_table(
        "synthesis_versions",
        text("process"),
        long("number"),
        long("at"),
        *map(text, ("note", "coverage")),
        count("families"),
        sa.PrimaryKeyConstraint("process", "number", name=op.f("pk_synthesis_versions")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "synthesis_editions",
        text("process"),
        long("number"),
        *map(text, ("proposition", "body")),
        sa.PrimaryKeyConstraint("process", "number", "proposition", name=op.f("pk_synthesis_editions")),
    )
    op.create_table(
        "placement_contests",
        *map(text, ("id", "process", "proposition", "argument")),
        long("synthesis"),
        text("person", nullable=True),
        text("text"),
        long("at"),
        count("version"),
        text("outcome", nullable=True),
        text("answer"),
        long("answered_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_contests")),
        sa.UniqueConstraint("argument", "synthesis", name=op.f("uq_placement_contests_argument_synthesis")),
    )
    op.create_index(op.f("ix_placement_contests_process_at"), "placement_contests", ["process", "at"])
