"""The comparison of every count with the truth: the ballots, and the log that tells their history.

The ballots are compared with the fold of the log, and the tallies and totals with the ballots. All must
agree: an empty list is the only good answer. Counts that came without ballots are added (`carried`).
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, func, select

from hemicycle.progress import SILENT, Progress

from . import tables
from .carried import carried_counts
from .count import (
    BROUGHT_BACK,
    CLOSED,
    SET_ASIDE,
    TOTALS,
    VOTERS,
    VOTES_CAST,
    Aside,
    Closed,
    Said,
    is_closed,
    is_vote,
)

# A box may hold millions of ballots: they are read some at a time.
_STREAMED = {"yield_per": 1_000}


class Difference(NamedTuple):
    """A number that does not agree: `stored` is what stands, `counted` what it should be.

    `what` is a target and choice (`proposition/7 agree`), a total (`votes_cast`, `voters`),
    `log {voter} {target}`, or `aside {target} {why}`.
    """

    box: str
    what: str
    stored: object
    counted: object


def recount(connection: Connection, box: str | None = None, progress: Progress = SILENT) -> list[Difference]:
    """The differences in one box, or in all; `connection` must see one instant."""
    if box is not None:
        return _recount_box(connection, box, progress)
    named = select(tables.ballots.c.box).union(select(tables.tallies.c.box))
    boxes = sorted(row.box for row in connection.execute(named))
    said = select(func.count()).where(tables.events.c.log.startswith("ballots/", autoescape=True))
    held = select(func.count()).select_from(tables.ballots)
    progress.step("ballots", sum(connection.execute(query).scalar_one() for query in (said, held)))
    return [difference for name in boxes for difference in _recount_box(connection, name, progress)]


def _recount_box(connection: Connection, box: str, progress: Progress) -> list[Difference]:
    tallies: Counter[str] = Counter()
    voters: set[str] = set()
    stands: dict[str, object] = {}
    b = tables.ballots.c
    query = select(b.voter, b.target, b.choice, b.counted, b.version).where(b.box == box)
    for row in progress.through(connection.execute(query, execution_options=_STREAMED)):
        if row.choice is None:
            continue
        stands[f"log {row.voter} {row.target}"] = (row.choice, bool(row.counted), row.version)
        if row.counted:
            tallies[f"{row.target} {row.choice}"] += 1
            if is_vote(row.target):
                tallies[VOTES_CAST] += 1
                voters.add(row.voter)
    tallies[VOTERS] = len(voters)
    for (target, choice), count in carried_counts(connection, box).items():
        tallies[choice if target == TOTALS else f"{target} {choice}"] += count
    stands |= _stored_asides(connection, box)
    return [
        *_compare(box, _told(connection, box, progress), stands),
        *_compare(box, _stored_tallies(connection, box), tallies),
    ]


def _compare(
    box: str, stored: dict[str, object], counted: dict[str, object] | Counter[str]
) -> list[Difference]:
    names = sorted(stored.keys() | counted.keys())
    return [
        Difference(box, name, stored.get(name, 0), counted.get(name, 0))
        for name in names
        if stored.get(name, 0) != counted.get(name, 0)
    ]


def _told(connection: Connection, box: str, progress: Progress) -> dict[str, object]:
    """What stands according to the log, in the order it was said."""
    e = tables.events.c
    stands: dict[str, object] = {}
    held: dict[tuple[str, str], tuple[str, bool, int | None]] = {}
    closed: set[str] = set()
    asides: set[tuple[str, str]] = set()
    query = select(e.type, e.actor, e.body).where(e.log == f"ballots/{box}").order_by(e.offset)
    for row in progress.through(connection.execute(query, execution_options=_STREAMED)):
        if row.type == CLOSED:
            closed.add(msgspec.json.decode(row.body, type=Closed).target)
            continue
        if row.type in (SET_ASIDE, BROUGHT_BACK):
            aside = msgspec.json.decode(row.body, type=Aside)
            move = asides.add if row.type == SET_ASIDE else asides.discard
            move((aside.target, aside.why))
            continue
        vote = msgspec.json.decode(row.body, type=Said)
        before = held.get((row.actor, vote.target))
        if is_closed(vote.target, closed) and vote.choice != (before and before[0]):
            # It is in no result: a difference, whatever else agrees.
            stands[f"closed {vote.target}"] = vote.choice
        if vote.choice is None:
            held.pop((row.actor, vote.target), None)
        else:
            held[row.actor, vote.target] = (vote.choice, vote.counted, vote.version)
    outside = {target for target, _ in asides}
    for (voter, target), (choice, counted, version) in held.items():
        stands[f"log {voter} {target}"] = (choice, counted, version)
        if counted and target in outside:
            stands[f"aside {target}"] = choice  # out of the counts, and counted: a difference
    return stands | {f"aside {target} {why}": True for target, why in asides}


def _stored_asides(connection: Connection, box: str) -> dict[str, object]:
    a = tables.asides.c
    rows = connection.execute(select(a.target, a.why).where(a.box == box))
    return {f"aside {target} {why}": True for target, why in rows}


def _stored_tallies(connection: Connection, box: str) -> dict[str, object]:
    t = tables.tallies.c
    rows = connection.execute(select(t.target, t.choice, t.count).where(t.box == box))
    return {choice if target == TOTALS else f"{target} {choice}": count for target, choice, count in rows}
