"""The fair order of questions: sequential Phragmén over their supporters, and the audit of who was heard.

Each question costs 1, shared by its supporters; the next is the one whose supporters end lowest after paying.
Questions that were asked keep their load, so a group that has been heard waits for the others. Reference:
Phragmén 1894, in the form of Israel and Brill, "Dynamic Proportional Rankings" (IJCAI 2021); when an asked
question was not first in the order, only supporters below the common level are raised (water-filling).
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

# One place in so many of the viewers' list is for what few have seen (rule DE28).
LEAST_SEEN_EVERY = 5


class Candidate(NamedTuple):
    """A question that waits, or was asked."""

    id: str
    asked_at: int
    supporters: Collection[str]
    theme: str | None = None


class Audit(NamedTuple):
    """Who had something asked: supporters of any question, those heard, and whether a large group was not."""

    active: int
    heard: int
    unheard_question: str | None


class _Loads:
    """What each supporter has paid so far; everybody begins at 0."""

    def __init__(self) -> None:
        self._of: dict[str, Fraction] = {}

    def level(self, supporters: Collection[str]) -> Fraction:
        """The lowest level that raises those below it by 1 in total."""
        loads = sorted(Counter(self._of.get(s, Fraction(0)) for s in supporters).items())
        paying, total = 0, Fraction(1)
        for load, people in loads:
            if paying and total / paying <= load:
                break
            paying += people
            total += load * people
        return total / paying

    def pay(self, supporters: Collection[str]) -> None:
        """Raise those below the level to it."""
        level = self.level(supporters)
        for supporter in supporters:
            self._of[supporter] = max(level, self._of.get(supporter, level))


def fair_order(waiting: Sequence[Candidate], asked: Sequence[Candidate] = ()) -> list[str]:
    """The ids of `waiting`, fairest first, after `asked` (in the order they were asked).

    Ties: the theme with fewer questions asked, then the older question, then the id. Questions that nobody
    supports come last. Exact fractions, so that every machine finds the same order.
    """
    loads = _Loads()
    themes = Counter(candidate.theme for candidate in asked)
    for candidate in asked:
        if candidate.supporters:
            loads.pay(candidate.supporters)

    def rank(candidate: Candidate) -> tuple[Fraction, int, int, str]:
        return (loads.level(candidate.supporters), themes[candidate.theme], candidate.asked_at, candidate.id)

    # Loads only grow, so a rank computed earlier is never too high: recompute at the top of the heap only.
    supported = {candidate.id: candidate for candidate in waiting if candidate.supporters}
    heap = [rank(candidate) for candidate in supported.values()]
    heapq.heapify(heap)
    order = []
    while heap:
        candidate = supported[heap[0][-1]]
        now = rank(candidate)
        if now != heap[0]:
            heapq.heapreplace(heap, now)
            continue
        heapq.heappop(heap)
        order.append(candidate.id)
        loads.pay(candidate.supporters)
        themes[candidate.theme] += 1
    alone = sorted((c for c in waiting if not c.supporters), key=lambda c: (c.asked_at, c.id))
    return order + [candidate.id for candidate in alone]


def with_least_seen(order: Sequence[str], seen: Mapping[str, int]) -> list[str]:
    """The same ids, every fifth place given to the least seen of those that would follow.

    Who is seen equally little comes in the order given; so where nothing was seen, or everything equally,
    the order stays as it is.
    """
    rest = list(order)
    shown: list[str] = []
    while rest:
        is_theirs = len(shown) % LEAST_SEEN_EVERY == LEAST_SEEN_EVERY - 1
        least = min(range(len(rest)), key=lambda place: seen.get(rest[place], 0)) if is_theirs else 0
        shown.append(rest.pop(least))
    return shown


def representation(waiting: Sequence[Candidate], asked: Sequence[Candidate]) -> Audit:
    """Which share of the people who support anything has had something asked.

    `unheard_question`: a waiting question with at least (active ÷ asked) supporters none of whom has been
    heard: justified representation is violated.
    """
    heard = {s for candidate in asked for s in candidate.supporters}
    active = heard | {s for candidate in waiting for s in candidate.supporters}
    for candidate in sorted(waiting, key=lambda c: (-len(c.supporters), c.asked_at, c.id)):
        if asked and candidate.supporters and len(candidate.supporters) * len(asked) >= len(active):
            if heard.isdisjoint(candidate.supporters):
                return Audit(len(active), len(heard), candidate.id)
        else:
            break
    return Audit(len(active), len(heard), None)
