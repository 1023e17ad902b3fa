"""Which sessions, invitations and people were taken back while their tokens are still good.

A set in memory, loaded from the store and refreshed by the services, so that a check needs no database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable


def session_subject(session: str) -> str:
    """The name under which a session is revoked (its token's `jti`)."""
    return f"session/{session}"


def invitation_subject(invitation: str) -> str:
    """The name under which an invitation, and every token made from it, is revoked."""
    return f"invitation/{invitation}"


def person_subject(person: str) -> str:
    """The name under which all tokens of a person are revoked."""
    return f"person/{person}"


class Revocations:
    """The subjects taken back. Bounded by the store, which forgets a subject when its tokens have expired."""

    def __init__(self, subjects: Iterable[str] = ()) -> None:
        self._subjects = frozenset(subjects)
        self._added: frozenset[str] = frozenset()
        # Called when something more is taken back: who is here on its strength must go.
        self.on_news: Callable[[], None] = lambda: None

    def replace(self, subjects: Iterable[str]) -> None:
        """Take what the store said; what was added here since it was asked stays for one more time."""
        said = frozenset(subjects)
        self._take(said | self._added)
        self._added -= said

    def add(self, subject: str) -> None:
        """Revoke on this node at once; the others hear of it at their next refresh."""
        self._added |= {subject}
        self._take(self._subjects | {subject})

    def _take(self, subjects: frozenset[str]) -> None:
        is_news = not subjects <= self._subjects
        self._subjects = subjects
        if is_news:
            self.on_news()

    def hold(self, session: str, invitation: str | None, person: str) -> bool:
        """Whether a token of these is taken back."""
        subjects = self._subjects
        return bool(subjects) and (
            session_subject(session) in subjects
            or person_subject(person) in subjects
            or (invitation is not None and invitation_subject(invitation) in subjects)
        )
