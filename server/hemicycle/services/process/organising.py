"""What organisers do: make a process, set it up, plan its phases, publish. Reading is left to `setup`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hemicycle.core import organising
from hemicycle.core.consultation import plan_of
from hemicycle.core.emit import Emit, process_log
from hemicycle.core.process import empty_process, folded
from hemicycle.services.kernel.acts import Handler
from hemicycle.services.kernel.caller import Caller
from hemicycle.services.kernel.decision import Decision
from hemicycle.services.kernel.forum import Forum
from hemicycle.services.kernel.room import Result
from hemicycle.services.kernel.site import OwnSite, zones
from hemicycle.store import Conflict
from hemicycle.store.members import Membership, put_membership
from hemicycle.store.processes import put_process
from hemicycle_protocol import process as p
from hemicycle_protocol.commands import CommandBody
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.events import EventBody
from hemicycle_protocol.views import Phase, ProcessView, Role

from .phases import follow, row_of
from .setup import Setup

Decide = Callable[[ProcessView, int], Sequence[EventBody]]


class Organising:
    """The handlers of commands on a process as a whole."""

    def __init__(self, forum: Forum, setup: Setup, site: OwnSite) -> None:
        self._forum = forum
        self._journal = forum.journal
        self._setup = setup
        self._site = site

    def handlers(self) -> dict[type[CommandBody], Handler]:
        """Which command goes where."""
        return {
            p.CreateProcess: self.create,
            p.ChangeProcess: self.change,
            p.PlanPhase: self.plan,
            p.ExtendPhase: self.extend,
            p.PublishProcess: self.publish,
        }

    async def create(self, caller: Caller, command: p.CreateProcess) -> Result:
        """A draft, with the caller as its organiser. Who repeats it finds what was made."""
        you, now = caller.by, caller.received_at
        fact = organising.create(command, now=now, zone=self._site.zone_of(None))
        log = process_log(command.process)
        view = folded(empty_process(command.process), [fact], at=now)
        rows = [
            put_process(row_of(view, created_at=now)),
            put_membership(Membership(view.id, you.id, Role.ORGANISER.value, now)),
        ]
        try:
            made: Decision[None] = Decision([Emit(log, fact)], rows)
            await self._journal.append(made, at=now, actor=None, expected={log: 0})
        except Conflict:
            await self._journal.load(log)
            there = self._journal.process(command.process)
            roles = await self._forum.roles(you, command.process)
            if not there.draft or there.title != fact.title or Role.ORGANISER not in roles:
                raise Refused(Code.DUPLICATE, field="process") from None
        return now, {"process": command.process}

    async def change(self, caller: Caller, command: p.ChangeProcess) -> Result:
        """Title, summary, commitment, zone, cover."""
        process = command.process
        at = await self._act(
            caller,
            command,
            process,
            lambda view, now: organising.change(view, command, now=now, zones=zones()),
        )
        return at, {"version": self._journal.process(process).version}

    async def plan(self, caller: Caller, command: p.PlanPhase) -> Result:
        """Instants of a phase that has not begun."""
        process = command.process
        at = await self._act(
            caller, command, process, lambda view, now: organising.plan(view, command, now=now)
        )
        return at, {"version": self._version(process, command.phase)}

    async def extend(self, caller: Caller, command: p.ExtendPhase) -> Result:
        """A later end of an open phase."""
        process = command.process
        at = await self._act(
            caller, command, process, lambda view, now: organising.extend(view, command, now=now)
        )
        return at, {"version": self._version(process, command.phase)}

    async def publish(self, caller: Caller, command: p.PublishProcess) -> Result:
        """Everybody may read it; what is open opens with it."""
        has_problem = await self._setup.has_problem(command.process)
        roles = await self._setup.roles_given(command.process)

        def decide(view: ProcessView, now: int) -> list[EventBody]:
            checks = organising.checks(view, now=now, has_problem=has_problem, roles=roles)
            return organising.publish(view, checks, now=now)

        return await self._act(caller, command, command.process, decide), {}

    def _version(self, process: str, phase: Phase) -> int:
        plan = plan_of(self._journal.process(process), phase)
        return 0 if plan is None else plan.version

    async def _act(self, caller: Caller, command: CommandBody, process: str, decide: Decide) -> int:
        """Decide on the process and let its row follow; the instant."""
        log = process_log(process)

        def decided(by: object, view: ProcessView, now: int) -> Decision[None]:
            facts = decide(view, now)
            return Decision([Emit(log, fact) for fact in facts], [follow(folded(view, facts, at=now))])

        return (await self._forum.act(caller, command, process, decided)).at
