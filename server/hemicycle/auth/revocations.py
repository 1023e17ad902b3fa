"""Which sessions, invitations and people were taken back while their tokens are still good, and who stands
otherwise than before.

A table in memory, loaded from the store and refreshed by the services, so that a check needs no database.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple

_PERSON = "person/"
_STANDING = "standing/"
_REWRITTEN = "rewritten/"
_KINDS = (_PERSON, _STANDING, _REWRITTEN)


def session_subject(session: str) -> str:
    """The name under which a session is revoked (its token's `jti`)."""
    return f"session/{session}"


def invitation_subject(invitation: str) -> str:
    """The name under which an invitation, and every token made from it, is revoked."""
    return f"invitation/{invitation}"


def person_subject(person: str) -> str:
    """The name under which all tokens of a person are revoked."""
    return f"{_PERSON}{person}"


def standing_subject(person: str) -> str:
    """The name under which it is said that a person may do and read other things than before.

    Their tokens stay good; what they have open was opened by somebody else, so to speak, and ends.
    """
    return f"{_STANDING}{person}"


def rewritten_subject(log: str) -> str:
    """The name under which it is said that facts of a log were rewritten: what was read of it is dropped."""
    return f"{_REWRITTEN}{log}"


class News(NamedTuple):
    """What the store says that was not known: people who closed their account or stand otherwise, logs."""

    closed: set[str]
    moved: set[str]
    rewritten: set[str]


class Revocations:
    """The subjects taken back, and when. Bounded by the store, which forgets them with their tokens."""

    def __init__(self) -> None:
        self._subjects: dict[str, int] = {}
        # Called with the people who stand otherwise when something more is said: who is here on the strength
        # of what was taken back must go, and so must they.
        self.on_news: Callable[[Collection[str]], None] = lambda people: None

    def news(self, subjects: Mapping[str, int]) -> News:
        """What is new in what the store says now."""
        news = self._unknown(subjects)
        parts = ({name.removeprefix(kind) for name in news if name.startswith(kind)} for kind in _KINDS)
        return News(*parts)

    def replace(self, subjects: Mapping[str, int]) -> None:
        """Take what the store says now."""
        unknown, moved = self._unknown(subjects), self.news(subjects).moved
        self._subjects = dict(subjects)
        if unknown:
            self.on_news(moved)

    def hold(self, session: str, invitation: str | None, person: str) -> bool:
        """Whether a token of these is taken back."""
        subjects = self._subjects
        return bool(subjects) and (
            session_subject(session) in subjects
            or person_subject(person) in subjects
            or (invitation is not None and invitation_subject(invitation) in subjects)
        )

    def _unknown(self, subjects: Mapping[str, int]) -> list[str]:
        return [subject for subject, at in subjects.items() if self._subjects.get(subject) != at]
