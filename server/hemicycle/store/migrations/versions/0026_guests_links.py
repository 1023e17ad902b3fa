"""Which guest made an invitation: it ends with theirs."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    op.add_column("invitations", sa.Column("made_by", sa.Text(), nullable=True))
