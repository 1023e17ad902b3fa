"""Counts that came without ballots; indexes of lists and exports."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "carried",
        sa.Column("box", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("choice", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("box", "target", "choice", name=op.f("pk_carried")),
        sqlite_with_rowid=False,
    )
