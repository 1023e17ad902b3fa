"""An act in a debate: permission, decision, facts. The shape that all commands on a debate's logs share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from hemicycle.core.debate import decide_debate
from hemicycle.core.emit import Emit, debate_log, on_debate
from hemicycle.core.permissions import check_permitted
from hemicycle.store.connections import Write
from hemicycle_protocol.commands import CommandBody
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.views import You

from .caller import Caller
from .journal import AppendAfter, Journal, Made

T = TypeVar("T")
Result = tuple[int, dict[str, object]]


class Room:
    """Decides commands on the logs of debates."""

    def __init__(self, journal: Journal, new_id: Callable[[], str]) -> None:
        self.journal = journal
        self.new_id = new_id

    def permit(self, caller: Caller, command: CommandBody, debate: str) -> You:
        """The person, if the table lets them do this in the debate's present state."""
        state = self.journal.debate(debate).state
        check_permitted(command, caller.you, debate=debate, state=state)
        assert caller.you is not None
        return caller.you

    async def check(
        self, caller: Caller, command: CommandBody, debate: str, check: Callable[[You], T], *logs: str
    ) -> T:
        """What `check` finds for a permitted person, without writing anything."""
        return await self.journal.check(
            [debate_log(debate), *logs], lambda: check(self.permit(caller, command, debate))
        )

    async def act(
        self,
        caller: Caller,
        command: CommandBody,
        debate: str,
        decide: Callable[[You, int], Sequence[Emit]],
        *,
        logs: Sequence[str] = (),
        lock: Sequence[str] | None = None,
        also: Write | None = None,
    ) -> Made:
        """Decide and append; permission is asked again each time the decision is."""
        return await self.journal.decide(
            [debate_log(debate), *logs],
            lambda now: decide(self.permit(caller, command, debate), now),
            now=caller.received_at,
            actor=None if caller.you is None else caller.you.id,
            lock=lock,
            also=also,
        )

    async def act_closing(
        self,
        caller: Caller,
        command: CommandBody,
        debate: str,
        decide: Callable[[You, int], Sequence[Emit]],
        append: AppendAfter,
        *,
        logs: Sequence[str] = (),
        also: Write | None = None,
    ) -> Made:
        """The same within the transaction of `append`, for what closes polls."""
        return await self.journal.decide_alone(
            [debate_log(debate), *logs],
            lambda now: decide(self.permit(caller, command, debate), now),
            append,
            now=caller.received_at,
            actor=None if caller.you is None else caller.you.id,
            also=also,
        )

    async def act_alone(self, caller: Caller, command: CommandBody, *, also: Write | None = None) -> Result:
        """An act that touches the public log of its debate only."""
        debate = debate_of(command)
        new_id = self.new_id()

        def decide(by: You, now: int) -> list[Emit]:
            view = self.journal.debate(debate)
            return on_debate(debate, decide_debate(view, command, now=now, by=by, new_id=new_id))

        made = await self.act(caller, command, debate, decide, also=also)
        return made.at, {}


def debate_of(command: CommandBody) -> str:
    """The debate a command names; refused `INVALID` for one that names none."""
    debate = getattr(command, "debate", None)
    if not isinstance(debate, str):
        raise Refused(Code.INVALID, field="debate")
    return debate
