"""Blocks outlast accounts; allowances stand under marks, not under digests of addresses."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.add_column("blocks", sa.Column("mark", sa.Text(), nullable=True))
    # What was used within the last day begins anew: nothing leads from a digest to a mark.
    op.execute(sa.text("DELETE FROM allowances"))
