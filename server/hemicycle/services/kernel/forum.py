"""An act in a process: roles, phase, decision, facts and rows. The shape that all six phases share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from hemicycle.core.emit import process_log
from hemicycle.core.permissions import OF_ONE_DEBATE, check_process_permitted, check_signed_in
from hemicycle.core.visibility import check_visible
from hemicycle.store.ballots import Choices
from hemicycle.store.members import Members
from hemicycle_protocol.commands import CommandBody
from hemicycle_protocol.views import ProcessView, Role, You

from .caller import Caller
from .decision import Decision, Made
from .journal import Journal

T = TypeVar("T")


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
        decide: Callable[[You, ProcessView, int], Decision[T]],
        *,
        logs: Sequence[str] = (),
        lock: Sequence[str] | None = None,
    ) -> Made[T]:
        """Decide and append; the rule is asked with each decision.

        `lock=()` for acts of many people that need not see each other: they do not wait for one another.

        Raises:
            Refused: `SIGN_IN`, `NOT_FOUND`, `FORBIDDEN`, `NOT_OPEN`, `CLOSED`, or what `decide` or its writes
                refuse.
        """
        permit = await self._permits(caller, command, process)
        return await self.journal.decide(
            [process_log(process), *logs],
            lambda now: decide(*permit(), now),
            now=caller.received_at,
            actor=None,
            lock=lock,
        )

    async def act_on_counts(
        self,
        caller: Caller,
        command: CommandBody,
        process: str,
        decide: Callable[[You, ProcessView, int, Choices], Decision[T]],
        *,
        logs: Sequence[str] = (),
    ) -> Made[T]:
        """The same with the final counts of the process's ballots, for what hangs on who has voted."""
        permit = await self._permits(caller, command, process)
        return await self.journal.decide_on_counts(
            [process_log(process), *logs],
            lambda now, counts: decide(*permit(), now, counts),
            now=caller.received_at,
            actor=None,
        )

    async def _permits(
        self, caller: Caller, command: CommandBody, process: str
    ) -> Callable[[], tuple[You, ProcessView]]:
        """Asks the rule of the process as it is by then."""
        by = check_signed_in(caller.you)
        await self.visible(by, process)
        roles = await self.roles(by, process)

        def permit() -> tuple[You, ProcessView]:
            view = self.journal.process(process)
            check_process_permitted(command, roles, view, at=caller.received_at)
            return by, view

        return permit
