"""Who stands on the roll of a process."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    op.create_table(
        "rolls",
        sa.Column("process", sa.Text(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("process", "mark", name=op.f("pk_rolls")),
        sqlite_with_rowid=False,
    )
