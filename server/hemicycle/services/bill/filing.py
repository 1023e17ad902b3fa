"""What happens to a bill in parliament: its filing and later steps, each a fact that supporters are told."""

from __future__ import annotations

from collections.abc import Callable

from hemicycle.core import bill as rules
from hemicycle.core.bill import bill_of
from hemicycle.core.emit import Emit, process_log
from hemicycle.services.kernel.acts import Handler
from hemicycle.services.kernel.caller import Caller
from hemicycle.services.kernel.decision import Decision
from hemicycle.services.kernel.forum import Forum
from hemicycle.services.kernel.room import Result
from hemicycle.services.mobilisation.news import Newsroom
from hemicycle_protocol import bill as b
from hemicycle_protocol.commands import CommandBody
from hemicycle_protocol.views import ProcessView, You

from .drafting import Drafting, id_of

Fact = b.BillStepAdded | b.BillStepCorrected


class Filing:
    """The handlers of those who follow the bill through parliament."""

    def __init__(self, forum: Forum, drafting: Drafting, newsroom: Newsroom) -> None:
        self._forum = forum
        self._drafting = drafting
        self._newsroom = newsroom

    def handlers(self) -> dict[type[CommandBody], Handler]:
        """Which command it handles by what."""
        return {b.FileBill: self.file, b.AddBillStep: self.add, b.CorrectBillStep: self.correct}

    async def file(self, caller: Caller, command: b.FileBill) -> Result:
        """The bill was filed; again with the same key changes nothing."""
        id_ = id_of(caller, command.process, command.key)
        text = await self._drafting.published(command.process)
        missing = [] if text is None else await self._drafting.owed_in(command.process, text)

        def decide(view: ProcessView, now: int) -> Fact | None:
            if _is_told(view, id_):
                return None
            rules.check_nothing_owed(missing)
            return rules.file(bill_of(view), command, id=id_, now=now)

        return await self._tell(caller, command, command.process, decide, {"step": id_})

    async def add(self, caller: Caller, command: b.AddBillStep) -> Result:
        """A later step; again with the same key changes nothing."""
        id_ = id_of(caller, command.process, command.key)

        def decide(view: ProcessView, now: int) -> Fact | None:
            if _is_told(view, id_):
                return None
            return rules.add_step(bill_of(view), command, id=id_, now=now)

        return await self._tell(caller, command, command.process, decide, {"step": id_})

    async def correct(self, caller: Caller, command: b.CorrectBillStep) -> Result:
        """A step told as it should have been."""

        def decide(view: ProcessView, now: int) -> Fact:
            return rules.correct_step(bill_of(view), command, now=now)

        result: dict[str, object] = {"version": command.version + 1}
        return await self._tell(caller, command, command.process, decide, result)

    async def _tell(
        self,
        caller: Caller,
        command: CommandBody,
        process: str,
        decide: Callable[[ProcessView, int], Fact | None],
        result: dict[str, object],
    ) -> Result:
        def decided(_: You, view: ProcessView, now: int) -> Decision[None]:
            fact = decide(view, now)
            if fact is None:
                return Decision([])
            return Decision([Emit(process_log(process), fact)], [self._newsroom.keep(view, [fact], now=now)])

        made = await self._forum.act(caller, command, process, decided)
        return made.at, result


def _is_told(view: ProcessView, step: str) -> bool:
    return any(known.id == step for known in bill_of(view).steps)
