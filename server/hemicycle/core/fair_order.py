"""The fair order of questions: sequential Phragmén over their supporters, and the audit of who was heard.

Each question costs 1, shared by its supporters; the next is the one whose supporters end lowest after paying.
Questions that were asked keep their load, so a group that has been heard waits for the others. Reference:
Phragmén 1894, in the form of Israel and Brill, "Dynamic Proportional Rankings" (IJCAI 2021); when an asked
question was not first in the order, only supporters below the common level are raised (water-filling).
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Collection, Hashable, Mapping, Sequence
from itertools import repeat
from typing import NamedTuple

from .loads import Levels, Loads

# One place in so many of the viewers' list is for what few have seen (rule DE28).
LEAST_SEEN_EVERY = 5


class Candidate(NamedTuple):
    """A question that waits, or was asked."""

    id: str
    asked_at: int
    supporters: Collection[Hashable]
    theme: str | None = None


class Audit(NamedTuple):
    """Who had something asked: supporters of any question, those heard, and whether a large group was not."""

    active: int
    heard: int
    unheard_question: str | None


def fair_order(waiting: Sequence[Candidate], asked: Sequence[Candidate] = ()) -> list[str]:
    """The ids of `waiting`, fairest first, after `asked` (in the order they were asked).

    Ties: the theme with fewer questions asked, then the older question, then the id. Questions that nobody
    supports come last. Exact, so that every machine finds the same order.
    """
    supported = [candidate for candidate in waiting if candidate.supporters]
    heard = [candidate for candidate in asked if candidate.supporters]
    loads = Loads([candidate.supporters for candidate in (*supported, *heard)])
    for question in range(len(supported), len(loads.members)):
        loads.pay(question)
    themes = Counter(candidate.theme for candidate in asked)
    levels = Levels(loads, len(supported))
    order = []
    while nearest := levels.lowest():
        first = _first(nearest, supported, loads, themes) if len(nearest) > 1 else nearest[0]
        order.append(supported[first].id)
        themes[supported[first].theme] += 1
        levels.pay(first)
    alone = sorted((c for c in waiting if not c.supporters), key=lambda c: (c.asked_at, c.id))
    return order + [candidate.id for candidate in alone]


def _first(
    nearest: Sequence[int], candidates: Sequence[Candidate], loads: Loads, themes: Counter[str | None]
) -> int:
    """Of questions too near to each other for floating numbers the one that comes first."""

    def tie(question: int) -> tuple[int, int, str]:
        candidate = candidates[question]
        return (themes[candidate.theme], candidate.asked_at, candidate.id)

    first = nearest[0]
    for question in nearest[1:]:
        apart = loads.due(question).compare(loads.due(first))
        if apart < 0 or (apart == 0 and tie(question) < tie(first)):
            first = question
    return first


def with_least_seen(order: Sequence[str], seen: Mapping[str, int]) -> list[str]:
    """The same ids, every fifth place given to the least seen of those that would follow.

    Who is seen equally little comes in the order given; so where nothing was seen, or everything equally,
    the order stays as it is.
    """
    least = [(seen.get(id_, 0), place) for place, id_ in enumerate(order)]
    heapq.heapify(least)
    is_shown = [False] * len(order)
    shown: list[str] = []
    following = iter(range(len(order)))
    while len(shown) < len(order):
        is_theirs = len(shown) % LEAST_SEEN_EVERY == LEAST_SEEN_EVERY - 1
        places = (heapq.heappop(least)[1] for _ in repeat(None)) if is_theirs else following
        place = next(place for place in places if not is_shown[place])
        is_shown[place] = True
        shown.append(order[place])
    return shown


def representation(waiting: Sequence[Candidate], asked: Sequence[Candidate]) -> Audit:
    """Which share of the people who support anything has had something asked.

    `unheard_question`: a waiting question with at least (active ÷ asked) supporters none of whom has been
    heard: justified representation is violated.
    """
    heard = set[Hashable]().union(*(candidate.supporters for candidate in asked))
    active = heard.union(*(candidate.supporters for candidate in waiting))
    for candidate in sorted(waiting, key=lambda c: (-len(c.supporters), c.asked_at, c.id)):
        if asked and candidate.supporters and len(candidate.supporters) * len(asked) >= len(active):
            if heard.isdisjoint(candidate.supporters):
                return Audit(len(active), len(heard), candidate.id)
        else:
            break
    return Audit(len(active), len(heard), None)
