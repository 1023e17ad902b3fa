"""The names of topics and what they are: a log, a board or a stream (SPEC T1)."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """The three deliveries."""

    LOG = "log"
    BOARD = "board"
    STREAM = "stream"


class Topic(NamedTuple):
    """A parsed topic: `name` is the whole, `scope` and `id` its owner, `part` what follows."""

    name: str
    kind: Kind
    scope: str
    id: str
    part: str


# scope, part → kind. A part with `*` ends in one id.
GRAMMAR: dict[tuple[str, str], Kind] = {
    ("process", ""): Kind.LOG,
    ("process", "board"): Kind.BOARD,
    ("process", "arguments/*"): Kind.BOARD,
    ("process", "synthesis"): Kind.LOG,
    ("debate", ""): Kind.LOG,
    ("debate", "board"): Kind.BOARD,
    ("debate", "desk"): Kind.LOG,
    ("debate", "desk/board"): Kind.BOARD,
    ("debate", "stage/board"): Kind.BOARD,
    ("debate", "program"): Kind.STREAM,
    ("debate", "program/low"): Kind.STREAM,
    ("debate", "program/audio"): Kind.STREAM,
    ("debate", "seat/*"): Kind.STREAM,
    ("person", ""): Kind.LOG,
    ("ballots", ""): Kind.LOG,
    ("site", ""): Kind.LOG,
}
ID_CHARACTERS = 64
_ID = re.compile(rf"[A-Za-z0-9_-]{{1,{ID_CHARACTERS}}}\Z")


def is_id(text: str) -> bool:
    """Whether it may name something in a topic (SPEC T1)."""
    return _ID.match(text) is not None


def parse_topic(name: str) -> Topic | None:
    """The topic of that name, or None if there is no such kind of topic."""
    scope, _, rest = name.partition("/")
    id_, _, part = rest.partition("/")
    if not is_id(id_):
        return None
    kind = GRAMMAR.get((scope, part))
    if kind is None and _ID.match(part.rpartition("/")[2]):
        kind = GRAMMAR.get((scope, part.rpartition("/")[0] + "/*"))
    return None if kind is None or name.endswith("/") else Topic(name, kind, scope, id_, part)
