"""What a browser asked for last is found by it."""

from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.create_index(op.f("ix_sign_ins_browser"), "sign_ins", ["browser"])
