"""Bills: the draft, which changes, and the published versions, which never do."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, delete, select

from hemicycle_protocol.bill import (
    BillDraft,
    BillLink,
    BillTargetKind,
    BillText,
    DraftArticle,
    DraftLink,
    Outcome,
)
from hemicycle_protocol.errors import changed

from . import bulk, tables
from .bulk import Clash
from .connections import Connections, Write

_B = tables.bills.c
_A = tables.bill_articles.c
_L = tables.bill_links.c
_V = tables.bill_versions.c
# Published texts in memory; they never change, so the one used longest ago goes.
REMEMBERED = 50


class Version(NamedTuple):
    """A published version, without its text."""

    process: str
    number: int
    title: str
    note: str
    articles: int
    at: int


class Bills:
    """The bills of all processes."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._texts: OrderedDict[tuple[str, int], BillText] = OrderedDict()

    async def draft(self, process: str) -> BillDraft:
        """The draft as it stands; an empty one before anything was written."""
        return await self._connections.snapshot(lambda connection: _draft(connection, process))

    async def change(self, process: str, decide: Callable[[BillDraft], BillDraft]) -> BillDraft:
        """The draft after `decide`, which sees it alone; what it refuses changes nothing.

        `decide` must look at the draft alone: it runs within the transaction.
        """

        def write(connection: Connection) -> BillDraft:
            _lock(connection, process)
            before = _draft(connection, process)
            after = decide(before)
            if after is not before:
                _keep(connection, process, before, after)
            return after

        return await self._connections.write(write)

    async def versions(self, process: str) -> list[Version]:
        """The published versions, the newest first."""
        query = select(*list(tables.bill_versions.c)[:6]).where(_V.process == process)
        rows = await self._connections.rows(query.order_by(_V.number.desc()))
        return [Version(*row) for row in rows]

    async def text(self, process: str, number: int) -> BillText | None:
        """The text of a published version."""
        key = (process, number)
        known = self._texts.get(key)
        if known is not None:
            self._texts.move_to_end(key)
            return known
        query = select(_V.content).where(_V.process == process, _V.number == number)
        rows = await self._connections.rows(query)
        if not rows:
            return None
        text = self._texts[key] = msgspec.json.decode(rows[0].content, type=BillText)
        if len(self._texts) > REMEMBERED:
            self._texts.popitem(last=False)
        return text


def put_version(version: Version, text: BillText, *, revision: int) -> Write:
    """Keep a version of the draft at `revision`.

    Refused `CHANGED`, within the transaction, if somebody has changed the draft since.
    """
    content = msgspec.json.encode(text).decode()

    def write(connection: Connection) -> None:
        _lock(connection, version.process)
        present = connection.scalar(select(_B.revision).where(_B.process == version.process)) or 0
        if present != revision:
            raise changed(present)
        bulk.put(connection, tables.bill_versions, [(*version, content)])

    return write


def _lock(connection: Connection, process: str) -> None:
    """Nobody else changes this draft until the transaction ends. On SQLite the transaction is the lock."""
    if connection.dialect.name == "sqlite":
        return
    first = (process, 0, 1, "", "", 1, "[]")
    bulk.put(connection, tables.bills, [first], clash=Clash.KEEP)
    connection.execute(select(_B.process).where(_B.process == process).with_for_update())


def _draft(connection: Connection, process: str) -> BillDraft:
    row = connection.execute(select(tables.bills).where(_B.process == process)).first()
    if row is None:
        return BillDraft()
    articles = connection.execute(
        select(_A.id, _A.title, _A.body, _A.version, _A.removed).where(_A.process == process).order_by(_A.id)
    )
    links = connection.execute(
        select(tables.bill_links).where(_L.process == process).order_by(_L.place, _L.id)
    )
    return BillDraft(
        row.revision,
        row.version,
        row.title,
        row.statement,
        row.placing,
        msgspec.json.decode(row.placed, type=list[str]),
        [DraftArticle(id_, title, body, version, bool(gone)) for id_, title, body, version, gone in articles],
        [
            DraftLink(
                BillLink(
                    link.id,
                    BillTargetKind(link.kind),
                    link.target,
                    Outcome(link.outcome),
                    link.reason,
                    link.article,
                ),
                link.version,
            )
            for link in links
        ],
    )


def _keep(connection: Connection, process: str, before: BillDraft, after: BillDraft) -> None:
    """Write what differs."""
    placed = msgspec.json.encode(after.order).decode()
    head = (process, after.revision, after.version, after.title, after.statement, after.placing, placed)
    bulk.put(connection, tables.bills, [head], clash=Clash.REPLACE)
    old_articles = {article.id: article for article in before.articles}
    articles = [
        (process, a.id, a.title, a.body, a.version, a.removed)
        for a in after.articles
        if old_articles.get(a.id) != a
    ]
    bulk.put(connection, tables.bill_articles, articles, clash=Clash.REPLACE)
    old_links = {one.link.id: (place, one) for place, one in enumerate(before.links)}
    links = [
        _link_row(process, place, one)
        for place, one in enumerate(after.links)
        if old_links.get(one.link.id) != (place, one)
    ]
    bulk.put(connection, tables.bill_links, links, clash=Clash.REPLACE)
    _drop_links(connection, process, old_links.keys() - {one.link.id for one in after.links})


def _drop_links(connection: Connection, process: str, gone: Collection[str]) -> None:
    if gone:
        connection.execute(delete(tables.bill_links).where(_L.process == process, _L.id.in_(gone)))


def _link_row(process: str, place: int, one: DraftLink) -> bulk.Row:
    link = one.link
    return (
        process,
        link.id,
        link.kind.value,
        link.target,
        link.outcome.value,
        link.reason,
        link.article,
        one.version,
        place,
    )
