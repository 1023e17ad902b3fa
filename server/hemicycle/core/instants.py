"""How exactly the public is told when somebody did something under their name.

A count that moves within the second after a named act says whose vote it was, to whoever kept the count. So
what somebody writes is kept to the minute from the beginning: it is exact in no table, log or backup.
"""

from __future__ import annotations

MINUTE_MS = 60_000
# Facts on the log of a process that come with a text under a name.
_OF_AUTHORS = frozenset(
    f"{text}_{act}" for text in ("proposition", "argument") for act in ("made", "revised", "withdrawn")
)


def to_minute(at: int) -> int:
    """The minute in which an instant lies."""
    return at - at % MINUTE_MS


def told_at(type_: str, at: int) -> int:
    """The instant of a fact as its log tells it."""
    return to_minute(at) if type_ in _OF_AUTHORS else at
