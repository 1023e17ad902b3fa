"""No words of a text beside the text: facts and rows of moderation named its title."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

_TYPES = ("item_binned", "item_restored", "item_kept", "appeal_filed", "appeal_decided", "moderation_undone")


def upgrade() -> None:
    events = sa.table("events", *map(sa.column, ("log", "offset", "type", "body")))
    connection = op.get_bind()
    told = sa.select(events.c.log, events.c.offset, events.c.body).where(events.c.type.in_(_TYPES))
    for log, offset, body in connection.execute(told).all():
        fact = {name: value for name, value in json.loads(body).items() if name != "title"}
        here = sa.update(events).where(events.c.log == log, events.c.offset == offset)
        connection.execute(here.values(body=json.dumps(fact, ensure_ascii=False, separators=(",", ":"))))
    for table in ("moderated", "register"):
        op.drop_column(table, "title")
