"""Who stands on the roll of a process, as marks of mailboxes: nothing here leads to an address."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from . import bulk, tables
from .bulk import Clash
from .connections import Connections, Write
from .gather import Gather
from .leavers import Mark

_R = tables.rolls.c
_P = tables.people.c
BATCH = 500
CAPACITY = 20_000
REMEMBERED = 100_000


class _Asked(NamedTuple):
    process: str
    person: str
    mark: Mark


class Rolls:
    """All rolls."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._gather: Gather[_Asked, bool] = Gather(self._look_up, batch=BATCH, capacity=CAPACITY)
        # Who is on a roll stays there.
        self._known: OrderedDict[tuple[str, str], None] = OrderedDict()

    async def holds(self, process: str, person: str, *, mark: Mark) -> bool:
        """Whether the mailbox of an account stands on the roll of a process.

        Raises:
            Unavailable: the database is away or too many newcomers wait.
        """
        key = (process, person)
        if key in self._known:
            return True
        if not await self._gather.submit(_Asked(*key, mark)):
            return False
        self._known[key] = None
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return True

    async def size(self, process: str) -> int:
        """How many stand on it."""
        rows = await self._connections.rows(
            select(func.count()).select_from(tables.rolls).where(_R.process == process)
        )
        return int(rows[0][0])

    async def processes_with(self, mailbox: str, *, mark: Mark) -> list[str]:
        """The processes on whose rolls a mailbox stands."""
        names = await self._connections.rows(select(_R.process).distinct())
        wanted = [(row.process, mark(place_of(row.process), mailbox)) for row in names]
        found = await self._connections.read(lambda connection: bulk.find(connection, tables.rolls, wanted))
        return sorted(process for process, _ in found)

    async def missing(self, process: str, marks: Sequence[str]) -> list[str]:
        """Those of these marks that do not stand on it."""
        keys = [(process, mark) for mark in sorted(set(marks))]
        found = await self._connections.read(lambda connection: bulk.find(connection, tables.rolls, keys))
        return [mark for _, mark in keys if (process, mark) not in {(p, m) for p, m in found}]

    async def close(self) -> None:
        """Answer what waits, then stop."""
        await self._gather.close()

    async def _look_up(self, asked: Sequence[_Asked]) -> list[bool]:
        def read(connection: Connection) -> list[bool]:
            people = sorted({each.person for each in asked})
            rows = connection.execute(select(_P.id, _P.mailbox).where(_P.id.in_(people)))
            mailboxes = {row.id: row.mailbox for row in rows if row.mailbox is not None}
            keys = [
                (each.process, each.mark(place_of(each.process), mailboxes[each.person]))
                if each.person in mailboxes
                else None
                for each in asked
            ]
            wanted = sorted({key for key in keys if key is not None})
            found = {(process, mark) for process, mark in bulk.find(connection, tables.rolls, wanted)}
            return [key in found for key in keys]

        return await self._connections.read(read)


def place_of(process: str) -> str:
    """Where a mark of a roll is made: it matches none of the same mailbox elsewhere."""
    return f"roll/{process}"


def put_on_roll(process: str, marks: Sequence[str]) -> Write:
    """Add to a roll; who stands there stays there."""
    rows = [(process, mark) for mark in sorted(set(marks))]
    return lambda connection: bulk.put(connection, tables.rolls, rows, clash=Clash.KEEP)
