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
from .leavers import Mark

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
        return await self._list(*_holds(now), _B.person.is_not(None))

    async def of_process(self, process: str, *, now: int) -> list[BlockRow]:
        """Those of a process whose end has not come, appeals first."""
        found = await self._list(_B.process == process, _B.until > now)
        return sorted(found, key=lambda row: (row.state is not BlockState.APPEALED, -row.at))[:PAGE]

    async def of_person(self, person: str) -> list[BlockRow]:
        """All of a person, the newest first."""
        return (await self._list(_B.person == person))[:PAGE]

    async def forget_marks(self, *, now: int) -> None:
        """What has ended is nobody's any more."""
        over = update(tables.blocks).where(_B.mark.is_not(None), _B.until <= now).values(mark=None)
        await self._connections.write(lambda connection: connection.execute(over))

    async def _list(self, *wanted: Any) -> list[BlockRow]:
        query = select(tables.blocks).where(*wanted).order_by(_B.at.desc(), _B.id)
        return [_row(row) for row in await self._connections.rows(query)]


def put_block(row: BlockRow) -> Write:
    """Keep a new block; refused `DUPLICATE` if another one keeps the person from writing there already."""
    theirs = select(_B.id).where(
        _B.process == row.process,
        _B.person == row.person,
        *_holds(row.at),
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


def forget_blocked(person: str, mailbox: str | None, *, mark: Mark, now: int) -> Write:
    """Nobody is left behind the blocks of a closed account, nor their words.

    One that holds goes on for the mailbox, under its mark; an appeal that waits can be made once more.
    """
    theirs = select(_B.id, _B.process, _B.state, _B.version).where(_B.person == person)
    gone = update(tables.blocks).where(_B.person == person).values(person=None, appeal="")
    held = update(tables.blocks).where(_B.by == person).values(by="")

    def write(connection: Connection) -> None:
        holding = connection.execute(theirs.where(*_holds(now))).all() if mailbox is not None else []
        connection.execute(gone)
        connection.execute(held)
        for row in holding:
            values = {"mark": mark(_place(row.process), mailbox or "")}
            if row.state == BlockState.APPEALED.value:
                values |= {"state": BlockState.STANDING.value, "version": row.version + 1}
            connection.execute(update(tables.blocks).where(_B.id == row.id).values(**values))

    return write


def adopt_blocks(person: str, mailbox: str, moved: Write, *, mark: Mark, now: int) -> Write:
    """Blocks of a mailbox whose account was closed are of its new account, who is `moved` by that."""
    left = select(_B.id, _B.process, _B.mark).where(_B.mark.is_not(None), *_holds(now))

    def write(connection: Connection) -> None:
        rows = connection.execute(left).all()
        mine = [row.id for row in rows if row.mark == mark(_place(row.process), mailbox)]
        # Of two that open an account of one mailbox at once, the first has them.
        taken = update(tables.blocks).where(_B.id.in_(mine), _B.mark.is_not(None))
        if mine and connection.execute(taken.values(person=person, mark=None)).rowcount:
            moved(connection)

    return write


def _place(process: str) -> str:
    return f"blocks/{process}"


def _holds(now: int) -> tuple[Any, ...]:
    return _B.until > now, _B.state != BlockState.LIFTED.value


def _row(row: Iterable[Any]) -> BlockRow:
    return msgspec.convert(tuple(row), BlockRow)
