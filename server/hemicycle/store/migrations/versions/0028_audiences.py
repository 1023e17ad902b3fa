"""How many watched a debate, minute by minute."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    op.create_table(
        "audiences",
        sa.Column("debate", sa.Text(), nullable=False),
        sa.Column("minute", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("viewers", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("debate", "minute", name=op.f("pk_audiences")),
        sqlite_with_rowid=False,
    )
