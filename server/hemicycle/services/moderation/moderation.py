"""Acts of moderation: reports, the bin, appeals. What the desk, the bin and the register show is in `desk`.

A decision is made on the text's row as it was read, and written only if the row is still at that version, in
the transaction of its fact; with a text that leaves the view go its votes, in the same transaction.
"""

from __future__ import annotations

from collections.abc import Callable

from hemicycle.core import moderation as rules
from hemicycle.core.consultation import is_open, plan_of
from hemicycle.core.emit import Emit, process_log
from hemicycle.core.moderation import Move
from hemicycle.hub import Hub
from hemicycle.services.kernel.acts import Handler
from hemicycle.services.kernel.caller import Caller
from hemicycle.services.kernel.decision import Decision
from hemicycle.services.kernel.forum import Forum
from hemicycle.services.kernel.room import Result
from hemicycle.store import Database
from hemicycle.store.erasure import blank_text
from hemicycle.store.moderation import Line, ReportRow, put_move
from hemicycle.store.moves import Shift
from hemicycle.store.texts import Text, family_of
from hemicycle.store.writing import set_state
from hemicycle_protocol import moderation as m
from hemicycle_protocol.commands import CommandBody
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.events import EventBody
from hemicycle_protocol.moderation import AppealOutcome, ItemState, ModerationAct
from hemicycle_protocol.moderation_item import Item
from hemicycle_protocol.views import Phase, ProcessView, Role, You

Decide = Callable[[Item, str, int], Move]
# Reports of one person in an hour: more is no reading.
REPORTS_PER_HOUR = 30
HOUR_MS = 3_600_000


class Moderation:
    """The handlers of moderation."""

    def __init__(self, forum: Forum, database: Database, hub: Hub) -> None:
        self._forum = forum
        self._rows = database.moderation
        self._texts = database.texts
        self._invitations = database.invitations
        self._hub = hub

    def handlers(self) -> dict[type[CommandBody], Handler]:
        """Who handles which command."""
        return {
            m.Report: self.report,
            m.BinItem: self.bin_item,
            m.RestoreItem: self.restore_item,
            m.KeepItem: self.keep_item,
            m.Appeal: self.appeal,
            m.DecideAppeal: self.decide_appeal,
            m.UndoModeration: self.undo,
            m.ClaimItem: self.claim,
        }

    # --- everybody ------------------------------------------------------------------------------

    async def report(self, caller: Caller, command: m.Report) -> Result:
        """Tell the moderators of a text; nothing else happens to it."""
        by = caller.permitted_in(process=command.process)
        note = rules.report_note(command.note)
        text, row = await self._row(command.process, command.target)
        if text.person == by.id:
            raise Refused(Code.FORBIDDEN, reason="own")
        if row.state in rules.HIDDEN:
            raise Refused(Code.CLOSED, state=row.state)
        at = caller.received_at
        if await self._rows.reports_since(by.id, at - HOUR_MS) >= REPORTS_PER_HOUR:
            raise Refused(Code.RATE_LIMITED, retry_after_ms=HOUR_MS)
        said = ReportRow(command.target, by.id, command.process, command.reason.value, note, at)
        first = await self._rows.report(row, said, urgency=rules.urgency)
        await self.show(command.process, at)
        return at, {"at": first}

    async def appeal(self, caller: Caller, command: m.Appeal) -> Result:
        """The author of a binned text asks another moderator."""
        said = rules.appeal_text(command.text)

        def decide(item: Item, by: str, now: int) -> Move:
            return rules.appeal(item, said, by=by, now=now)

        return await self._move(caller, command, command.process, command.target, decide)

    # --- moderators -----------------------------------------------------------------------------

    async def bin_item(self, caller: Caller, command: m.BinItem) -> Result:
        """Out of view, into the bin; its votes leave the counts."""

        def decide(item: Item, by: str, now: int) -> Move:
            return rules.bin_item(item, command, by=by, role=Role.MODERATOR, now=now)

        return await self._judge(caller, command, decide)

    async def restore_item(self, caller: Caller, command: m.RestoreItem) -> Result:
        """Back into view, with the votes it had."""

        def decide(item: Item, by: str, now: int) -> Move:
            return rules.restore_item(item, command, by=by, role=Role.MODERATOR, now=now)

        return await self._judge(caller, command, decide)

    async def keep_item(self, caller: Caller, command: m.KeepItem) -> Result:
        """The reports are answered; the text stays."""

        def decide(item: Item, by: str, now: int) -> Move:
            return rules.keep_item(item, command, by=by, role=Role.MODERATOR, now=now)

        return await self._judge(caller, command, decide)

    async def decide_appeal(self, caller: Caller, command: m.DecideAppeal) -> Result:
        """Another moderator answers the author."""

        def decide(item: Item, by: str, now: int) -> Move:
            return rules.decide_appeal(item, command, by=by, role=Role.MODERATOR, now=now)

        return await self._judge(caller, command, decide)

    async def undo(self, caller: Caller, command: m.UndoModeration) -> Result:
        """One's own last act on a text is taken back."""

        def decide(item: Item, by: str, now: int) -> Move:
            return rules.undo(item, command, by=by, role=Role.MODERATOR, now=now)

        return await self._judge(caller, command, decide)

    async def claim(self, caller: Caller, command: m.ClaimItem) -> Result:
        """Show the other moderators what one works on. Refused: `CLAIMED` (`name`, `until`)."""
        by = caller.permitted_in(process=command.process)
        _, row = await self._row(command.process, command.target)
        at = caller.received_at
        claimed = rules.claim(row, on=command.on, by=by.id, name=by.name, now=at)
        await self._rows.claim(claimed)
        await self.show(command.process, at)
        return at, {"until": claimed.claimed_until}

    # --- by an author who leaves ----------------------------------------------------------------

    async def retire(self, text: Text, *, now: int) -> None:
        """A text is taken back for good by its author: blank, out of view, its votes out of the counts."""
        _, before = await self._row(text.process, text.target)
        if before.state == ItemState.RETIRED:
            return
        after, fact = rules.retire(before, now=now)
        move = put_move(before, after, line_of(fact, at=now), urgency=rules.urgency)
        log = process_log(text.process)
        decision: Decision[None] = Decision(
            [Emit(log, fact)],
            [move, blank_text(text.target), set_state(text.target, after.state)],
            ballots=_shifts(before, after),
        )
        await self._forum.journal.decide([log], lambda at: decision, now=now, actor=None)
        await self.show(text.process, now)

    async def is_open(self, process: str, phase: Phase, *, now: int) -> bool:
        """Whether a phase of a process is open; no for a process that does not exist."""
        if not await self._forum.journal.finds(process_log(process)):
            return False
        return is_open(plan_of(self._forum.journal.process(process), phase), at=now)

    # --- how ------------------------------------------------------------------------------------

    async def _judge(
        self,
        caller: Caller,
        command: m.BinItem | m.RestoreItem | m.KeepItem | m.DecideAppeal | m.UndoModeration,
        decide: Decide,
    ) -> Result:
        await self.check_no_host(caller, command.process)
        return await self._move(caller, command, command.process, command.target, decide)

    async def _move(
        self,
        caller: Caller,
        command: CommandBody,
        process: str,
        target: str,
        decide: Decide,
    ) -> Result:
        """Decide on the row as it stands, and write the fact, the row and what happens to the votes."""
        caller.permitted_in(process=process)
        _, before = await self._row(process, target)

        def decided(by: You, view: ProcessView, now: int) -> Decision[Item]:
            after, fact = decide(before, by.id, now)
            writes = [put_move(before, after, line_of(fact, at=now), urgency=rules.urgency)]
            shifts = _shifts(before, after)
            if shifts:
                writes.append(set_state(target, state_of(after)))
            return Decision([Emit(process_log(process), fact)], writes, after, ballots=shifts)

        made = await self._forum.act(caller, command, process, decided, lock=())
        await self.show(process, made.at)
        return made.at, {"state": made.result.state, "version": made.result.version}

    async def _row(self, process: str, target: str) -> tuple[Text, Item]:
        """A text of the process, and how it stands, which is untouched if nobody minded it yet."""
        text = (await self._texts.several([target])).get(target)
        if text is None or text.process != process:
            raise Refused(Code.NOT_FOUND, target=target)
        known = (await self._rows.several([target])).get(target)
        item = known or Item(target, process, text.person)
        return text, item if item.state in rules.HIDDEN else item._replace(shown_as=text.state)

    async def check_no_host(self, caller: Caller, process: str) -> None:
        """Host and moderator are different people (rule MD12)."""
        if caller.you is not None and await self._invitations.has_hosted(caller.you.id, process):
            raise Refused(Code.FORBIDDEN, reason="host")

    async def show(self, process: str, at: int) -> None:
        """Tell the desks how much waits, and that something moved."""
        waiting, appeals = await self._rows.counts(process)
        desk = {"waiting": waiting, "appeals": appeals, "at": at}
        self._hub.publish_board(f"process/{process}/board", {"desk": desk})


def state_of(row: Item) -> str:
    """The state of a text in its own table: moderation's while it is out of view, else what it was."""
    return row.state if row.state in rules.HIDDEN else row.shown_as


def line_of(fact: EventBody, *, at: int) -> Line:
    """What the register says of a fact."""
    match fact:
        case m.ItemBinned():
            role, reports = fact.role, fact.reports
            return Line(at, ModerationAct.BIN, fact.target, fact.reason, fact.explanation, role, reports)
        case m.ItemRestored():
            act = ModerationAct.RESTORE
            return Line(at, act, fact.target, None, fact.explanation, fact.role)
        case m.ItemKept():
            act, reports = ModerationAct.KEEP, fact.reports
            return Line(at, act, fact.target, None, fact.explanation, fact.role, reports)
        case m.AppealFiled():
            return Line(at, ModerationAct.APPEAL, fact.target)
        case m.AppealDecided():
            upheld = fact.outcome is AppealOutcome.UPHELD
            act = ModerationAct.UPHOLD if upheld else ModerationAct.OVERTURN
            return Line(at, act, fact.target, None, fact.explanation, fact.role)
        case m.ModerationUndone():
            return Line(at, ModerationAct.UNDO, fact.target, None, "", fact.role)
        case m.ItemRetired():
            return Line(at, ModerationAct.RETIRE, fact.target)
    raise AssertionError(fact)


def _shifts(before: Item, after: Item) -> list[Shift]:
    """What becomes of the votes on a text and what stands under it: they go and come back with it."""
    was, is_ = before.state in rules.HIDDEN, after.state in rules.HIDDEN
    return [] if was == is_ else [Shift(family_of(before.target), before.target, back=was)]
