"""What a mail is for, until when it is worth sending, who asked for it, and whether it was refused."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    for name in ("kind", "about", "asked_by"):
        op.add_column("mails", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    op.add_column("mails", sa.Column("expires_at", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("mails", sa.Column("refused_at", sa.BigInteger(), nullable=True))
    op.create_index(op.f("ix_mails_kind_next_at"), "mails", ["kind", "next_at"])
    op.create_index(op.f("ix_mails_about"), "mails", ["about"])
    # Their links stood here in clear. What still waits to be sent has two days.
    op.execute("UPDATE mails SET body = '', subject = '', unsubscribe = NULL WHERE next_at IS NULL")
    op.execute("UPDATE mails SET expires_at = at + 172800000")
