"""Contesting where one's argument was put: by its author, once a version, within seven days of it."""

from __future__ import annotations

from hemicycle_protocol.errors import Code, Refused, changed
from hemicycle_protocol.marks import limit_of
from hemicycle_protocol.synthesis import ContestPlacement, PlacementContest

from .text import required

WINDOW_MS = 7 * 24 * 3_600_000
TEXT_CHARACTERS = limit_of(ContestPlacement, "text")


def contest_until(published_at: int) -> int:
    """The first instant at which a version can no longer be contested."""
    return published_at + WINDOW_MS


def check_window(published_at: int | None, *, at: int) -> None:
    """Pass while the newest version can be contested.

    Raises:
        Refused: `NOT_OPEN` before anything is published, `CLOSED` after seven days.
    """
    if published_at is None:
        raise Refused(Code.NOT_OPEN)
    if at >= contest_until(published_at):
        raise Refused(Code.CLOSED, closed_at=contest_until(published_at))


def check_author(author: str | None, person: str) -> None:
    """Pass if it is one's own argument; refused `FORBIDDEN`."""
    if author != person:
        raise Refused(Code.FORBIDDEN)


def check_words(text: str, *, field: str) -> str:
    """The words of a contest or an answer. Refused: `EMPTY`, `TOO_LONG`."""
    return required(text, field=field, limit=TEXT_CHARACTERS)


def check_unanswered(contest: PlacementContest, version: int) -> None:
    """Pass if the contest still waits, as the editor saw it; refused `CHANGED`."""
    if contest.outcome is not None or contest.version != version:
        raise changed(contest.version)
