"""How far long work is, told to whoever waits for it, who may also ask for its end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")
# Things that are told of together: telling of each would take longer than many of them.
_PART = 500


class Stopped(Exception):
    """Whoever waits asked for the end. What was begun is undone by whoever began it."""


class Progress:
    """Told by long work how far it is; this one passes nothing on."""

    def step(self, what: str, total: int | None = None) -> None:
        """A part of the work begins: its name, and how much there is to do if that is known."""

    def advance(self, by: int = 1) -> None:
        """So much more is done.

        Raises:
            Stopped: whoever waits does so no longer.
        """

    def through(self, things: Iterable[T]) -> Iterator[T]:
        """The same things, told of as they pass."""
        passed = 0
        for thing in things:
            yield thing
            passed += 1
            if passed == _PART:
                self.advance(passed)
                passed = 0
        self.advance(passed)


SILENT = Progress()
