"""The acts of editors who sort the arguments of a proposition into families.

A move is decided on the table as it is now: it is read with the head of its log, and decided again on a
fresh one if somebody else's move came between. The rules of moves are in `core`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from hemicycle.core import families, sorting
from hemicycle.core.emit import Emit
from hemicycle.core.sorting import Change, Table
from hemicycle.core.synthesis import check_work, synthesis_log
from hemicycle.services.kernel.caller import Caller
from hemicycle.services.kernel.decision import Decision, patiently
from hemicycle.services.kernel.forum import Forum
from hemicycle.services.kernel.room import Result
from hemicycle.store.errors import Overtaken
from hemicycle.store.families import Families, Worked, put_change
from hemicycle_protocol import synthesis as s
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.views import ProcessView, You

from .tables import tables_of

Decide = Callable[[Table], Change]
OnTable = (
    s.CreateFamily
    | s.ChangeFamily
    | s.MergeFamilies
    | s.DeleteFamily
    | s.PlaceArgument
    | s.PlaceArguments
    | s.IgnoreArguments
    | s.UnplaceArguments
)


class Workshop:
    """Reads the work on a process together with where its log stands."""

    def __init__(self, forum: Forum, families: Families) -> None:
        self.forum = forum
        self._families = families

    async def work(self, caller: Caller, process: str, proposition: str | None = None) -> Worked:
        """The work as it is now; this node's view of its log is at least as new."""
        caller.permitted_in(process=process)
        worked = await self._families.work(process, proposition)
        await self.forum.journal.refresh(synthesis_log(process))
        return worked

    def check_fresh(self, process: str, worked: Worked) -> None:
        """Pass if nobody moved anything since the work was read; else `Overtaken`."""
        if self.forum.journal.head(synthesis_log(process)) != worked.head:
            raise Overtaken


class Sorting:
    """The handlers of commands on tables."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop
        self._forum = workshop.forum

    async def create_family(self, caller: Caller, command: s.CreateFamily) -> Result:
        """A new family; the same person and key make it once (SPEC C5)."""
        id_ = family_id(command.process, caller.you.id if caller.you else "", command.key)

        def decide(table: Table) -> Change:
            if id_ in table.families:
                return Change()
            return families.create(
                table,
                id=id_,
                side=command.side,
                title=command.title,
                summary=command.summary,
                arguments=command.arguments,
                source=command.source,
            )

        return await self._move(caller, command, decide, family=id_)

    async def change_family(self, caller: Caller, command: s.ChangeFamily) -> Result:
        """Other words, another position."""

        def decide(table: Table) -> Change:
            return families.change(
                table,
                command.family,
                command.version,
                title=command.title,
                summary=command.summary,
                position=command.position,
            )

        return await self._move(caller, command, decide, version=command.version + 1)

    async def merge_families(self, caller: Caller, command: s.MergeFamilies) -> Result:
        """One of two is gone."""
        return await self._move(
            caller, command, lambda t: families.merge(t, command.family, command.version, command.into)
        )

    async def delete_family(self, caller: Caller, command: s.DeleteFamily) -> Result:
        """An empty one is gone."""
        return await self._move(
            caller, command, lambda t: families.delete(t, command.family, command.version)
        )

    async def place_argument(self, caller: Caller, command: s.PlaceArgument) -> Result:
        """All places of one argument."""
        return await self._move(
            caller, command, lambda t: sorting.place(t, command.argument, command.version, command.places)
        )

    async def place_arguments(self, caller: Caller, command: s.PlaceArguments) -> Result:
        """Several into one family."""
        arguments, family, source = command.arguments, command.family, command.source
        return await self._move(caller, command, lambda t: sorting.place_all(t, arguments, family, source))

    async def ignore_arguments(self, caller: Caller, command: s.IgnoreArguments) -> Result:
        """Several into none, for a reason."""
        arguments, reason, note = command.arguments, command.reason, command.note
        return await self._move(caller, command, lambda t: sorting.ignore(t, arguments, reason, note))

    async def unplace_arguments(self, caller: Caller, command: s.UnplaceArguments) -> Result:
        """Several back to be read."""
        return await self._move(caller, command, lambda t: sorting.unplace(t, command.arguments))

    async def _move(self, caller: Caller, command: OnTable, decide: Decide, **result: object) -> Result:
        return await patiently(lambda: self._decide(caller, command, decide)), result

    async def _decide(self, caller: Caller, command: OnTable, decide: Decide) -> int:
        process, proposition = command.process, command.proposition
        worked = await self._workshop.work(caller, process, proposition)
        log = synthesis_log(process)

        def decide_move(by: You, view: ProcessView, now: int) -> Decision[None]:
            check_work(view, at=caller.received_at)
            if not worked.propositions:
                raise Refused(Code.NOT_FOUND, proposition=proposition)
            self._workshop.check_fresh(process, worked)
            (table,) = tables_of(worked)
            change = decide(table)
            facts = [] if change == Change() else [Emit(log, s.SynthesisChanged(proposition))]
            return Decision(facts, [put_change(process, proposition, *change)])

        made = await self._forum.act(caller, command, process, decide_move, logs=[log], lock=[log])
        return made.at


def family_id(process: str, person: str, key: str) -> str:
    """The id of the family that this person makes with this key: making it twice names the same one."""
    digest = hashlib.blake2b("\0".join((process, person, key)).encode(), digest_size=9)
    return "f" + digest.hexdigest()
