"""The order of the citizens whose propositions had the most D'accord (group A)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from hemicycle_protocol.panel_file import Place, Score

from .draw import ticket


class Counted(NamedTuple):
    """A proposition with the votes of everybody but its author."""

    proposition: str
    person: str
    agree: int
    disagree: int
    official: bool = False
    visible: bool = True


def scores_of(counted: Iterable[Counted]) -> list[Score]:
    """What counts for the ranking: citizens' visible propositions."""
    scores = [
        Score(one.proposition, one.person, one.agree, one.disagree)
        for one in counted
        if one.visible and not one.official
    ]
    return sorted(scores, key=lambda score: score.proposition)


def best_of_each(scores: Iterable[Score]) -> list[Score]:
    """Each person's best single proposition: most agree, then fewest disagree."""
    best: dict[str, Score] = {}
    for score in sorted(scores, key=lambda one: (-one.agree, one.disagree, one.proposition)):
        best.setdefault(score.person, score)
    return list(best.values())


def rank(scores: Sequence[Score], *, process: str, beacon: str) -> list[Place]:
    """Everybody in order: most agree, fewest disagree, then a lot among those tied, never a date.

    Only those tied with somebody carry a ticket: elsewhere it decides nothing.
    """
    best = best_of_each(scores)
    tied = Counter((score.agree, score.disagree) for score in best)
    places = [
        Place(
            score.person,
            score.proposition,
            score.agree,
            score.disagree,
            ticket(process, beacon, score.person) if tied[score.agree, score.disagree] > 1 else "",
        )
        for score in best
    ]
    return sorted(places, key=lambda place: (-place.agree, place.disagree, place.ticket, place.person))


def is_tied_at(places: Sequence[Place], seats: int) -> bool:
    """Whether a lot decided who is above the line after `seats` places."""
    if not 0 < seats < len(places):
        return False
    last, first_out = places[seats - 1], places[seats]
    return (last.agree, last.disagree) == (first_out.agree, first_out.disagree)
