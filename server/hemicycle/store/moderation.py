"""Texts under moderation: a row each, their reports, and the register of what was done.

Whether a text is out of view is asked with `is_shown`, in the query that lists texts. The rules are not
here (`core.moderation`); a row changes only from the version that was decided on.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, or_, select, update

from hemicycle_protocol.errors import Code, Refused, changed
from hemicycle_protocol.moderation import (
    ItemState,
    ModerationAct,
    RegisterEntry,
    RegisterFigures,
    ReportItem,
    ReportReason,
)
from hemicycle_protocol.moderation_item import Item
from hemicycle_protocol.reads import unknown_place, whole_number
from hemicycle_protocol.views import Role

from . import bulk, tables
from .bulk import Clash
from .connections import Connections, Write

_M = tables.moderated.c
_R = tables.reports.c
_G = tables.register.c
PAGE = 50
# What a desk shows at once; the rest is counted.
DESK = 200

# How urgent so many reports since an instant are, the lowest first.
Urgency = Callable[[int, int], int]


class Line(NamedTuple):
    """A line for the register; its number is that of the fact it stands beside."""

    at: int
    act: ModerationAct
    target: str
    reason: ReportReason | None = None
    explanation: str = ""
    role: Role | None = None
    reports: int = 0


class ReportRow(NamedTuple):
    """A report of a person; answered once a moderator has looked."""

    target: str
    person: str
    process: str
    reason: str
    note: str
    at: int
    answered_at: int | None = None


class ModerationStore:
    """All texts under moderation."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def several(self, targets: Collection[str]) -> dict[str, Item]:
        """Those of `targets` that were ever reported or moderated."""
        query = select(tables.moderated).where(_M.target.in_(targets))
        return {row.target: _item(row) for row in await self._connections.rows(query)}

    async def report(self, text: Item, report: ReportRow, *, urgency: Urgency) -> int:
        """Keep a report; the instant of the first one that this person sent of this text.

        Raises:
            Refused: `CLOSED`, the text is out of view meanwhile.
        """
        known = select(_R.at).where(_R.target == report.target, _R.person == report.person)

        def write(connection: Connection) -> int:
            bulk.put(connection, tables.moderated, [text], clash=Clash.KEEP)
            row = _locked(connection, report.target)
            first: int | None = connection.scalar(known)
            if first is not None:
                return first
            if row.state != ItemState.VISIBLE:
                raise Refused(Code.CLOSED, state=row.state)
            bulk.put(connection, tables.reports, [report])
            since = report.at if row.reports == 0 or row.reported_at is None else row.reported_at
            _set(
                connection,
                report.target,
                reports=row.reports + 1,
                reported_at=since,
                urgency=urgency(row.reports + 1, since),
            )
            return report.at

        return await self._connections.write(write)

    async def claim(self, text: Item) -> None:
        """Show who works on a text. Claims are a courtesy: the last one stands."""

        def write(connection: Connection) -> None:
            bulk.put(connection, tables.moderated, [text], clash=Clash.KEEP)
            names = ("claimed_by", "claimed_name", "claimed_until")
            _set(connection, text.target, **{name: getattr(text, name) for name in names})

        await self._connections.write(write)

    async def reports_since(self, person: str, since: int) -> int:
        """How many reports a person sent since an instant."""
        query = select(func.count()).where(_R.person == person, _R.at >= since)
        return await self._connections.read(lambda connection: connection.scalar(query)) or 0

    async def reported_by(self, person: str, targets: Collection[str]) -> set[str]:
        """Which of `targets` a person has reported."""
        query = select(_R.target).where(_R.person == person, _R.target.in_(targets))
        return {row.target for row in await self._connections.rows(query)}

    async def reports_of(self, person: str) -> list[ReportRow]:
        """All reports that a person sent, oldest first."""
        query = select(tables.reports).where(_R.person == person).order_by(_R.at, _R.target)
        return [ReportRow(*row) for row in await self._connections.rows(query)]

    async def open_reports(self, targets: Collection[str]) -> dict[str, list[ReportItem]]:
        """The reports of `targets` that nobody answered yet, oldest first."""
        query = (
            select(_R.target, _R.reason, _R.at, _R.note)
            .where(_R.target.in_(targets), _R.answered_at.is_(None))
            .order_by(_R.at, _R.person)
        )
        found: dict[str, list[ReportItem]] = {}
        for target, reason, at, note in await self._connections.rows(query):
            found.setdefault(target, []).append(ReportItem(ReportReason(reason), at, note))
        return found

    # --- lists ----------------------------------------------------------------------------------

    async def waiting(self, process: str) -> list[Item]:
        """Texts with reports that wait, the most urgent first."""
        return await self._list(_is_waiting(process), _M.urgency, _M.target, limit=DESK)

    async def appealed(self, process: str) -> list[Item]:
        """Texts whose author appealed, the longest wait first."""
        return await self._list(_is_appealed(process), _M.appealed_at, _M.target, limit=DESK)

    async def recent(self, process: str, by: str, *, since: int) -> list[Item]:
        """What a moderator did since an instant, the newest first."""
        mine = and_(_M.process == process, _M.last_by == by, _M.last_at >= since)
        return await self._list(mine, _M.last_at.desc(), _M.target, limit=PAGE)

    async def bin(self, process: str, *, after: str | None) -> tuple[list[Item], int]:
        """A page of the bin, the newest first, and how much is in it. Refused: `INVALID` for `after`."""
        inside = _is_in_bin(process)
        place = inside if after is None else and_(inside, _precedes(after))
        rows = await self._list(place, _M.decided_at.desc(), _M.target.desc(), limit=PAGE)
        return rows, await self._connections.read(lambda connection: _count(connection, inside))

    async def counts(self, process: str) -> tuple[int, int]:
        """How many texts with reports wait, and how many appeals."""

        def read(connection: Connection) -> tuple[int, int]:
            return _count(connection, _is_waiting(process)), _count(connection, _is_appealed(process))

        return await self._connections.snapshot(read)

    async def register(
        self, process: str, *, before: int | None
    ) -> tuple[RegisterFigures, list[RegisterEntry]]:
        """The figures and a page of the register, the newest first, below the number `before`."""
        mine = _G.process == process
        wanted = mine if before is None else and_(mine, _G.number < before)
        query = select(tables.register).where(wanted).order_by(_G.number.desc()).limit(PAGE)
        by_act = select(_G.act, func.count()).where(mine).group_by(_G.act)
        binned = and_(mine, _G.act == ModerationAct.BIN.value)
        by_reason = select(_G.reason, func.count()).where(binned).group_by(_G.reason)

        def read(connection: Connection) -> tuple[RegisterFigures, list[RegisterEntry]]:
            figures = RegisterFigures(
                acts=_counts(connection, by_act),
                reasons=_counts(connection, by_reason),
                in_bin=_count(connection, _is_in_bin(process)),
                waiting=_count(connection, _is_waiting(process)),
                appeals_waiting=_count(connection, _is_appealed(process)),
            )
            return figures, [_entry(row) for row in connection.execute(query)]

        return await self._connections.snapshot(read)

    async def _list(self, wanted: ColumnElement[bool], *order: ColumnElement[Any], limit: int) -> list[Item]:
        query = select(tables.moderated).where(wanted).order_by(*order).limit(limit)
        return [_item(row) for row in await self._connections.rows(query)]


def put_move(before: Item, after: Item, line: Line, *, urgency: Urgency) -> Write:
    """Write a move down, in the transaction of its fact: the row, its reports, a line of the register.

    Reports that came in while it was decided are answered by it too. In the transaction it raises
    `Refused` (`CHANGED`, with the version and state that stand) unless the row is at the version of `before`.
    """

    def write(connection: Connection) -> None:
        bulk.put(connection, tables.moderated, [before], clash=Clash.KEEP)
        stands = _locked(connection, before.target)
        if stands.version != before.version:
            raise changed(stands.version, state=stands.state)
        values = after._asdict()
        if line.act is ModerationAct.UNDO:
            reports = stands.reports + stands.answered
            since = stands.reported_at or line.at
            values |= {"reports": reports, "reported_at": stands.reported_at}
            values["urgency"] = urgency(reports, since) if reports else None
            _ask_again(connection, before)
        else:
            values |= {"reports": 0, "urgency": None, "answered": stands.reports}
            values["reported_at"] = stands.reported_at
            _answer(connection, before.target, at=line.at)
        _set(connection, before.target, **values)
        _put_line(connection, before.process, line)

    return write


def put_line(process: str, line: Line) -> Write:
    """A line of the register alone, in the transaction of its fact."""
    return lambda connection: _put_line(connection, process, line)


def is_shown(target: ColumnElement[str]) -> ColumnElement[bool]:
    """For a query: whether the text named `target` (`proposition/…`, `argument/…`) is in view."""
    out = select(_M.target).where(_M.target == target, _M.state != ItemState.VISIBLE.value)
    return ~out.exists()


def hidden_states(connection: Connection, targets: Collection[str]) -> dict[str, ItemState]:
    """Those of `targets` that are out of view, and how."""
    keys = [(target,) for target in sorted(set(targets))]
    rows = (_item(row) for row in bulk.find(connection, tables.moderated, keys))
    return {row.target: row.state for row in rows if row.state is not ItemState.VISIBLE}


def _set(connection: Connection, target: str, /, **values: object) -> None:
    connection.execute(update(tables.moderated).where(_M.target == target).values(**values))


def _locked(connection: Connection, target: str) -> Row[Any]:
    return connection.execute(select(tables.moderated).where(_M.target == target).with_for_update()).one()


def _answer(connection: Connection, target: str, *, at: int) -> None:
    open_ = update(tables.reports).where(_R.target == target, _R.answered_at.is_(None))
    connection.execute(open_.values(answered_at=at))


def _ask_again(connection: Connection, before: Item) -> None:
    """Those that the act taken back had answered wait again."""
    theirs = and_(_R.target == before.target, _R.answered_at == before.last_at)
    connection.execute(update(tables.reports).where(theirs).values(answered_at=None))


def _put_line(connection: Connection, process: str, line: Line) -> None:
    h = tables.heads.c
    number = connection.scalar(select(h.head).where(h.log == f"process/{process}"))
    bulk.put(connection, tables.register, [(process, number, *line)])


def _is_waiting(process: str) -> ColumnElement[bool]:
    return and_(_M.process == process, _M.urgency.is_not(None))


def _is_appealed(process: str) -> ColumnElement[bool]:
    return and_(_M.process == process, _M.state == ItemState.APPEALED.value)


def _is_in_bin(process: str) -> ColumnElement[bool]:
    inside = (ItemState.BINNED, ItemState.APPEALED, ItemState.UPHELD)
    return and_(_M.process == process, _M.state.in_([state.value for state in inside]))


def _counts(connection: Connection, query: Select[Any]) -> dict[str, int]:
    return {row[0]: row[1] for row in connection.execute(query)}


def _count(connection: Connection, wanted: ColumnElement[bool]) -> int:
    return connection.scalar(select(func.count()).select_from(tables.moderated).where(wanted)) or 0


def _precedes(after: str) -> ColumnElement[bool]:
    given, _, target = after.partition(".")
    at = whole_number(given)
    if at is None:
        raise unknown_place("after")
    return or_(_M.decided_at < at, and_(_M.decided_at == at, _M.target < target))


def _item(row: Iterable[Any]) -> Item:
    """What is kept, in the order of the columns, which is that of the fields."""
    return msgspec.convert(tuple(row), Item)


def _entry(row: Row[Any]) -> RegisterEntry:
    return RegisterEntry(
        number=row.number,
        at=row.at,
        act=ModerationAct(row.act),
        target=row.target,
        reason=None if row.reason is None else ReportReason(row.reason),
        explanation=row.explanation,
        role=None if row.role is None else Role(row.role),
        reports=row.reports,
    )
