"""The index of the words of propositions and arguments: FTS5 on SQLite, `tsvector` on PostgreSQL.

Both get the same words, folded and parted here, so that they find the same; which words stand for one another
is decided by who asks (`core.search`). Writing is a part of the transaction that writes the text.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    Subquery,
    cast,
    column,
    func,
    literal_column,
    select,
    table,
    text,
)

# Texts that a question may find, the best first; it is told that there are more.
MOST_FOUND = 2_000
# A title's word counts as much as this many of a body's.
TITLE_WEIGHT = 8
_SCALE = 1_000_000
_PART = 500

Terms = Sequence[Sequence[str]]

_search = table("search", column("target"), column("process"), column("proposition"), column("words"))
_WORD = re.compile(r"[^\W_]+")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "Œ": "oe", "Æ": "ae"})


class Indexed(NamedTuple):
    """A text to be found: `target` is `proposition/{id}` or `argument/{id}` under `proposition`."""

    target: str
    process: str
    proposition: str
    title: str
    body: str


def create_index(connection: Connection) -> None:
    """Make the index, and put in what is there already."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(_SQLITE)
    else:
        for statement in _POSTGRES:
            connection.exec_driver_sql(statement)
    for process in connection.execute(text("SELECT id FROM processes")).all():
        index_process(connection, process.id)


def index_process(connection: Connection, process: str) -> None:
    """Put in every text of a process: for those that came in otherwise than one by one."""
    for query in (_PROPOSITIONS, _ARGUMENTS):
        rows = [Indexed(*row) for row in connection.execute(text(query), {"process": process})]
        for start in range(0, len(rows), _PART):
            index(connection, rows[start : start + _PART])


def index(connection: Connection, texts: Sequence[Indexed]) -> None:
    """Have these texts found by their words; whatever stood there for the same target no longer is."""
    if not texts:
        return
    folded = [one._replace(title=_folded(one.title), body=_folded(one.body)) for one in texts]
    if connection.dialect.name == "sqlite":
        rows = [(_rowid(one.target), *one) for one in folded]
        connection.exec_driver_sql(_SQLITE_PUT, rows)
    else:
        connection.exec_driver_sql(_POSTGRES_PUT, tuple(map(list, zip(*folded, strict=True))))


def forget(connection: Connection, targets: Sequence[str]) -> None:
    """Have these texts no longer found."""
    if connection.dialect.name == "sqlite":
        gone = [(_rowid(target),) for target in targets]
        if gone:
            connection.exec_driver_sql("DELETE FROM search WHERE rowid = ?", gone)
    else:
        connection.exec_driver_sql("DELETE FROM search WHERE target = ANY($1::text[])", (list(targets),))


def scrub(connection: Connection) -> None:
    """Leave no words of what is no longer found: FTS5 keeps them until the parts of its index are merged."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("INSERT INTO search (search) VALUES ('optimize')")


def hits(connection: Connection, process: str, terms: Terms) -> Subquery:
    """`proposition` and `score` (whole, more is better) of what holds all terms, itself or in an argument."""
    found = _found(connection, process, terms).subquery("found")
    best = select(found.c.proposition, func.max(found.c.score).label("score"))
    return best.group_by(found.c.proposition).subquery("hits")


def best_targets(
    connection: Connection, process: str, propositions: Sequence[str], terms: Terms
) -> dict[str, str]:
    """For each of these propositions the text that answers best: itself, or one of its arguments."""
    query = _found(connection, process, terms, _search.c.proposition.in_(propositions))
    best: dict[str, str] = {}
    for target, proposition, _ in connection.execute(query):
        best.setdefault(proposition, target)
    return best


def _found(connection: Connection, process: str, terms: Terms, *more: ColumnElement[bool]) -> Select[Any]:
    """`target`, `proposition` and `score` of the texts of a process that hold all terms, the best first."""
    matches: ColumnElement[bool]
    score: ColumnElement[Any]
    if connection.dialect.name == "sqlite":
        matches = literal_column("search").op("MATCH")(_fts5(terms))
        # bm25 is better the more negative it is, weighed for each column in turn.
        score = func.bm25(literal_column("search"), 0, 0, 0, TITLE_WEIGHT, 1) * -_SCALE
    else:
        question = func.to_tsquery("simple", _tsquery(terms))
        matches = _search.c.words.op("@@")(question)
        weights: ColumnElement[Any] = literal_column(f"'{{{1 / TITLE_WEIGHT}, 0, 0, 1}}'::real[]")
        # Longer texts are weighed down, as bm25 does.
        score = func.ts_rank(weights, _search.c.words, question, literal_column("1")) * _SCALE
    whole = cast(score, BigInteger).label("score")
    return (
        select(_search.c.target, _search.c.proposition, whole)
        .where(matches, _search.c.process == process, *more)
        .order_by(whole.desc(), _search.c.target)
        .limit(MOST_FOUND)
    )


def _fts5(terms: Terms) -> str:
    return " AND ".join("(" + " OR ".join(map(_quoted, forms)) + ")" for forms in terms)


def _quoted(form: str) -> str:
    return f'"{form[:-1]}"*' if form.endswith("*") else f'"{form}"'


def _tsquery(terms: Terms) -> str:
    return " & ".join("(" + " | ".join(map(_lexeme, forms)) + ")" for forms in terms)


def _lexeme(form: str) -> str:
    return f"'{form[:-1]}':*" if form.endswith("*") else f"'{form}'"


def _folded(given: str) -> str:
    """The words of a text without case and accents, apart by blanks: no database parts them otherwise."""
    # Without its marks first: putting many of them in order takes the square of their number.
    spread = unicodedata.normalize("NFKD", _without_marks(given.translate(_LIGATURES).lower()))
    return " ".join(_WORD.findall(_without_marks(spread)))


def _without_marks(text: str) -> str:
    return "".join(c for c in text if not unicodedata.combining(c))


def _rowid(target: str) -> int:
    """The row of a target in FTS5, which finds by number alone."""
    return int.from_bytes(hashlib.blake2b(target.encode(), digest_size=8).digest()) >> 1


_PROPOSITIONS = """
SELECT 'proposition/' || id, process, id, title, body FROM propositions WHERE process = :process
"""
_ARGUMENTS = """
SELECT 'argument/' || a.id, p.process, p.id, '', a.body
FROM arguments a JOIN propositions p ON p.id = a.proposition WHERE p.process = :process
"""
_SQLITE = """
CREATE VIRTUAL TABLE search USING fts5(
    target UNINDEXED, process UNINDEXED, proposition UNINDEXED, title, body, tokenize = 'unicode61'
)
"""
_SQLITE_PUT = """
INSERT OR REPLACE INTO search (rowid, target, process, proposition, title, body) VALUES (?, ?, ?, ?, ?, ?)
"""
_POSTGRES = (
    "CREATE TABLE search (target text PRIMARY KEY, process text NOT NULL, proposition text NOT NULL, "
    "words tsvector NOT NULL)",
    "CREATE INDEX ix_search_words ON search USING gin (words)",
)
_POSTGRES_PUT = """
INSERT INTO search
SELECT t, p, o, setweight(to_tsvector('simple', a), 'A') || setweight(to_tsvector('simple', b), 'D')
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) AS given(t, p, o, a, b)
ON CONFLICT (target) DO UPDATE SET words = excluded.words
"""
