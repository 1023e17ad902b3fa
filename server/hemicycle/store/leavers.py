"""Who closed an account in the middle of a vote: what they held stays counted, and is not held twice.

A row keeps a name from casting ballots of a kind (`proposition/`) in a box. It is the pseudonym of somebody
who left, so that nothing of theirs that is still under way gets in; or the mark of their mailbox, where they
hold something there, so that nobody votes once more by signing in again. Nothing here leads from a mark to a
pseudonym or a ballot, and all of it goes as the box closes.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, delete, select

from . import bulk, tables
from .bulk import Clash
from .connections import Connections, Write
from .count import Count, is_closed
from .gather import Gather
from .log import ballots_log, lock_heads

_L = tables.leavers.c
_B = tables.ballots.c
_P = tables.people.c
BATCH = 500
CAPACITY = 20_000
REMEMBERED = 100_000

# The mark of a name in a place (`auth.marks`).
Mark = Callable[[str, str], str]


class Leaving(NamedTuple):
    """A voter who leaves a box, where these kinds of targets are open; `mark` is their mailbox's."""

    box: str
    voter: str
    kinds: Sequence[str]
    mark: str | None


class _Asked(NamedTuple):
    box: str
    kind: str
    person: str
    mark: Mark


class Leavers:
    """What boxes know of those who left."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._gather: Gather[_Asked, bool] = Gather(self._look_up, batch=BATCH, capacity=CAPACITY)
        # An account is of somebody who left before or not from its first day on.
        self._known: OrderedDict[tuple[str, str, str], bool] = OrderedDict()

    async def came_back(self, box: str, kind: str, person: str, *, mark: Mark) -> bool:
        """Whether an account's mailbox holds ballots of a kind by an account that was closed.

        Raises:
            Unavailable: the database is away or too many newcomers wait.
        """
        key = (box, kind, person)
        if key not in self._known:
            self._known[key] = await self._gather.submit(_Asked(*key, mark))
            if len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return self._known[key]

    async def close(self) -> None:
        """Answer what waits, then stop."""
        await self._gather.close()

    async def _look_up(self, asked: Sequence[_Asked]) -> list[bool]:
        def read(connection: Connection) -> list[bool]:
            people = sorted({each.person for each in asked})
            rows = connection.execute(select(_P.id, _P.mailbox).where(_P.id.in_(people)))
            mailboxes = {row.id: row.mailbox for row in rows if row.mailbox is not None}
            names = [
                (each.box, each.kind, each.mark(each.box, mailboxes[each.person]))
                if each.person in mailboxes
                else None
                for each in asked
            ]
            left = left_among(connection, {name for name in names if name is not None})
            return [name in left for name in names]

        return await self._connections.read(read)


def leave(leaving: Sequence[Leaving]) -> Write:
    """Whoever leaves casts nothing more; the first write of its transaction, as it locks the boxes."""

    def write(connection: Connection) -> None:
        lock_heads(connection, [ballots_log(each.box) for each in leaving])
        rows: set[tuple[str, str, str]] = set()
        for box, voter, kinds, mark in leaving:
            held = select(_B.target).where(_B.box == box, _B.voter == voter, _B.choice.is_not(None))
            targets = [row.target for row in connection.execute(held)]
            rows |= {(box, kind, voter) for kind in kinds}
            if mark is not None:
                rows |= {(box, kind, mark) for kind in kinds for t in targets if t.startswith(kind)}
        bulk.put(connection, tables.leavers, sorted(rows), clash=Clash.KEEP)

    return write


def left_among(connection: Connection, names: Collection[tuple[str, str, str]]) -> set[tuple[str, str, str]]:
    """Those of these (box, kind, name) that cast nothing more."""
    return {(box, kind, name) for box, kind, name in bulk.find(connection, tables.leavers, sorted(names))}


def forget_leavers(connection: Connection, count: Count) -> None:
    """Nobody votes any more where this commit closes the box: it need not know who left."""
    for box in {box for box, _, _ in count.closings}:
        closed = count.tallies[box].closed
        kinds = connection.execute(select(_L.kind).where(_L.box == box).distinct())
        over = [row.kind for row in kinds if is_closed(row.kind, closed)]
        connection.execute(delete(tables.leavers).where(_L.box == box, _L.kind.in_(over)))
