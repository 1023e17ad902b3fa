"""What somebody may have sent on their behalf in a while: counted by all nodes together.

For what costs others (a mail to a stranger), where a count in one node's memory would not do.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, delete, select, update

from hemicycle_protocol.errors import Code, Refused

from . import bulk, tables
from .bulk import Clash
from .connections import Connections, Write
from .leavers import Mark

_A = tables.allowances.c


class Allowance(NamedTuple):
    """`times` within a window that begins with the first of them; `name` says of what, in refusals."""

    name: str
    times: int
    within_ms: int


class Allowances:
    """What was used of all allowances."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def forget(self, *, before: int) -> None:
        """Drop the windows that were over before an instant."""
        old = delete(tables.allowances).where(_A.until < before)
        await self._connections.write(lambda connection: connection.execute(old))


def use(wishes: Sequence[tuple[Allowance, str]], *, mark: Mark, now: int) -> Write:
    """Use each allowance once for its owner, whose mark is kept; to be written with what is allowed by it.

    Raises:
        Refused: `RATE_LIMITED` in the transaction, with the `quota` that is used up and `retry_after_ms`.
    """
    # In one order, so that two who want the same never wait for each other.
    kept = sorted(
        (f"{allowance.name}/{mark(allowance.name, owner)}", allowance) for allowance, owner in wishes
    )

    def write(connection: Connection) -> None:
        for key, allowance in kept:
            fresh = (key, 0, now + allowance.within_ms)
            bulk.put(connection, tables.allowances, [fresh], clash=Clash.KEEP)
            row = connection.execute(select(tables.allowances).where(_A.owner == key).with_for_update()).one()
            used, until = (row.used, row.until) if now < row.until else fresh[1:]
            if used >= allowance.times:
                raise Refused(Code.RATE_LIMITED, quota=allowance.name, retry_after_ms=until - now)
            values = {"used": used + 1, "until": until}
            connection.execute(update(tables.allowances).where(_A.owner == key).values(**values))

    return write
