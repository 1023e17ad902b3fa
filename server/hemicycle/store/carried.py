"""Counts that came into this database without their ballots, in the export of a process.

They stand in the tallies like all others, and a recount adds them to what it counts.
"""

from __future__ import annotations

from collections import Counter

from sqlalchemy import Connection, distinct, func, select

from . import tables
from .count import ARGUMENTS, TOTALS, VOTERS, VOTES_CAST, is_vote

_B = tables.ballots.c
_COUNTED = (_B.choice.is_not(None), _B.counted)

Row = tuple[str, str, str, int]


def carried_rows(connection: Connection, box: str) -> list[Row]:
    """What the tallies of a box count beyond its ballots: box, target, choice and by how much they differ."""
    t = tables.tallies.c
    beyond: Counter[tuple[str, str]] = Counter()
    for target, choice, count in connection.execute(select(t.target, t.choice, t.count).where(t.box == box)):
        beyond[target, choice] += count
    by_choice = (
        select(_B.target, _B.choice, func.count())
        .where(_B.box == box, *_COUNTED)
        .group_by(_B.target, _B.choice)
    )
    for target, choice, count in connection.execute(by_choice):
        beyond[target, choice] -= count
        beyond[TOTALS, VOTES_CAST] -= count if is_vote(target) else 0
    are_votes = _B.target.not_like(f"{ARGUMENTS}%")
    voters = select(func.count(distinct(_B.voter))).where(_B.box == box, are_votes, *_COUNTED)
    beyond[TOTALS, VOTERS] -= connection.scalar(voters) or 0
    return [(box, *key, difference) for key, difference in sorted(beyond.items()) if difference]


def carried_counts(connection: Connection, box: str) -> dict[tuple[str, str], int]:
    """The counts of a box that came without ballots, by target and choice."""
    c = tables.carried.c
    rows = connection.execute(select(c.target, c.choice, c.count).where(c.box == box))
    return {(target, choice): count for target, choice, count in rows}
