"""The end of an account: what names its person goes, what they wrote and voted stays or goes as they chose.

Logs of processes and debates hold no address and no vote with a person. What a person did is found by their
id, which leads to nobody once the account's row is gone; the log of their own receipts goes as well. The one
name in a log is that under a question of a live debate: it is replaced there. With what they wrote, the words
of a question that only waited go as well; one that was on air was said aloud, and stays under no name.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, delete, or_, select, update

from hemicycle_protocol.personal import ErasureForm

from . import bulk, search, tables
from .bulk import Clash
from .connections import Connections, Write
from .questions import aired_among, blank_questions, change_questions

# The name under which texts of a closed account stand.
CLOSED_NAME = "Compte fermé"


class Closed(NamedTuple):
    """An account that was closed, in which form and when."""

    person: str
    form: str
    at: int


class ClosedAccounts:
    """Who closed their account. Nobody is offered a seat or an answer under such an id."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def among(self, people: Collection[str]) -> set[str]:
        """Those of `people` whose account is closed."""
        c = tables.closed_accounts.c
        rows = await self._connections.rows(select(c.person).where(c.person.in_(people)))
        return {row.person for row in rows}


def close_account(
    closed: Closed, email: str | None, *, stand_in: str, rewritten: Callable[[str], Write]
) -> Write:
    """Everything that names a person, in one transaction; their texts stand under `CLOSED_NAME`.

    The salts of their pseudonyms go: nobody can tell any more which votes were theirs, and all of them still
    count. Reports they sent stay under `stand_in`, a name of nobody. `rewritten` is written of each log in
    which a name was replaced, so that nobody goes on with what they have read of it.
    """

    def write(connection: Connection) -> None:
        person = closed.person
        bulk.put(connection, tables.closed_accounts, [closed], clash=Clash.KEEP)
        for log in _unname_questions(connection, person, with_words=closed.form == ErasureForm.CONTENT):
            rewritten(log)(connection)
        for table, column in _OWN:
            connection.execute(delete(table).where(table.c[column] == person))
        for table in (tables.propositions, tables.arguments):
            mine = update(table).where(table.c.person == person)
            connection.execute(mine.values(author=CLOSED_NAME))
        contests = update(tables.placement_contests)
        connection.execute(contests.where(tables.placement_contests.c.person == person).values(person=None))
        _leave_moderation(connection, person, stand_in)
        _forget_address(connection, person, email)
        _drop_log(connection, f"person/{person}")
        search.scrub(connection)

    return write


def blank_text(target: str) -> Write:
    """Nothing is left of a text but its place and number; its earlier versions go too."""
    kind, _, id_ = target.partition("/")
    table = tables.propositions if kind == "proposition" else tables.arguments
    values = {"body": "", "author": CLOSED_NAME, "title": "", "sources": "[]"}
    known = {name: value for name, value in values.items() if name in table.c}

    def write(connection: Connection) -> None:
        connection.execute(update(table).where(table.c.id == id_).values(**known))
        versions = tables.text_versions
        connection.execute(delete(versions).where(versions.c.target == target))
        search.forget(connection, [target])
        n = tables.notices.c
        for notice, body in connection.execute(select(n.id, n.body).where(n.target == target)).all():
            untitled = msgspec.json.encode(msgspec.json.decode(body) | {"title": ""}).decode()
            connection.execute(update(tables.notices).where(n.id == notice).values(body=untitled))

    return write


_OWN = (
    (tables.people, "id"),
    (tables.memberships, "person"),
    (tables.follows, "person"),
    (tables.paces, "person"),
    (tables.languages, "person"),
    (tables.consents, "person"),
    (tables.notices, "person"),
    (tables.sessions, "person"),
    (tables.salts, "person"),
)


def _leave_moderation(connection: Connection, person: str, stand_in: str) -> None:
    r, m = tables.reports.c, tables.moderated.c
    # That somebody reported the text stays; what they wrote of it may tell who they are.
    connection.execute(update(tables.reports).where(r.person == person).values(person=stand_in, note=""))
    held = update(tables.moderated).where(m.claimed_by == person)
    connection.execute(held.values(claimed_by=None, claimed_name=None, claimed_until=0))


def _unname_questions(connection: Connection, person: str, *, with_words: bool) -> list[str]:
    """Questions of theirs stand under `CLOSED_NAME` on these logs of debates; saved folds are made again."""
    e = tables.events.c
    asked = select(e.body).where(e.log == f"person/{person}", e.type == "my_question_submitted")
    theirs: dict[str, set[str]] = {}
    for row in connection.execute(asked).all():
        body = msgspec.json.decode(row.body)
        theirs.setdefault(body["debate"], set()).add(body["id"])
    logs = []
    for debate, ids in theirs.items():
        unsaid = ids - aired_among(connection, debate, ids) if with_words else set()
        for log in (f"debate/{debate}", f"debate/{debate}/desk"):
            logs.append(log)
            if unsaid:
                blank_questions(connection, log, unsaid)
            change_questions(connection, log, ids, {"name": CLOSED_NAME})
            connection.execute(delete(tables.snapshots).where(tables.snapshots.c.log == log))
    return logs


def _forget_address(connection: Connection, person: str, email: str | None) -> None:
    i = tables.invitations.c
    theirs = i.accepted_by == person
    if email is not None:
        connection.execute(delete(tables.sign_ins).where(tables.sign_ins.c.email == email))
        connection.execute(delete(tables.mails).where(tables.mails.c.recipient == email))
        theirs = or_(theirs, i.email == email)
    gone = {"email": None, "name": CLOSED_NAME, "accepted_by": None}
    connection.execute(update(tables.invitations).where(theirs).values(**gone))


def _drop_log(connection: Connection, log: str) -> None:
    for table in (tables.events, tables.heads, tables.snapshots):
        connection.execute(delete(table).where(table.c.log == log))
