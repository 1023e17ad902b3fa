"""Authors' own votes leave the counts; public supports tell the hour; ballots are found by what they are on.

What an author voted on their own proposition was in the tallies and in no ranking: the difference told it.
The log of each box says of every such ballot that it counts no longer, so that a recount finds the same.
"""

import base64
import hashlib
import hmac
import json
import time

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

HOUR_MS = 3_600_000
_ballots = sa.table(
    "ballots", *map(sa.column, ("box", "voter", "target", "choice", "seq", "counted", "via", "version"))
)
_tallies = sa.table("tallies", *map(sa.column, ("box", "target", "choice", "count")))
_heads = sa.table("heads", *map(sa.column, ("log", "head")))
_events = sa.table("events", *map(sa.column, ("log", "offset", "at", "type", "body", "actor")))


def upgrade() -> None:
    op.create_index(op.f("ix_ballots_box_target"), "ballots", ["box", "target"])
    op.execute(f"UPDATE supports SET at = at - at % {HOUR_MS}")
    connection = op.get_bind()
    own = connection.execute(
        sa.text(
            "SELECT p.process, p.id, s.person, s.salt FROM propositions p "
            "JOIN salts s ON s.box = p.process AND s.person = p.person"
        )
    ).all()
    for row in own:
        uncount(connection, row.process, _pseudonym(row.person, bytes(row.salt)), f"proposition/{row.id}")


def uncount(connection: sa.Connection, box: str, voter: str, target: str) -> None:
    """Take a ballot out of the counts of its box, and say so on its log."""
    b = _ballots.c
    theirs = (b.box == box) & (b.voter == voter)
    here = theirs & (b.target == target)
    held = connection.execute(sa.select(_ballots).where(here)).first()
    if held is None or held.choice is None or not held.counted:
        return
    connection.execute(sa.update(_ballots).where(here).values(counted=False))
    _take_one(connection, box, target, held.choice)
    _take_one(connection, box, "", "votes_cast")
    others = sa.select(b.target).where(theirs & b.choice.is_not(None) & b.counted)
    if all(row.target.startswith(("argument/", "bill/")) for row in connection.execute(others)):
        _take_one(connection, box, "", "voters")
    log = f"ballots/{box}"
    connection.execute(sa.update(_heads).where(_heads.c.log == log).values(head=_heads.c.head + 1))
    head = connection.scalar(sa.select(_heads.c.head).where(_heads.c.log == log))
    body = {"target": target, "choice": held.choice, "seq": held.seq, "counted": False}
    if held.version is not None:
        body["version"] = held.version
    said = {"log": log, "offset": head, "at": int(time.time() * 1000), "type": "ballot_cast", "actor": voter}
    connection.execute(sa.insert(_events).values(**said, body=json.dumps(body)))


def _take_one(connection: sa.Connection, box: str, target: str, choice: str) -> None:
    t = _tallies.c
    here = (t.box == box) & (t.target == target) & (t.choice == choice)
    connection.execute(sa.update(_tallies).where(here).values(count=t.count - 1))


def _pseudonym(person: str, salt: bytes) -> str:
    digest = hmac.digest(salt, person.encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest[:18]).decode()
