"""What each supporter has paid for the questions that were asked: exact, and for many people at a time.

A load is a fraction whose denominator grows with every payment, so nobody carries their own: there are as
many levels as payments, a person stands at one of them by its number, and all levels are whole numbers over
one common denominator. Who comes next is looked for in floating numbers whose error is bounded; those that
are nearer to each other than that bound are compared exactly. Nothing here is rounded in what it decides.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from itertools import chain
from math import gcd
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.intp]
Floats = npt.NDArray[np.float64]


class Due(NamedTuple):
    """The level at which a question is paid: `total` of the common denominator, over `people`."""

    total: int
    people: int

    def compare(self, other: Due) -> int:
        """Below 0 if this level is the lower one, 0 if they are the same."""
        return self.total * other.people - other.total * self.people


class Loads:
    """What the supporters of some questions, named by their places, have paid. Everybody begins at 0."""

    def __init__(self, supports: Sequence[Collection[Hashable]]) -> None:
        people = dict.fromkeys(chain.from_iterable(supports))
        numbers = {person: number for number, person in enumerate(people)}
        # Question → the numbers of its supporters.
        self.members: list[Numbers] = [
            np.sort(np.fromiter(map(numbers.__getitem__, who), dtype=np.intp, count=len(who)))
            for who in supports
        ]
        # Question → the first one with the same supporters: what is due to it is due to all of them.
        firsts: dict[bytes, int] = {}
        self._same = [firsts.setdefault(who.tobytes(), n) for n, who in enumerate(self.members)]
        self.people = len(numbers)
        # Level 0 is nothing paid. Of one that nobody stands at any more, 0 is kept.
        self._levels = [0]
        self._standing = [self.people]
        self._whole = 1
        # Person → the number of their level.
        self._at = np.zeros(self.people, dtype=np.intp)
        # Question → what is due, until one of its supporters pays.
        self._due: dict[int, Due] = {}
        self._questions_of = _bits(self.members, self.people)

    def due(self, question: int) -> Due:
        """The lowest level that raises the question's supporters below it by 1 in total (water-filling).

        It holds until the next payment, whose denominator is another.
        """
        question = self._same[question]
        found = self._due.get(question)
        if found is None:
            found = self._due[question] = self._fill(self.members[question])[0]
        return found

    def pay(self, question: int) -> tuple[float, Numbers]:
        """Raise the question's supporters below its level to it: the level, nearly, and who they are."""
        members = self.members[question]
        due, paying = self._fill(members)
        is_paying = np.zeros(len(self._levels), dtype=np.bool_)
        is_paying[list(paying)] = True
        payers = members[is_paying[self._at[members]]]
        self._forget(payers)
        self._at[payers] = len(self._levels)
        for number, count in paying.items():
            self._standing[number] -= count
            if not self._standing[number]:
                self._levels[number] = 0
        self._rescale(due.people // gcd(due.total, due.people))
        self._levels.append(due.total // gcd(due.total, due.people))
        self._standing.append(len(payers))
        return self._near(self._levels[-1]), payers

    def paid(self) -> list[tuple[float, Numbers]]:
        """The levels above 0, nearly and the lowest first, each with the people who stand there."""
        numbers = [number for number, level in enumerate(self._levels) if level]
        numbers.sort(key=self._levels.__getitem__)
        return [(self._near(self._levels[n]), np.flatnonzero(self._at == n)) for n in numbers]

    def _fill(self, members: Numbers) -> tuple[Due, dict[int, int]]:
        """What is due, and how many pay from each level."""
        counts = np.bincount(self._at[members])
        paying: dict[int, int] = {}
        people, total = 0, self._whole
        for number in sorted(np.flatnonzero(counts).tolist(), key=self._levels.__getitem__):
            level = self._levels[number]
            if people and total <= level * people:
                break
            paying[number] = count = int(counts[number])
            people += count
            total += level * count
        return Due(total, people), paying

    def _near(self, level: int) -> float:
        return level / self._whole

    def _rescale(self, factor: int) -> None:
        if factor > 1:
            self._whole *= factor
            self._levels = [level * factor for level in self._levels]
            self._due = {question: Due(due.total * factor, due.people) for question, due in self._due.items()}

    def _forget(self, payers: Numbers) -> None:
        """What is due to the questions of those who pay has to be worked out again."""
        if not self._due:
            return
        of_payers = np.bitwise_or.reduce(self._questions_of[payers], axis=0)
        for question in np.flatnonzero(np.unpackbits(of_payers, bitorder="little")).tolist():
            self._due.pop(question, None)


def _bits(members: Sequence[Numbers], people: int) -> npt.NDArray[np.uint8]:
    """Person → the questions they support, one bit each."""
    bits = np.zeros((people, len(members) // 8 + 1), dtype=np.uint8)
    for question, who in enumerate(members):
        bits[who, question // 8] |= np.uint8(1 << question % 8)
    return bits


class Levels:
    """What is due to each of the first `count` questions, in floating numbers: which can be the lowest.

    While questions are taken from the lowest up, no level falls: whoever has paid less than the last one
    pays for whatever comes. Who paid more before stays apart, in `_high`, until the levels get there.
    """

    # Questions that are gone are left out of the arrays once they are so many.
    _GONE = 16

    def __init__(self, loads: Loads, count: int) -> None:
        self._loads = loads
        self._rows = np.arange(count)
        self._sizes = np.array([len(loads.members[row]) for row in range(count)], dtype=np.intp)
        self._is_gone = np.zeros(count, dtype=np.bool_)
        # Person → what they paid, 0 for those who stand in `_high`.
        self._paid = np.zeros(loads.people)
        self._high = loads.paid()
        self._in_high = self._columns()
        self._lay_out()
        # Four times the most that so many additions, one after the other, can be wrong by.
        additions = int(self._sizes.max(initial=0)) + len(self._high) + 8
        self._error = 4 * additions * float(np.finfo(np.float64).eps)

    def lowest(self) -> list[int]:
        """The questions that can have the lowest level; none when all are gone."""
        if self._is_gone.all():
            return []
        totals = 1 + np.add.reduceat(self._paid[self._pairs], self._starts)
        levels = self._filled(totals) if self._high else totals / self._sizes
        levels[self._is_gone] = np.inf
        found: list[int] = self._rows[levels <= levels.min() * (1 + self._error)].tolist()
        return found

    def pay(self, question: int) -> None:
        """Let the supporters of the lowest question pay for it, and take it away."""
        level, payers = self._loads.pay(question)
        reached = sum(load <= level for load, _ in self._high)
        for load, people in self._high[:reached]:
            self._paid[people] = load
        self._high, self._in_high = self._high[reached:], self._in_high[:, reached:]
        self._paid[payers] = level
        self._is_gone |= self._rows == question
        if self._is_gone.sum() >= self._GONE:
            left = ~self._is_gone
            self._rows, self._sizes, self._in_high = self._rows[left], self._sizes[left], self._in_high[left]
            self._is_gone = self._is_gone[left]
            self._lay_out()

    def _lay_out(self) -> None:
        members = [self._loads.members[row] for row in self._rows]
        self._pairs = np.concatenate([np.zeros(0, dtype=np.intp), *members])
        self._starts = np.cumsum(self._sizes) - self._sizes

    def _columns(self) -> npt.NDArray[np.intp]:
        """How many supporters of each question stand at each of the high levels."""
        column_of = np.full(self._loads.people, len(self._high), dtype=np.intp)
        for column, (_, people) in enumerate(self._high):
            column_of[people] = column
        counted = [
            np.bincount(column_of[self._loads.members[row]], minlength=len(self._high) + 1)[:-1]
            for row in self._rows
        ]
        return np.array(counted, dtype=np.intp).reshape(len(self._rows), len(self._high))

    def _filled(self, totals: Floats) -> Floats:
        """The level of each question, if from the low ones up so many pay that it is lowest."""
        loads = np.array([load for load, _ in self._high])
        people = self._sizes - self._in_high.sum(axis=1)
        people = np.column_stack([people, people[:, None] + np.cumsum(self._in_high, axis=1)])
        totals = np.column_stack([totals, totals[:, None] + np.cumsum(self._in_high * loads, axis=1)])
        levels = np.divide(totals, people, out=np.full_like(totals, np.inf), where=people > 0)
        lowest: Floats = levels.min(axis=1)
        return lowest
