"""What citizens write: kinds, parents, versions, sources, search, rankings."""

import sqlalchemy as sa
from alembic import op

from hemicycle.store import search

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    for table, columns in (("propositions", ("kind", "parent")), ("arguments", ("person",))):
        for name in columns:
            default = "solution" if name == "kind" else None
            op.add_column(table, sa.Column(name, sa.Text(), nullable=default is None, server_default=default))
        op.add_column(table, sa.Column("sources", sa.Text(), nullable=False, server_default="[]"))
        op.add_column(table, sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        op.add_column(table, sa.Column("revised_at", sa.BigInteger(), nullable=True))
        op.add_column(table, sa.Column("state", sa.Text(), nullable=False, server_default="visible"))
        op.create_index(op.f(f"ix_{table}_person"), table, ["person"])
    op.create_table(
        "text_versions",
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("sources", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("replaced_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("target", "version", name=op.f("pk_text_versions")),
    )
    op.create_table(
        "rankings",
        sa.Column("process", sa.Text(), nullable=False),
        sa.Column("proposition", sa.Text(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("agree", sa.Integer(), nullable=False),
        sa.Column("mixed", sa.Integer(), nullable=False),
        sa.Column("disagree", sa.Integer(), nullable=False),
        sa.Column("owed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("process", "proposition", name=op.f("pk_rankings")),
        sqlite_with_rowid=False,
    )
    op.add_column("ballots", sa.Column("version", sa.Integer(), nullable=True))
    search.create_index(op.get_bind())
