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
