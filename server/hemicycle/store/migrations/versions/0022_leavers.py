"""Votes of people who left stay where they are; who left casts no second one."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.drop_table("departures")
    op.create_table(
        "leavers",
        sa.Column("box", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("box", "kind", "name", name=op.f("pk_leavers")),
        sqlite_with_rowid=False,
    )
