"""No words of questions that were put away or taken back in the public logs of debates."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"

_HIDING = ("submitted", "needs_review", "binned", "withdrawn")
_TYPES = ("question_published", "question_reworded", "question_moved")
_BLANK = {"text": "", "name": "", "theme": None, "readout_text": None}


def upgrade() -> None:
    hide(op.get_bind())


def hide(connection: sa.Connection) -> None:
    events = sa.table("events", *map(sa.column, ("log", "offset", "type", "body")))
    told = (
        sa.select(events.c.log, events.c.offset, events.c.type, events.c.body)
        .where(events.c.type.in_(_TYPES), events.c.log.like("debate/%"), ~events.c.log.like("%/desk"))
        .order_by(events.c.log, events.c.offset)
    )
    open_: dict[tuple[str, str], list[tuple[int, dict[str, object]]]] = {}
    for log, offset, type_, body in connection.execute(told).all():
        fact = json.loads(body)
        if type_ == "question_published":
            blank = {name: value for name, value in _BLANK.items() if name in fact["question"]}
            rewritten = fact | {"question": fact["question"] | blank}
            open_.setdefault((log, fact["question"]["id"]), []).append((offset, rewritten))
        elif type_ == "question_reworded":
            open_.setdefault((log, fact["question"]), []).append((offset, fact | {"readout_text": ""}))
        elif fact["step"]["to"] in _HIDING:
            for at, rewritten in open_.pop((log, fact["question"]), ()):
                here = sa.update(events).where(events.c.log == log, events.c.offset == at)
                text = json.dumps(rewritten, ensure_ascii=False, separators=(",", ":"))
                connection.execute(here.values(body=text))
    snapshots = sa.table("snapshots", sa.column("log"))
    connection.execute(sa.delete(snapshots).where(snapshots.c.log.like("debate/%")))
