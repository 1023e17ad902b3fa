"""An act in a process: roles, phase, decision, facts and rows. The shape that all six phases share."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hemicycle.core.emit import Emit, process_log
from hemicycle.core.permissions import OF_ONE_DEBATE, check_process_permitted, check_signed_in
from hemicycle.core.visibility import check_visible
from hemicycle.store.connections import Write
from hemicycle.store.members import Members
from hemicycle_protocol.commands import CommandBody
from hemicycle_protocol.views import ProcessView, Role, You

from .caller import Caller
from .journal import AppendAfter, Journal, Made


class Forum:
    """Decides acts on the logs of processes, and who reads what of them."""

    def __init__(self, journal: Journal, members: Members, new_id: Callable[[], str]) -> None:
        self.journal = journal
        self.new_id = new_id
        self._members = members

    async def roles(self, you: You | None, process: str) -> frozenset[Role]:
        """The roles that count in a process; everybody is a viewer, a guest of a debate no more."""
        if you is None:
            return frozenset({Role.VIEWER})
        general = {role for role in you.roles if role not in OF_ONE_DEBATE}
        here = {Role(role) for role in await self._members.roles(process, you.id)}
        return frozenset(general | here | {Role.VIEWER})

    async def visible(self, you: You | None, process: str) -> ProcessView:
        """The process, as far as `you` may know of it.

        Raises:
            Refused: `NOT_FOUND` if there is none, or none for them.
        """
        await self.journal.load(process_log(process))
        view = self.journal.process(process)
        if view.draft:
            await self.journal.refresh(process_log(process))
            view = self.journal.process(process)
            check_visible(view, await self.roles(you, process))
        return view

    async def permit(self, caller: Caller, command: CommandBody, process: str) -> You:
        """The person, if the table lets them do this now, for an act that appends nothing here.

        Raises:
            Refused: as `act`, but for what is decided.
        """
        by = check_signed_in(caller.you)
        await self.visible(by, process)
        roles = await self.roles(by, process)

        def check() -> None:
            check_process_permitted(command, roles, self.journal.process(process), at=caller.received_at)

        await self.journal.check([process_log(process)], check)
        return by

    async def act(
        self,
        caller: Caller,
        command: CommandBody,
        process: str,
        decide: Callable[[You, ProcessView, int], Sequence[Emit]],
        *,
        logs: Sequence[str] = (),
        lock: Sequence[str] | None = None,
        also: Write | None = None,
        append: AppendAfter | None = None,
    ) -> Made:
        """Decide and append, with `also` in the same transaction; the rule is asked with each decision.

        With `append`, within its transaction, which does more than append. `lock=()` for acts of many people
        that need not see each other: they do not wait for one another.

        Raises:
            Refused: `SIGN_IN`, `NOT_FOUND`, `FORBIDDEN`, `NOT_OPEN`, `CLOSED`, or what `decide` or `also`
                refuses.
        """
        by = check_signed_in(caller.you)
        await self.visible(by, process)
        roles = await self.roles(by, process)

        def decided(now: int) -> Sequence[Emit]:
            view = self.journal.process(process)
            check_process_permitted(command, roles, view, at=caller.received_at)
            return decide(by, view, now)

        if append is not None:
            return await self.journal.decide_alone(
                [process_log(process), *logs],
                decided,
                append,
                now=caller.received_at,
                actor=None,
                also=also,
            )
        return await self.journal.decide(
            [process_log(process), *logs],
            decided,
            now=caller.received_at,
            actor=None,
            lock=lock,
            also=also,
        )
