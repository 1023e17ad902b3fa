"""Who agreed to which text, and when."""

from __future__ import annotations

from sqlalchemy import select

from hemicycle_protocol.personal import Consent

from . import bulk, tables
from .bulk import Clash
from .connections import Connections

_C = tables.consents.c


class ConsentStore:
    """All consents."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def of_person(self, person: str) -> list[Consent]:
        """What somebody agreed to, the oldest first."""
        query = select(_C.version, _C.at).where(_C.person == person).order_by(_C.at, _C.version)
        return [Consent(row.version, row.at) for row in await self._connections.rows(query)]

    async def give(self, people: list[str], version: str, *, at: int) -> None:
        """These people agree; whoever did so before agreed then."""
        rows = [(person, version, at) for person in people]
        await self._connections.write(
            lambda connection: bulk.put(connection, tables.consents, rows, clash=Clash.KEEP)
        )
