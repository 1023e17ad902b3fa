"""What the moderation desk, the bin and the public register show. Acts are in `moderation`.

No name of a moderator is in any of it, but for who has an item in hand, which only other moderators see.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from msgspec.structs import replace

from hemicycle.clock import Clock
from hemicycle.core import moderation as rules
from hemicycle.core.blocks import holds
from hemicycle.services.kernel.forum import Forum
from hemicycle.services.kernel.markdown import html_of, prepare
from hemicycle.services.kernel.visibility import Visibility
from hemicycle.store import Database
from hemicycle.store.moderation import PAGE
from hemicycle.store.texts import Text
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.moderation import (
    Bin,
    BinEntry,
    Block,
    BlockState,
    Desk,
    DeskItem,
    ItemState,
    Register,
    RegisterEntry,
    ReportItem,
    ReportReason,
    Standing,
)
from hemicycle_protocol.moderation_item import BlockRow, Item
from hemicycle_protocol.views import Role, You

# Who reads the desk; only moderators act on it.
_DESK_READERS = frozenset({Role.MODERATOR, Role.ORGANISER, Role.AUDITOR})
_TARGETS = 200
_VISIBLE = ItemState.VISIBLE.value


class _Reader(NamedTuple):
    """Who reads the desk."""

    id: str
    may_act: bool


class ModerationDesk:
    """Reads of moderation."""

    def __init__(self, visibility: Visibility, forum: Forum, database: Database, clock: Clock) -> None:
        self._visibility = visibility
        self._forum = forum
        self._invitations = database.invitations
        self._rows = database.moderation
        self._texts = database.texts
        self._blocks = database.blocks
        self._people = database.people
        self._clock = clock

    async def desk(self, you: You, process: str) -> Desk:
        """The queues, for moderators, organisers and auditors. Refused: `NOT_FOUND`, `FORBIDDEN`."""
        await self._visibility.process(you, process, roles=_DESK_READERS)
        now = self._clock.now()
        waiting, appeals = await self._rows.counts(process)
        reader = await self._reader(you, process)
        return Desk(
            waiting,
            appeals,
            await self._items(await self._rows.waiting(process), reader, now),
            await self._items(await self._rows.appealed(process), reader, now),
            await self._items(
                await self._rows.recent(process, you.id, since=now - rules.UNDO_MS), reader, now
            ),
            await self._blocks_of_process(reader, process, now),
        )

    async def _reader(self, you: You, process: str) -> _Reader:
        """Who reads, and whether they may act as well (MD12, MD13)."""
        acts = Role.MODERATOR in await self._forum.roles(you, process)
        return _Reader(you.id, acts and not await self._invitations.has_hosted(you.id, process))

    async def blocks_of(self, person: str) -> list[Block]:
        """What keeps somebody from writing, and did, as they read it themselves."""
        now, found = self._clock.now(), []
        for row in await self._blocks.of_person(person):
            view = await self._visibility.whole(row.process)
            may_appeal = row.state is BlockState.STANDING and holds(row, at=now)
            found.append(_block(row, process_title=view.title, may_appeal=may_appeal))
        return found

    async def _blocks_of_process(self, reader: _Reader, process: str, now: int) -> list[Block]:
        rows = [row for row in await self._blocks.of_process(process, now=now) if holds(row, at=now)]
        people = await self._people.of_ids([row.person for row in rows if row.person is not None])
        return [
            _block(
                row, name=people[row.person].name, blocked_by_me=row.by == reader.id, may_act=reader.may_act
            )
            for row in rows
            if row.person is not None and row.person in people
        ]

    async def item(self, you: You, process: str, target: str) -> DeskItem:
        """Any text of the process as a moderator sees it. Refused: `NOT_FOUND`, `FORBIDDEN`."""
        await self._visibility.process(you, process, roles=_DESK_READERS)
        text = (await self._texts.several([target])).get(target)
        if text is None or text.process != process:
            raise Refused(Code.NOT_FOUND, target=target)
        rows = await self._rows.several([target])
        row = rows.get(target) or Item(target, process, text.person)
        (item,) = await self._items([row], await self._reader(you, process), self._clock.now())
        return item

    async def bin(self, you: You, process: str, *, after: str | None) -> Bin:
        """A page of the bin, for whoever has an account. Refused: `NOT_FOUND`, `INVALID`."""
        await self._visibility.process(you, process)
        rows, total = await self._rows.bin(process, after=after)
        texts = await self._texts.several([row.target for row in rows])
        await prepare(text.body for text in texts.values())
        entries = [_entry(row, texts[row.target], you) for row in rows if row.target in texts]
        more = f"{rows[-1].decided_at}.{rows[-1].target}" if len(rows) == PAGE else None
        return Bin(entries, total, more)

    async def register(self, you: You | None, process: str, *, before: int | None) -> Register:
        """The register, for everybody. Refused: `NOT_FOUND`."""
        await self._visibility.process(you, process)
        figures, entries = await self._rows.register(process, before=before)
        texts = await self._texts.several([entry.target for entry in entries])
        places = [f"proposition/{text.proposition}" for text in texts.values()]
        shown = {id_ for id_, text in (await self._texts.several(places)).items() if text.state == _VISIBLE}
        entries = [_named(entry, texts.get(entry.target), shown) for entry in entries]
        return Register(figures, entries, entries[-1].number if len(entries) == PAGE else None)

    async def standings(self, you: You, process: str, targets: Sequence[str]) -> list[Standing]:
        """How texts stand for somebody: what a page needs to offer reporting, moderating, appealing."""
        await self._visibility.process(you, process)
        wanted = list(dict.fromkeys(targets))[:_TARGETS]
        rows = await self._rows.several(wanted)
        reported = await self._rows.reported_by(you.id, wanted)
        return [
            Standing(
                target,
                rows[target].state if target in rows else ItemState.VISIBLE,
                rows[target].version if target in rows else 0,
                target in reported,
            )
            for target in wanted
        ]

    async def _items(self, rows: Sequence[Item], reader: _Reader, now: int) -> list[DeskItem]:
        targets = [row.target for row in rows]
        texts = await self._texts.several(targets)
        reports = await self._rows.open_reports(targets)
        await prepare(text.body for text in texts.values())
        return [
            _item(row, texts[row.target], reports.get(row.target, []), reader, now)
            for row in rows
            if row.target in texts
        ]


def _block(row: BlockRow, **more: Any) -> Block:
    return Block(
        id=row.id,
        process=row.process,
        at=row.at,
        until=row.until,
        state=row.state,
        version=row.version,
        reason=row.reason,
        explanation=row.explanation,
        appeal=row.appeal,
        outcome=row.outcome,
        outcome_explanation=row.outcome_explanation,
        **more,
    )


def _item(row: Item, text: Text, reports: list[ReportItem], reader: _Reader, now: int) -> DeskItem:
    held = row.claimed_until > now
    return DeskItem(
        target=row.target,
        number=text.number,
        title=text.title,
        body_html=html_of(text.body),
        author=text.author,
        created_at=text.created_at,
        state=row.state,
        version=row.version,
        path=path_of(text),
        reports=reports,
        reason=row.reason,
        explanation=row.explanation,
        decided_at=row.decided_at,
        appeal=row.appeal,
        appealed_at=row.appealed_at,
        claimed_by=row.claimed_name if held else None,
        claimed_until=row.claimed_until if held else 0,
        claimed_by_me=held and row.claimed_by == reader.id,
        mine=row.author == reader.id,
        binned_by_me=row.binned_by == reader.id,
        undoable=rules.can_undo(row, by=reader.id, now=now),
        may_act=reader.may_act and row.author != reader.id,
    )


def _named(entry: RegisterEntry, text: Text | None, shown: Collection[str]) -> RegisterEntry:
    """With what everybody may know of the text: its proposition's number, and its title if it is visible."""
    if text is None:
        return entry
    title = text.title if f"proposition/{text.proposition}" in shown else ""
    return replace(entry, proposition=text.number, title=title)


def _entry(row: Item, text: Text, you: You) -> BinEntry:
    mine = row.author == you.id
    return BinEntry(
        target=row.target,
        number=text.number,
        title=text.title,
        body_html=html_of(text.body),
        author=text.author,
        state=row.state,
        reason=row.reason or ReportReason.ERROR,
        explanation=row.explanation,
        role=row.role or Role.MODERATOR,
        at=row.decided_at or 0,
        path=path_of(text),
        mine=mine,
        may_appeal=mine and row.state == ItemState.BINNED,
        outcome=row.outcome,
        outcome_explanation=row.outcome_explanation,
    )


def path_of(text: Text) -> str:
    """Where a text stands on the site."""
    kind, _, id_ = text.target.partition("/")
    page = f"/propositions/{text.proposition}"
    return page if kind == "proposition" else f"{page}#argument-{id_}"
