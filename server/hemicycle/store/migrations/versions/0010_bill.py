"""Bills and public supports."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "bills",
        _text("process"),
        _count("revision"),
        _count("version"),
        _text("title"),
        _text("statement"),
        _count("placing"),
        _text("placed"),
        sa.PrimaryKeyConstraint("process", name=op.f("pk_bills")),
    )
    op.create_table(
        "bill_articles",
        _text("process"),
        _text("id"),
        _text("title"),
        _text("body"),
        _count("version"),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("process", "id", name=op.f("pk_bill_articles")),
    )
    op.create_table(
        "bill_links",
        _text("process"),
        _text("id"),
        _text("kind"),
        _text("target"),
        _text("outcome"),
        _text("reason"),
        sa.Column("article", sa.Text(), nullable=True),
        _count("version"),
        _count("place"),
        sa.PrimaryKeyConstraint("process", "id", name=op.f("pk_bill_links")),
    )
    op.create_table(
        "bill_versions",
        _text("process"),
        _count("number"),
        _text("title"),
        _text("note"),
        _count("articles"),
        _ms("at"),
        _text("content"),
        sa.PrimaryKeyConstraint("process", "number", name=op.f("pk_bill_versions")),
    )
    op.create_table(
        "supports",
        _text("process"),
        _text("person"),
        _text("id"),
        sa.Column("public", sa.Boolean(), nullable=False),
        _text("name"),
        _text("message"),
        sa.Column("news", sa.Boolean(), nullable=False),
        _ms("seq"),
        _ms("at"),
        sa.Column("hidden", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("process", "person", name=op.f("pk_supports")),
        sa.UniqueConstraint("id", name=op.f("uq_supports_id")),
    )
    op.create_index(op.f("ix_supports_process_public_at_id"), "supports", ["process", "public", "at", "id"])
    op.create_index(op.f("ix_supports_person"), "supports", ["person"])
    op.create_table(
        "support_news",
        _text("id"),
        _text("process"),
        _ms("at"),
        _text("fact"),
        _text("told"),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_news")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "support_counts",
        _text("process"),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        _count("count"),
        sa.PrimaryKeyConstraint("process", "at", name=op.f("pk_support_counts")),
        sqlite_with_rowid=False,
    )


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _count(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _ms(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=False)
