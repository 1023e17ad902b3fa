"""Codes belong to the browser that asked; a link is good for longer than its code."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    # Nothing in it is older than a quarter of an hour and good: who was signing in asks once more.
    op.execute("DELETE FROM sign_ins")
    for name in ("browser", "network"):
        op.add_column("sign_ins", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    for name in ("code_until", "link_until"):
        op.add_column("sign_ins", sa.Column(name, sa.BigInteger(), nullable=False, server_default="0"))
    op.drop_column("sign_ins", "expires_at")
    op.create_index(op.f("ix_sign_ins_network_created_at"), "sign_ins", ["network", "created_at"])
