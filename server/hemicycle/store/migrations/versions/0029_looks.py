"""A process has a zone and a cover of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    op.add_column("processes", sa.Column("zone", sa.Text(), nullable=False, server_default=""))
    op.add_column("processes", sa.Column("cover", sa.Text(), nullable=True))
