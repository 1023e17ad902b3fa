"""The one place where it is asked whether somebody may do what they ask for: role, visibility, phase.

The tables are `core.permissions`. An act in a debate is asked about by its debate, an act in a process by its
process, which commands name, or by something that belongs to one. What can change until the act is written,
the state of the debate and the phase of the process, is looked at with each decision (`room`, `forum`).
"""

from __future__ import annotations

from hemicycle.core.blocks import is_writing
from hemicycle.core.electorate import OF_VOTERS
from hemicycle.core.emit import debate_log, process_log
from hemicycle.core.permissions import (
    LAWMAKERS,
    PERMISSIONS,
    PROCESS_PERMISSIONS,
    check_phase,
    check_role,
    check_signed_in,
    general_roles,
    roles_in,
)
from hemicycle.store.leavers import Mark
from hemicycle.store.rolls import Rolls
from hemicycle_protocol.commands import CommandBody
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.views import Electorate, You

from .caller import Caller, Permit
from .forum import Forum
from .roll import Roll
from .visibility import Visibility


def debate_named(command: CommandBody) -> str | None:
    """The debate that a command names, if it names one."""
    debate: str | None = getattr(command, "debate", None)
    return debate


class Rules:
    """Asks the rule of each act, once."""

    def __init__(self, forum: Forum, visibility: Visibility, roll: Roll, rolls: Rolls, mark: Mark) -> None:
        self._forum = forum
        self._roll = roll
        self._rolls = rolls
        self._mark = mark
        self._visibility = visibility
        # How the process is found of a command that does not name it.
        self._finders = {
            "argument": visibility.process_of_argument,
            "proposition": visibility.process_of_proposition,
            "debate": visibility.process_of_debate,
        }

    async def ask(self, caller: Caller, command: CommandBody) -> Caller:
        """The caller with the permit for this act.

        Raises:
            Refused: `SIGN_IN`, `NOT_FOUND` for what they may not know of, `FORBIDDEN`, `NOT_OPEN`, `CLOSED`,
                `BLOCKED` with `until`, `reason` and the `block`, `FORBIDDEN` (`reason` `roll`).
        """
        by = check_signed_in(caller.you)
        if type(command) in PROCESS_PERMISSIONS:
            permit = await self._ask_in_process(by, caller.received_at, command)
        else:
            permit = await self._ask_in_debate(by, command)
        if is_writing(command):
            self._check_block(by, permit, at=caller.received_at)
        if type(command) in OF_VOTERS:
            await self._check_roll(by, permit, command)
        return caller._replace(permit=permit)

    def _check_block(self, by: You, permit: Permit, *, at: int) -> None:
        """Pass for who may write in the process, of which the debate is one if there is one (MD19)."""
        process = self._process_of_permit(permit)
        block = None if process is None else self._roll.block_of(by.id, process, at=at)
        if block is not None:
            raise Refused(Code.BLOCKED, until=block.until, reason=block.reason.value, block=block.id)

    async def _check_roll(self, by: You, permit: Permit, command: CommandBody) -> None:
        """Pass for who takes part in the process (EL1): whoever may act, or who stands on its roll."""
        process = self._process_of_permit(permit)
        if process is None:
            return
        await self._forum.journal.load(process_log(process))
        if self._forum.journal.process(process).electorate is Electorate.MAIL:
            return
        # What makers of the process write in it is official, and theirs to write.
        if is_writing(command) and not LAWMAKERS.isdisjoint(await self._forum.roles(by, process)):
            return
        if by.debate is not None or not await self._rolls.holds(process, by.id, mark=self._mark):
            raise Refused(Code.FORBIDDEN, reason="roll")

    def _process_of_permit(self, permit: Permit) -> str | None:
        if permit.debate is not None:
            return self._forum.journal.debate(permit.debate).process
        return permit.process

    async def _ask_in_debate(self, by: You, command: CommandBody) -> Permit:
        debate = debate_named(command)
        if debate is not None:
            await self._visibility.debate(by, debate)
        roles = roles_in(by, debate)
        of_process = PERMISSIONS[type(command)].of_process
        if debate is not None and of_process and PERMISSIONS[type(command)].roles.isdisjoint(roles):
            journal = self._forum.journal
            await journal.load(debate_log(debate))
            roles |= of_process & await self._forum.roles(by, journal.debate(debate).process)
        check_role(command, roles)
        return Permit(by, debate=debate)

    async def _ask_in_process(self, by: You, at: int, command: CommandBody) -> Permit:
        forum, process = self._forum, await self._process_of(by, command)
        roles = general_roles(by)
        if PROCESS_PERMISSIONS[type(command)].roles.isdisjoint(roles):
            roles = await forum.roles(by, process)
        check_role(command, roles)
        view = forum.journal.process
        await forum.journal.check(
            [process_log(process)],
            lambda: check_phase(command, view(process), at=at),
        )
        return Permit(by, process=process)

    async def _process_of(self, by: You, command: CommandBody) -> str:
        """The process that a command names, or that of what it names. Refused: `NOT_FOUND`."""
        process: str | None = getattr(command, "process", None)
        if process is not None:
            await self._visibility.process(by, process)
            return process
        name, find = next((name, find) for name, find in self._finders.items() if hasattr(command, name))
        return await find(by, getattr(command, name))
