"""Two versions of a text side by side: what stayed, what went, what came."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Change(StrEnum):
    """What became of some words between two versions."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


class DiffPiece(Struct, frozen=True):
    """Some words of one side and what became of them."""

    change: Change
    text: str


class DiffRow(Struct, frozen=True):
    """A line of the version before beside the line of the version after; an empty list where it has none.

    The pieces of a side put together are its line. `before` holds no added words, `after` no removed ones.
    """

    before: list[DiffPiece]
    after: list[DiffPiece]
