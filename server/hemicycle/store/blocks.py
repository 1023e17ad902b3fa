"""Who is kept from writing in which process, until when. The rules are in `core.blocks`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import Connection, select, update

from hemicycle_protocol.errors import Code, Refused, changed
from hemicycle_protocol.moderation import BlockState
from hemicycle_protocol.moderation_item import BlockRow

from . import bulk, tables
from .connections import Connections, Write

_B = tables.blocks.c
# What a desk, and a person, is shown at once.
PAGE = 200


class Blocks:
    """All blocks."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def get(self, id: str) -> BlockRow | None:
        """The block of that id."""
        rows = await self._connections.rows(select(tables.blocks).where(_B.id == id))
        return _row(rows[0]) if rows else None

    async def standing(self, *, now: int) -> list[BlockRow]:
        """Those that keep somebody from writing."""
        return await self._list(_B.until > now, _B.state != BlockState.LIFTED.value, _B.person.is_not(None))

    async def of_process(self, process: str, *, now: int) -> list[BlockRow]:
        """Those of a process whose end has not come, appeals first."""
        found = await self._list(_B.process == process, _B.until > now)
        return sorted(found, key=lambda row: (row.state is not BlockState.APPEALED, -row.at))[:PAGE]

    async def of_person(self, person: str) -> list[BlockRow]:
        """All of a person, the newest first."""
        return (await self._list(_B.person == person))[:PAGE]

    async def _list(self, *wanted: Any) -> list[BlockRow]:
        query = select(tables.blocks).where(*wanted).order_by(_B.at.desc(), _B.id)
        return [_row(row) for row in await self._connections.rows(query)]


def put_block(row: BlockRow) -> Write:
    """Keep a new block; refused `DUPLICATE` if another one keeps the person from writing there already."""
    theirs = select(_B.id).where(
        _B.process == row.process,
        _B.person == row.person,
        _B.until > row.at,
        _B.state != BlockState.LIFTED.value,
    )

    def write(connection: Connection) -> None:
        if connection.scalar(theirs) is not None:
            raise Refused(Code.DUPLICATE, field="target")
        bulk.put(connection, tables.blocks, [row])

    return write


def change_block(before: BlockRow, after: BlockRow) -> Write:
    """Write a move down; refused `CHANGED` unless the block is at the version of `before`."""
    values = dict(zip(tables.blocks.c.keys(), after, strict=True))
    change = update(tables.blocks).where(_B.id == before.id, _B.version == before.version).values(**values)

    def write(connection: Connection) -> None:
        if not connection.execute(change).rowcount:
            stands = connection.execute(select(_B.version, _B.state).where(_B.id == before.id)).one()
            raise changed(stands.version, state=stands.state)

    return write


def forget_blocked(person: str) -> Write:
    """Nobody is left behind the blocks of a closed account, nor their words."""
    gone = update(tables.blocks).where(_B.person == person).values(person=None, appeal="")
    held = update(tables.blocks).where(_B.by == person).values(by="")

    def write(connection: Connection) -> None:
        connection.execute(gone)
        connection.execute(held)

    return write


def _row(row: Iterable[Any]) -> BlockRow:
    return msgspec.convert(tuple(row), BlockRow)
