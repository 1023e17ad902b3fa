"""An act in a process: roles, phase, decision, facts and rows. The shape that all six phases share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from hemicycle.core.emit import process_log
from hemicycle.core.permissions import check_phase, ends_soon, general_roles
from hemicycle.store.ballots import Choices
from hemicycle.store.members import Members
from hemicycle_protocol.commands import CommandBody
from hemicycle_protocol.views import ProcessView, Role, You

from .caller import Caller
from .decision import Decision, Made
from .journal import Journal

T = TypeVar("T")


class Forum:
    """Decides acts on the logs of processes; who has which role in one."""

    def __init__(self, journal: Journal, members: Members, new_id: Callable[[], str]) -> None:
        self.journal = journal
        self.new_id = new_id
        self._members = members

    async def roles(self, you: You | None, process: str) -> frozenset[Role]:
        """The roles that count in a process; everybody is a viewer, a guest of a debate no more."""
        if you is None:
            return frozenset({Role.VIEWER})
        here = {Role(role) for role in await self._members.roles(process, you.id)}
        return general_roles(you) | here

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
        """Decide and append, for a caller with a permit (`rules`); the phase is looked at with each decision.

        `lock=()` for acts of many people that need not see each other: they do not wait for one another.

        Raises:
            Refused: `NOT_OPEN`, `CLOSED`, or what `decide` or its writes refuse.
        """
        permitted = self._permitted(caller, command, process)
        if lock is not None and ends_soon(command, self.journal.process(process), at=caller.received_at):
            lock = None  # what is held up until after the end must see that it is over
        return await self.journal.decide(
            [process_log(process), *logs],
            lambda now: decide(*permitted(), now),
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
        permitted = self._permitted(caller, command, process)
        return await self.journal.decide_on_counts(
            [process_log(process), *logs],
            lambda now, counts: decide(*permitted(), now, counts),
            now=caller.received_at,
            actor=None,
        )

    def _permitted(
        self, caller: Caller, command: CommandBody, process: str
    ) -> Callable[[], tuple[You, ProcessView]]:
        """The person with the permit and the process, if its phase is open by then."""
        by = caller.permitted_in(process=process)

        def permit() -> tuple[You, ProcessView]:
            view = self.journal.process(process)
            check_phase(command, view, at=caller.received_at)
            return by, view

        return permit
