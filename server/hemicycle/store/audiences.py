"""How many watched a debate, minute by minute: numbers without anybody's name, one row a minute."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from . import tables
from .connections import Connections, Write

_A = tables.audiences.c


class AudienceRow(NamedTuple):
    """The most who watched at once in a minute, which is counted since 1970."""

    debate: str
    minute: int
    viewers: int


class Audiences:
    """The past of all debates."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def of_debate(self, debate: str, *, limit: int) -> list[AudienceRow]:
        """The first minutes of a debate, in order."""
        query = select(tables.audiences).where(_A.debate == debate).order_by(_A.minute).limit(limit)
        return [AudienceRow(*row) for row in await self._connections.rows(query)]


def put_audiences(rows: list[AudienceRow]) -> Write:
    """Keep what was seen; of what several nodes saw in the same minute, the most."""

    def write(connection: Connection) -> None:
        dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
        for row in rows:
            insert = dialect.insert(tables.audiences).values(row._asdict())
            connection.execute(
                insert.on_conflict_do_update(
                    index_elements=[_A.debate, _A.minute],
                    set_={"viewers": insert.excluded.viewers},
                    where=_A.viewers < insert.excluded.viewers,
                )
            )

    return write
