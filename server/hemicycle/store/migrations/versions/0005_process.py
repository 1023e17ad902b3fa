"""Roles of people in a process; the presentation."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "memberships",
        sa.Column("process", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("process", "person", "role", name=op.f("pk_memberships")),
        sqlite_with_rowid=False,
    )
    op.add_column("processes", sa.Column("draft", sa.Boolean(), nullable=False, server_default=sa.false()))
    # 0: whatever is due of the processes that are there is done at once.
    op.add_column("processes", sa.Column("due_at", sa.BigInteger(), nullable=True, server_default="0"))
    op.create_index("ix_processes_due_at", "processes", ["due_at"])
    op.create_table(
        "presentation_nodes",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("process", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presentation_nodes")),
    )
    op.create_index("ix_presentation_nodes_process", "presentation_nodes", ["process"])
    op.create_table(
        "presentation_versions",
        sa.Column("process", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("node", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("process", "number", name=op.f("pk_presentation_versions")),
        sa.UniqueConstraint("node", "version", name=op.f("uq_presentation_versions_node_version")),
    )
