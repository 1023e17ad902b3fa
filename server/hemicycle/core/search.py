"""What somebody looks for, and the part of a text that answers. Finding the texts is left to the database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from .french import Word, stems, words

EXCERPT_CHARACTERS = 220
# Of the words of a question; more are passed over.
MOST_WORDS = 8
# From this length on a stem stands for every word that begins with it.
PREFIX_CHARACTERS = 4
_SHORT_ENDINGS = ("", "s", "x", "e", "es")


class Wanted(NamedTuple):
    """What somebody looks for: stems that must all be there."""

    stems: tuple[str, ...]

    @property
    def terms(self) -> list[tuple[str, ...]]:
        """For each stem the folded words of which one must be there; with a `*` all that begin so."""
        return [_forms(stem) for stem in self.stems]

    def finds(self, stem: str) -> bool:
        """Whether a word of a text is one of those."""
        return any(
            stem == mine or (len(mine) >= PREFIX_CHARACTERS and stem.startswith(mine)) for mine in self.stems
        )


def wanted(question: str) -> Wanted:
    """What a question looks for; nothing if it has no word of its own."""
    return Wanted(tuple(dict.fromkeys(stems(question)))[:MOST_WORDS])


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


def _forms(stem: str) -> tuple[str, ...]:
    if len(stem) < PREFIX_CHARACTERS:
        return tuple(stem + ending for ending in _SHORT_ENDINGS)
    return (f"{stem}*", f"{stem[:-1]}ux") if stem.endswith("al") else (f"{stem}*",)


def _fullest(hits: Sequence[int]) -> int:
    """Where the first stretch begins that holds most of what was found, a little before one of them."""
    fullest, most = 0, 0
    first = last = 0
    for hit in hits:
        start = max(0, hit - EXCERPT_CHARACTERS // 4)
        while hits[first] < start:
            first += 1
        while last < len(hits) and hits[last] < start + EXCERPT_CHARACTERS:
            last += 1
        if last - first > most:
            fullest, most = start, last - first
    return fullest


def _window(text: str, hits: Sequence[Word]) -> tuple[int, int]:
    """The stretch that holds most of what was found, from one blank to another."""
    if len(text) <= EXCERPT_CHARACTERS:
        return 0, len(text)
    start = _fullest([word.start for word in hits])
    start = 0 if start == 0 else text.find(" ", start, start + 40) + 1 or start
    end = start + EXCERPT_CHARACTERS
    if end >= len(text):
        return start, len(text)
    cut = text.rfind(" ", start, end)
    return start, cut if cut > start else end
