"""The ranking of a consultation's propositions: most agreed first, equal ones share a rank (rule CO16).

Which propositions are ranked and which ballots count is decided here; reading and counting them is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Standing(NamedTuple):
    """A proposition with all its votes, those of elsewhere included.

    Its author's own vote is in none of them. `shown` is False for one that is withdrawn or in the bin.
    """

    id: str
    number: int
    agree: int = 0
    mixed: int = 0
    disagree: int = 0
    official: bool = False
    shown: bool = True


class Ranked(NamedTuple):
    """A proposition with its rank and the votes it is ranked by."""

    rank: int
    id: str
    number: int
    agree: int
    mixed: int
    disagree: int


def rank(standings: Iterable[Standing]) -> list[Ranked]:
    """Rank what can be ranked: 1, 2, 2, 4.

    Official, withdrawn and binned propositions are left out. Equal ones stand in the order of their numbers,
    which says nothing about them.
    """
    counted = [standing for standing in standings if is_ranked(standing)]
    ranked: list[Ranked] = []
    for place, standing in enumerate(sorted(counted, key=lambda s: (-s.agree, s.number)), start=1):
        shares = ranked and ranked[-1].agree == standing.agree
        ranked.append(Ranked(ranked[-1].rank if shares else place, *standing[:5]))
    return ranked


def is_ranked(standing: Standing) -> bool:
    """Whether a proposition takes part."""
    return standing.shown and not standing.official


def top(ranked: Sequence[Ranked], n: int) -> list[Ranked]:
    """Those whose rank is at most `n`: who shares the last rank is in, so it may be more than `n`.

    One without a single vote in its favour is in no top.
    """
    return [one for one in ranked if one.rank <= n and one.agree > 0]
