"""The differences of two versions of a text, side by side, by lines and inside them by words.

Which versions to compare, and how they are shown, is left to those who keep versions.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher

from hemicycle_protocol.differences import Change, DiffPiece, DiffRow

# A word with the blanks that follow it, or a mark of punctuation: together they are the text again.
_WORDS = re.compile(r"\w+(?:['’-]\w+)*\s*|[^\w\s]\s*|\s+")
# Above this many words in a line, or lines in a text, it is taken as changed whole: comparing is quadratic.
MOST_WORDS = 2_000
MOST_LINES = 4_000
MOST_PAIRS = 10_000
# Lines that share fewer of their words are two lines, not one that was reworded.
LIKENESS = 0.4


def side_by_side(before: str, after: str) -> list[DiffRow]:
    """The lines of both versions in rows: equal ones together, reworded ones beside each other.

    No word is missing and none is out of its order: the pieces of each side are its lines again.
    """
    old, new = before.splitlines(), after.splitlines()
    rows: list[DiffRow] = []
    for tag, i1, i2, j1, j2 in _opcodes(old, new, limit=MOST_LINES):
        if tag == "equal":
            rows += [_row(line, line) for line in old[i1:i2]]
        else:
            rows += _beside(old[i1:i2], new[j1:j2])
    return rows


def word_changes(before: str, after: str) -> list[DiffPiece]:
    """One line with what went and what came in place, in the order in which it is read."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    pieces: list[DiffPiece] = []
    for tag, i1, i2, j1, j2 in _opcodes(old, new, limit=MOST_WORDS):
        if tag == "equal":
            pieces.append(DiffPiece(Change.SAME, "".join(new[j1:j2])))
            continue
        if i1 < i2:
            pieces.append(DiffPiece(Change.REMOVED, "".join(old[i1:i2])))
        if j1 < j2:
            pieces.append(DiffPiece(Change.ADDED, "".join(new[j1:j2])))
    return pieces


def is_same(rows: Sequence[DiffRow]) -> bool:
    """Whether nothing changed."""
    return all(piece.change is Change.SAME for row in rows for piece in (*row.before, *row.after))


def _beside(old: Sequence[str], new: Sequence[str]) -> list[DiffRow]:
    """Lines that were replaced: those that look alike share a row, in order; the others stand alone."""
    rows: list[DiffRow] = []
    i = j = 0
    for at_old, at_new in [*_pairs(old, new), (len(old), len(new))]:
        rows += [_row(line, None) for line in old[i:at_old]]
        rows += [_row(None, line) for line in new[j:at_new]]
        if at_old < len(old):
            rows.append(_row(old[at_old], new[at_new]))
        i, j = at_old + 1, at_new + 1
    return rows


def _pairs(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Which lines are one line reworded: the choice, in order, that is most alike in all."""
    if len(old) * len(new) > MOST_PAIRS:
        return []
    words_old, words_new = _counted(old), _counted(new)
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            together = _likeness(words_old[i], words_new[j])
            paired = together + best[i + 1][j + 1] if together >= LIKENESS else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], paired)
    pairs, i, j = [], 0, 0
    while i < len(old) and j < len(new):
        if best[i][j] == best[i + 1][j]:
            i += 1
        elif best[i][j] == best[i][j + 1]:
            j += 1
        else:
            pairs.append((i, j))
            i, j = i + 1, j + 1
    return pairs


def _row(before: str | None, after: str | None) -> DiffRow:
    if before is None or after is None:
        return DiffRow(_whole(Change.REMOVED, before), _whole(Change.ADDED, after))
    if before == after:
        return DiffRow(_whole(Change.SAME, before), _whole(Change.SAME, after))
    pieces = word_changes(before, after)
    return DiffRow(
        [piece for piece in pieces if piece.change is not Change.ADDED],
        [piece for piece in pieces if piece.change is not Change.REMOVED],
    )


def _whole(change: Change, line: str | None) -> list[DiffPiece]:
    return [] if line is None else [DiffPiece(change, line)]


def _counted(lines: Sequence[str]) -> list[Counter[str]]:
    return [Counter(line.lower().split()) for line in lines]


def _likeness(before: Counter[str], after: Counter[str]) -> float:
    """The share of words that both lines have, from 0 to 1."""
    total = before.total() + after.total()
    return 2 * (before & after).total() / total if total else 0.0


def _opcodes(
    old: Sequence[str], new: Sequence[str], *, limit: int
) -> Sequence[tuple[str, int, int, int, int]]:
    if max(len(old), len(new)) > limit:
        return [("replace", 0, len(old), 0, len(new))]
    matcher: SequenceMatcher[str] = SequenceMatcher(None, old, new, autojunk=False)
    return matcher.get_opcodes()
