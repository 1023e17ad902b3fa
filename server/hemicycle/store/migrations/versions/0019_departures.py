"""Ballots of people who left, until each can go unseen."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.create_table(
        "departures",
        sa.Column("box", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("voter", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("box", "target", "voter", name=op.f("pk_departures")),
        sqlite_with_rowid=False,
    )
