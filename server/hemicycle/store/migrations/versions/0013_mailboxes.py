"""One account a mailbox. Where there are several, the oldest has it, and the others keep their address alone.

The rule is that of `auth.mailboxes` on the day this was written: a migration does not follow it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.add_column("people", sa.Column("mailbox", sa.Text(), nullable=True))
    people = sa.table("people", *map(sa.column, ("id", "email", "mailbox", "created_at")))
    known = sa.select(people.c.id, people.c.email).where(people.c.email.is_not(None))
    connection = op.get_bind()
    first: dict[str, str] = {}
    for row in connection.execute(known.order_by(people.c.created_at, people.c.id)).all():
        first.setdefault(_mailbox_of(row.email), row.id)
    for mailbox, id_ in first.items():
        connection.execute(sa.update(people).where(people.c.id == id_).values(mailbox=mailbox))
    op.create_index(op.f("ix_people_mailbox"), "people", ["mailbox"], unique=True)
    # Nothing in it is older than a quarter of an hour and good: who was signing in asks once more.
    op.execute("DELETE FROM sign_ins")
    op.drop_index(op.f("ix_sign_ins_email_created_at"), "sign_ins")
    op.add_column("sign_ins", sa.Column("mailbox", sa.Text(), nullable=False, server_default=""))
    op.create_index(op.f("ix_sign_ins_mailbox_created_at"), "sign_ins", ["mailbox", "created_at"])


def _mailbox_of(email: str) -> str:
    local, _, host = email.partition("@")
    local = local.partition("+")[0] or local
    if host in ("gmail.com", "googlemail.com"):
        local, host = local.replace(".", "") or local, "gmail.com"
    return f"{local}@{host}"
