"""Questions are named after person and key, so no table of keys is needed."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.drop_table("keys")
