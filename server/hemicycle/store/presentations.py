"""The presentations of processes: the present tree, and every version of its nodes, also of removed ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, Row, delete, func, select

from hemicycle_protocol.consultation import PropositionKind
from hemicycle_protocol.presentation import NodeText

from . import bulk, tables
from .bulk import Clash
from .connections import Connections, Write

_N = tables.presentation_nodes.c
_V = tables.presentation_versions.c


class NodeRow(NamedTuple):
    """A node of the tree as it stands; `position` is its place among its siblings."""

    id: str
    process: str
    kind: PropositionKind
    parent: str | None
    position: int
    version: int
    text: NodeText
    changed_at: int


class VersionRow(NamedTuple):
    """A text that a node has or had, and who wrote it why; the last of a removed node is its removal."""

    process: str
    node: str
    version: int
    at: int
    kind: PropositionKind
    text: NodeText
    name: str
    role: str
    note: str = ""
    removed: bool = False
    number: int = 0


class Change(NamedTuple):
    """What becomes of a tree: nodes to be kept, ids to be dropped, versions to be remembered."""

    put: Sequence[NodeRow] = ()
    drop: Sequence[str] = ()
    versions: Sequence[VersionRow] = ()


class Presentations:
    """All presentations."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def nodes(self, process: str) -> list[NodeRow]:
        """The nodes of a process's tree, in no order."""
        return await self._connections.read(lambda connection: _nodes(connection, process))

    async def versions(
        self, process: str, *, node: str | None = None, before: int | None = None, limit: int = 50
    ) -> list[VersionRow]:
        """Versions of a process or one of its nodes, newest first, below the number `before`."""
        query = select(tables.presentation_versions).where(_V.process == process)
        if node is not None:
            query = query.where(_V.node == node)
        if before is not None:
            query = query.where(_V.number < before)
        rows = await self._connections.rows(query.order_by(_V.number.desc()).limit(limit))
        return [_version(row) for row in rows]

    async def version(self, process: str, node: str, version: int) -> VersionRow | None:
        """One version of a node."""
        query = select(tables.presentation_versions).where(
            _V.process == process, _V.node == node, _V.version == version
        )
        rows = await self._connections.rows(query)
        return _version(rows[0]) if rows else None


def change_tree(process: str, change: Callable[[list[NodeRow]], Change]) -> Write:
    """Change a tree as `change` says of its present nodes; what that raises undoes the transaction.

    Whoever appends to the log of the process with this has locked the tree.
    """

    def write(connection: Connection) -> None:
        wanted = change(_nodes(connection, process))
        if wanted.drop:
            gone = delete(tables.presentation_nodes).where(_N.id.in_(list(wanted.drop)))
            connection.execute(gone)
        rows = [(*row[:6], _text(row.text), row.changed_at) for row in wanted.put]
        bulk.put(connection, tables.presentation_nodes, rows, clash=Clash.REPLACE)
        last = connection.scalar(select(func.max(_V.number)).where(_V.process == process)) or 0
        bulk.put(
            connection,
            tables.presentation_versions,
            [
                (v.process, number, v.node, v.version, v.at, v.kind, _text(v.text), *v[6:10])
                for number, v in enumerate(wanted.versions, last + 1)
            ],
        )

    return write


def _nodes(connection: Connection, process: str) -> list[NodeRow]:
    rows = connection.execute(select(tables.presentation_nodes).where(_N.process == process))
    return [_node(row) for row in rows]


def _node(r: Row[Any]) -> NodeRow:
    place = (r.id, r.process, PropositionKind(r.kind), r.parent, r.position)
    return NodeRow(*place, r.version, _read(r.text), r.changed_at)


def _version(r: Row[Any]) -> VersionRow:
    what = (r.process, r.node, r.version, r.at, PropositionKind(r.kind), _read(r.text))
    return VersionRow(*what, r.name, r.role, r.note, r.removed, r.number)


def _text(text: NodeText) -> str:
    return msgspec.json.encode(text).decode()


def _read(text: str) -> NodeText:
    return msgspec.json.decode(text, type=NodeText)
