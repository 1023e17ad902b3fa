"""An act in a debate: permission, decision, facts. The shape that all commands on a debate's logs share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from hemicycle.core.debate import decide_debate
from hemicycle.core.emit import debate_log, on_debate
from hemicycle.core.permissions import check_state
from hemicycle.store.ballots import Choices
from hemicycle.store.connections import Write
from hemicycle_protocol.commands import CommandBody
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.views import You

from .caller import Caller
from .decision import Decision, Made
from .journal import Journal

T = TypeVar("T")
Result = tuple[int, dict[str, object]]


class Room:
    """Decides commands on the logs of debates."""

    def __init__(self, journal: Journal, new_id: Callable[[], str]) -> None:
        self.journal = journal
        self.new_id = new_id

    def _permitted(self, caller: Caller, command: CommandBody, debate: str) -> You:
        """The person with the permit, if the act is for the debate's present state."""
        by = caller.permitted_in(debate=debate)
        check_state(command, self.journal.debate(debate).state)
        return by

    async def check(
        self, caller: Caller, command: CommandBody, debate: str, check: Callable[[You], T], *logs: str
    ) -> T:
        """What `check` finds for a caller with a permit, without writing anything."""
        return await self.journal.check(
            [debate_log(debate), *logs], lambda: check(self._permitted(caller, command, debate))
        )

    async def act(
        self,
        caller: Caller,
        command: CommandBody,
        debate: str,
        decide: Callable[[You, int], Decision[T]],
        *,
        logs: Sequence[str] = (),
        lock: Sequence[str] | None = None,
    ) -> Made[T]:
        """Decide and append, for a caller with a permit; the state is looked at with each decision."""
        return await self.journal.decide(
            [debate_log(debate), *logs],
            lambda now: decide(self._permitted(caller, command, debate), now),
            now=caller.received_at,
            actor=None if caller.you is None else caller.you.id,
            lock=lock,
        )

    async def act_on_counts(
        self,
        caller: Caller,
        command: CommandBody,
        debate: str,
        decide: Callable[[You, int, Choices], Decision[T]],
        *,
        logs: Sequence[str] = (),
    ) -> Made[T]:
        """The same with the final counts of the debate's ballots, for what closes polls."""
        return await self.journal.decide_on_counts(
            [debate_log(debate), *logs],
            lambda now, counts: decide(self._permitted(caller, command, debate), now, counts),
            now=caller.received_at,
            actor=None if caller.you is None else caller.you.id,
        )

    async def act_alone(
        self, caller: Caller, command: CommandBody, *, writes: Sequence[Write] = ()
    ) -> Result:
        """An act that touches the public log of its debate only, and rows that follow it."""
        debate = debate_of(command)
        new_id = self.new_id()

        def decide(by: You, now: int) -> Decision[None]:
            view = self.journal.debate(debate)
            facts = decide_debate(view, command, now=now, by=by, new_id=new_id)
            return Decision(on_debate(debate, facts), writes)

        made = await self.act(caller, command, debate, decide)
        return made.at, {}


def debate_of(command: CommandBody) -> str:
    """The debate a command names; refused `INVALID` for one that names none."""
    debate = getattr(command, "debate", None)
    if not isinstance(debate, str):
        raise Refused(Code.INVALID, field="debate")
    return debate
