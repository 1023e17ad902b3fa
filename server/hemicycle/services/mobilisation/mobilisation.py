"""Public support of a bill: giving and withdrawing it, what is promised at which numbers, and the list.

A support is a ballot, counted like every other; what is said beside it is a row that goes with it.
"""

from __future__ import annotations

from collections.abc import Callable

from hemicycle.core import mobilisation as rules
from hemicycle.core.bill import bill_of
from hemicycle.core.consultation import is_open, plan_of
from hemicycle.core.emit import Emit, process_log
from hemicycle.core.mobilisation import mobilisation_of
from hemicycle.core.text import clean, required
from hemicycle.services.kernel.acts import Handler
from hemicycle.services.kernel.ballots import SUPPORT, Ballots
from hemicycle.services.kernel.caller import Caller
from hemicycle.services.kernel.decision import Decision
from hemicycle.services.kernel.forum import Forum
from hemicycle.services.kernel.room import Result
from hemicycle.store import Database, Write
from hemicycle.store.supports import HOUR_MS, SupportRow, forget_supporter, hide_message, target_of
from hemicycle_protocol import mobilisation as m
from hemicycle_protocol.commands import CommandBody
from hemicycle_protocol.errors import Code, Refused, changed
from hemicycle_protocol.marks import limit_of
from hemicycle_protocol.views import Phase, ProcessView, You

from .news import Newsroom

REASON_CHARACTERS = limit_of(m.HideSupportMessage, "reason")


class Mobilisation:
    """The handlers of supporters, of those who promise, and of moderators of the list."""

    def __init__(
        self,
        forum: Forum,
        database: Database,
        ballots: Ballots,
        newsroom: Newsroom,
        new_id: Callable[[], str],
    ) -> None:
        self._forum = forum
        self._database = database
        self._supports = database.supports
        self._ballots = ballots
        self._newsroom = newsroom
        self._new_id = new_id

    def handlers(self) -> dict[type[CommandBody], Handler]:
        """Which command it handles by what."""
        return {
            m.SupportBill: self.support,
            m.WithdrawSupport: self.withdraw,
            m.SetThresholds: self.set_thresholds,
            m.HideSupportMessage: self.hide,
        }

    async def support(self, caller: Caller, command: m.SupportBill) -> Result:
        """Support the published bill, or say anew how."""
        by = caller.permitted_in(process=command.process)
        view = self._forum.journal.process(command.process)
        if not bill_of(view).published:
            await self._forum.journal.refresh(process_log(command.process))
            view = self._forum.journal.process(command.process)
        if not bill_of(view).published:
            raise Refused(Code.NOT_OPEN, field="published")
        message = rules.check_message(command.message, public=command.public)
        voter, cast = await self._ballots.support_bill(caller, command.process, SUPPORT, command.seq)
        if cast.choice is None:  # a newer press of theirs has withdrawn it
            return cast.at, {"on": False, "at": cast.at}
        shown = await self.count(command.process)
        name = clean(by.name) if command.public else ""
        row = SupportRow(
            command.process,
            by.id,
            self._new_id(),
            command.public,
            name,
            message,
            command.news,
            command.seq,
            cast.at // HOUR_MS * HOUR_MS,  # what is public tells no instant by which a vote could be known
        )
        await self._supports.put(row, voter=voter, shown=shown)
        if cast.changed:
            await self.cross(command.process, shown, now=caller.received_at)
        return caller.received_at, {"on": True, "at": cast.at}

    async def withdraw(self, caller: Caller, command: m.WithdrawSupport) -> Result:
        """Withdraw the support, with everything said beside it.

        It is off the list before it is off the counter, and once more after: a support that was on its way
        may have come in between.
        """
        by = caller.permitted_in(process=command.process)
        await self._supports.drop(command.process, by.id, seq=command.seq)
        _, cast = await self._ballots.support_bill(caller, command.process, None, command.seq)
        await self._supports.drop(command.process, by.id, seq=command.seq)
        return cast.at, {"on": cast.choice is not None, "at": cast.at}

    async def set_thresholds(self, caller: Caller, command: m.SetThresholds) -> Result:
        """Say what is promised; what the present number reaches is crossed at once."""

        def decide(_: You, view: ProcessView, now: int) -> Decision[int]:
            fact = rules.set_thresholds(mobilisation_of(view), command.thresholds, version=command.version)
            return Decision([Emit(process_log(view.id), fact)], result=fact.version)

        made = await self._forum.act(caller, command, command.process, decide)
        await self.cross(command.process, await self.count(command.process), now=made.at)
        return made.at, {"version": made.result}

    async def hide(self, caller: Caller, command: m.HideSupportMessage) -> Result:
        """Take a message off the list for a reason that is public, or show it again."""
        caller.permitted_in(process=command.process)
        reason = required(command.reason, field="reason", limit=REASON_CHARACTERS) if command.on else ""
        row = await self._supports.by_id(command.support)
        if row is None or row.process != command.process or not row.public or not row.message:
            raise Refused(Code.NOT_FOUND, support=command.support)
        if (row.hidden is not None) == command.on:
            raise changed(state={"hidden": row.hidden or ""})

        fact = m.SupportMessageHidden(command.support, reason, command.on)
        hidden = hide_message(command.support, reason if command.on else None)

        def decide(_: You, view: ProcessView, now: int) -> Decision[None]:
            return Decision([Emit(process_log(view.id), fact)], [hidden])

        made = await self._forum.act(caller, command, command.process, decide)
        return made.at, {}

    async def export_of(self, person: str) -> object:
        """What is kept beside one's supports, for a copy of one's data."""
        return [row._asdict() for row in await self._supports.of_person(person)]

    async def erase(self, person: str, with_content: bool) -> Write:
        """What was said beside supports goes with the account, either way; the ballots are the box's."""
        return forget_supporter(person)

    async def count(self, process: str) -> int:
        """How many support the bill now."""
        return await self._database.ballots.count(process, target_of(process), SUPPORT)

    async def cross(self, process: str, count: int, *, now: int) -> None:
        """Tell which thresholds this number reaches for the first time; each is told once, by one node."""
        journal = self._forum.journal
        await journal.load(process_log(process))
        if not rules.crossings(mobilisation_of(journal.process(process)), count):
            return

        def decide(at: int) -> Decision[None]:
            view = journal.process(process)
            facts = rules.crossings(mobilisation_of(view), count)
            told = self._newsroom.keep(view, facts, now=at)
            return Decision([Emit(process_log(process), fact) for fact in facts], [told])

        await journal.decide([process_log(process)], decide, now=now, actor=None)

    async def watch(self, now: int) -> None:
        """Remember the number of each open mobilisation, and cross what a node that died could not."""
        for row, _ in await self._database.processes.all():
            view = await self._loaded(row.id)
            if is_open(plan_of(view, Phase.MOBILISATION), at=now) and bill_of(view).published:
                count = await self.count(row.id)
                await self._supports.sample(row.id, shown=count, at=now)
                await self.cross(row.id, count, now=now)

    async def _loaded(self, process: str) -> ProcessView:
        await self._forum.journal.load(process_log(process))
        return self._forum.journal.process(process)
