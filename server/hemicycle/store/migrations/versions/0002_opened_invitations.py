"""When an invitation last let somebody in."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("invitations", sa.Column("opened_at", sa.BigInteger(), nullable=True))
    op.execute("UPDATE invitations SET opened_at = accepted_at")
