"""The differences of two versions of a text, side by side, by lines and inside them by words.

A comparison has so much effort for looking for what people would see: the longest stretches that stayed,
lines that were reworded. A text made to be dear to compare uses it up; what is left is compared for the
shortest way from one to the other, in bits, and is as true (docs/decisions/0064).

Which versions to compare, and how they are shown, is left to those who keep versions.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import accumulate

from rapidfuzz.distance import LCSseq

from hemicycle_protocol.differences import Change, DiffPiece, DiffRow

# A word with the blanks that follow it, or a mark of punctuation: together they are the text again.
_WORDS = re.compile(r"\w+(?:['’-]\w+)*\s*|[^\w\s]\s*|\s+")
# Above this many words in a line, or lines in a text, it is taken as changed whole.
MOST_WORDS = 2_000
MOST_LINES = 4_000
# Steps of a comparison: pairs of lines or words that are looked at. A text of 8,000 characters that an author
# went over takes some ten thousand.
EFFORT = 400_000
# Of looking at two lines, in the steps of looking at two words.
_LOOK = 20
# Comparisons that are kept for the next reader: versions do not change.
KEPT = 256
# Lines that share fewer of their words are two lines, not one that was reworded.
LIKENESS = 0.4


class _Effort:
    """What may still be spent on a comparison."""

    def __init__(self) -> None:
        self.left = EFFORT

    def spend(self, steps: int) -> bool:
        """Whether there was as much, which is taken."""
        if steps > self.left:
            return False
        self.left -= steps
        return True


def side_by_side(before: str, after: str) -> list[DiffRow]:
    """The lines of both versions in rows: equal ones together, reworded ones beside each other.

    No word is missing and none is out of its order: the pieces of each side are its lines again.
    """
    return list(_rows(before, after))


@lru_cache(maxsize=KEPT)
def _rows(before: str, after: str) -> tuple[DiffRow, ...]:
    old, new, effort = before.splitlines(), after.splitlines(), _Effort()
    rows: list[DiffRow] = []
    for is_equal, i1, i2, j1, j2 in _stretches(old, new, effort, limit=MOST_LINES):
        if is_equal:
            rows += [_row(line, line, effort) for line in old[i1:i2]]
        else:
            rows += _beside(old[i1:i2], new[j1:j2], effort)
    return tuple(rows)


def word_changes(before: str, after: str) -> list[DiffPiece]:
    """One line with what went and what came in place, in the order in which it is read."""
    return _changes(before, after, _Effort())


def is_same(rows: Sequence[DiffRow]) -> bool:
    """Whether nothing changed."""
    return all(piece.change is Change.SAME for row in rows for piece in (*row.before, *row.after))


def _changes(before: str, after: str, effort: _Effort) -> list[DiffPiece]:
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    pieces: list[DiffPiece] = []
    for is_equal, i1, i2, j1, j2 in _stretches(old, new, effort, limit=MOST_WORDS):
        if is_equal:
            pieces.append(DiffPiece(Change.SAME, "".join(new[j1:j2])))
            continue
        if i1 < i2:
            pieces.append(DiffPiece(Change.REMOVED, "".join(old[i1:i2])))
        if j1 < j2:
            pieces.append(DiffPiece(Change.ADDED, "".join(new[j1:j2])))
    return pieces


def _beside(old: Sequence[str], new: Sequence[str], effort: _Effort) -> list[DiffRow]:
    """Lines that were replaced: those that look alike share a row, in order; the others stand alone."""
    rows: list[DiffRow] = []
    i = j = 0
    for at_old, at_new in [*_pairs(old, new, effort), (len(old), len(new))]:
        rows += [_row(line, None, effort) for line in old[i:at_old]]
        rows += [_row(None, line, effort) for line in new[j:at_new]]
        if at_old < len(old):
            rows.append(_row(old[at_old], new[at_new], effort))
        i, j = at_old + 1, at_new + 1
    return rows


def _pairs(old: Sequence[str], new: Sequence[str], effort: _Effort) -> list[tuple[int, int]]:
    """Which lines are one line reworded: the choice, in order, that is most alike in all."""
    words_old, words_new = _counted(old), _counted(new)
    looks = len(old) * len(new) * _LOOK
    if not effort.spend(looks + len(old) * sum(map(len, words_new)) + len(new) * sum(map(len, words_old))):
        return []
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


def _row(before: str | None, after: str | None, effort: _Effort) -> DiffRow:
    if before is None or after is None:
        return DiffRow(_whole(Change.REMOVED, before), _whole(Change.ADDED, after))
    if before == after:
        return DiffRow(_whole(Change.SAME, before), _whole(Change.SAME, after))
    pieces = _changes(before, after, effort)
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


def _stretches(
    old: Sequence[str], new: Sequence[str], effort: _Effort, *, limit: int
) -> Iterator[tuple[bool, int, int, int, int]]:
    """Both sequences in stretches that are equal and stretches that are not, by turns."""
    i = j = 0
    equal = [] if max(len(old), len(new)) > limit else _equal(old, new, effort)
    for a, b, size in [*sorted(equal), (len(old), len(new), 0)]:
        if i < a or j < b:
            yield False, i, a, j, b
        if size:
            yield True, a, a + size, b, b + size
        i, j = a + size, b + size


def _equal(old: Sequence[str], new: Sequence[str], effort: _Effort) -> Iterator[tuple[int, int, int]]:
    """Where and how long both are equal: the longest stretch, then on both sides of it, as difflib does."""
    matcher: SequenceMatcher[str] = SequenceMatcher(None, old, new, autojunk=False)
    numbers = {word: number for number, word in enumerate(dict.fromkeys((*old, *new)))}
    counts = Counter(new)
    # Up to each word of the old: how many pairs are looked at for all before it.
    steps = [0, *accumulate(1 + counts[word] for word in old)]
    parts = [(0, len(old), 0, len(new))]
    while parts:
        a1, a2, b1, b2 = parts.pop()
        if a1 == a2 or b1 == b2:
            continue
        if effort.spend(steps[a2] - steps[a1]):
            a, b, size = matcher.find_longest_match(a1, a2, b1, b2)
            if size:
                yield a, b, size
                parts += [(a1, a, b1, b), (a + size, a2, b + size, b2)]
        else:
            shortest = LCSseq.opcodes(
                [numbers[word] for word in old[a1:a2]], [numbers[word] for word in new[b1:b2]]
            )
            for step in shortest:
                if step.tag == "equal":
                    yield a1 + step.src_start, b1 + step.dest_start, step.src_end - step.src_start
