"""The part of a text that answers a search, with the words that were found. Searching is left to others."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from .french import Word, stems, words

EXCERPT_CHARACTERS = 220
# Of the words of a question; more are passed over.
MOST_WORDS = 8
# From this length on the last word may be one that is still being typed.
PREFIX_CHARACTERS = 4


class Wanted(NamedTuple):
    """What somebody looks for: stems that must all be there, the last one perhaps only begun."""

    stems: tuple[str, ...]
    prefix: str = ""

    def finds(self, stem: str) -> bool:
        """Whether a word of a text is one of those."""
        return stem in self.stems or (self.prefix != "" and stem.startswith(self.prefix))


def wanted(question: str) -> Wanted:
    """What a question looks for; nothing if it has no word of its own."""
    found = list(dict.fromkeys(stems(question)))[:MOST_WORDS]
    if found and len(found[-1]) >= PREFIX_CHARACTERS and not question[-1:].isspace():
        return Wanted(tuple(found[:-1]), found[-1])
    return Wanted(tuple(found))


def excerpt(text: str, looked_for: Wanted) -> list[str]:
    """About `EXCERPT_CHARACTERS` of a text around what was found, in pieces: every second one was found.

    The pieces are plain text. Joined they are the excerpt, with « … » where the text goes on.
    """
    hits = [word for word in words(text) if looked_for.finds(word.stem)]
    start, end = _window(text, hits)
    pieces, at = ["…" if start else ""], start
    for word in hits:
        if start <= word.start and word.end <= end:
            pieces[-1] += text[at : word.start]
            pieces += [text[word.start : word.end], ""]
            at = word.end
    pieces[-1] += text[at:end] + ("…" if end < len(text) else "")
    return [" ".join(piece.split("\n")) for piece in pieces]


def _window(text: str, hits: Sequence[Word]) -> tuple[int, int]:
    """The stretch that holds most of what was found, from one blank to another."""
    if len(text) <= EXCERPT_CHARACTERS:
        return 0, len(text)
    starts: Collection[int] = [max(0, word.start - EXCERPT_CHARACTERS // 4) for word in hits] or [0]
    start = max(starts, key=lambda at: (sum(at <= w.start < at + EXCERPT_CHARACTERS for w in hits), -at))
    start = 0 if start == 0 else text.find(" ", start, start + 40) + 1 or start
    end = start + EXCERPT_CHARACTERS
    if end >= len(text):
        return start, len(text)
    cut = text.rfind(" ", start, end)
    return start, cut if cut > start else end
