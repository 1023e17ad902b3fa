"""Ballots of people who left and took their votes with them, until each can go unseen.

A name that vanishes while a count falls says whose vote it was. So a ballot goes with the next one of
somebody else on the same target, in one commit: whoever looks before and after sees what a changed mind looks
like, or nothing. What is still there when its box closes stays counted, and belongs to nobody.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, delete, select, tuple_

from . import bulk, tables
from .bulk import Clash
from .connections import Write
from .count import TOTALS, Ballot, Count, is_closed
from .held import load

_D = tables.departures.c
_B = tables.ballots.c
# Later than any press.
LAST_SEQ = 2**53


def leave_boxes(places: Sequence[tuple[str, str, tuple[str, ...]]]) -> Write:
    """What a voter holds in a box, of these kinds of targets, goes as soon as it can go unseen."""

    def write(connection: Connection) -> None:
        for box, voter, kinds in places:
            held = select(_B.target).where(_B.box == box, _B.voter == voter, _B.choice.is_not(None))
            targets = [row.target for row in connection.execute(held) if row.target.startswith(kinds)]
            rows = [(box, target, voter) for target in targets]
            bulk.put(connection, tables.departures, rows, clash=Clash.KEEP)

    return write


def see_off(connection: Connection, count: Count, *, at: int) -> None:
    """Let one ballot go on each target whose counts this commit moves."""
    moved = {(box, target) for box, places in count.moved.items() for target, _ in places if target != TOTALS}
    rows = bulk.find(connection, tables.departures, sorted(moved))
    leaving = {(box, target): voter for box, target, voter in sorted(rows, reverse=True)}
    if not leaving:
        return
    load(connection, count, {(box, voter, target) for (box, target), voter in leaving.items()})
    for (box, target), voter in sorted(leaving.items()):
        count.cast(Ballot(box, target, voter, None, LAST_SEQ, at))
    gone = [(*place, voter) for place, voter in leaving.items()]
    connection.execute(delete(tables.departures).where(tuple_(_D.box, _D.target, _D.voter).in_(gone)))


def stay(connection: Connection, count: Count) -> None:
    """Nothing goes any more where this commit closes the box."""
    for box in {box for box, _, _ in count.closings}:
        closed = count.tallies[box].closed
        rows = connection.execute(select(_D.target).where(_D.box == box).distinct())
        over = [row.target for row in rows if is_closed(row.target, closed)]
        connection.execute(delete(tables.departures).where(_D.box == box, _D.target.in_(over)))
