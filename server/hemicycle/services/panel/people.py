"""The acts of citizens on a panel: apply, withdraw, contest the pool, answer an invitation by its link."""

from __future__ import annotations

from hemicycle.auth.invitations import token_hash
from hemicycle.clock import Clock
from hemicycle.core.emit import Emit, debate_log, person_log, process_log
from hemicycle.core.names import required_name
from hemicycle.core.panel import seating, steps
from hemicycle.core.panel.application import (
    CHALLENGE_CHARACTERS,
    application,
    check_challengeable,
    check_open,
)
from hemicycle.core.text import required_lines
from hemicycle.services.kernel.acts import Handler
from hemicycle.services.kernel.caller import Caller
from hemicycle.services.kernel.decision import Decision, Made, patiently
from hemicycle.services.kernel.forum import Forum
from hemicycle.services.kernel.room import Result
from hemicycle.store import Write
from hemicycle.store.panels import (
    ChallengeRow,
    PanelPersonRow,
    Panels,
    check_version,
    erase_from_panels,
    put_challenge,
    put_panel_people,
)
from hemicycle_protocol import panel as p
from hemicycle_protocol.commands import CommandBody
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.panel_file import CallOutcome, PanelFile

from .steps import PanelSteps

ByCitizen = p.ApplyToPanel | p.WithdrawApplication | p.ChallengePool
# How often one person may contest one pool.
CHALLENGES = 3


class PanelPeople:
    """The handlers of citizens' commands, and the page of an invitation."""

    def __init__(self, forum: Forum, panels: Panels, panel_steps: PanelSteps, clock: Clock) -> None:
        self._forum = forum
        self._journal = forum.journal
        self._panels = panels
        self._steps = panel_steps
        self._clock = clock

    def handlers(self) -> dict[type[CommandBody], Handler]:
        """Which command is done by what."""
        return {
            p.ApplyToPanel: self.apply,
            p.WithdrawApplication: self.withdraw,
            p.ChallengePool: self.challenge,
        }

    # --- acts -----------------------------------------------------------------------------------

    async def apply(self, caller: Caller, command: p.ApplyToPanel) -> Result:
        """Apply, or change one's application; the public id stays the same."""
        return await patiently(lambda: self._apply(caller, command))

    async def _apply(self, caller: Caller, command: p.ApplyToPanel) -> Result:
        process, you = command.process, caller.by
        row, roles = await self._steps.row(process), await self._forum.roles(you, process)
        wish = application(row.file, command, roles, at=caller.received_at)
        known = await self._panels.person(process, you.id)
        public = known.public if known else self._forum.new_id()
        mine = PanelPersonRow(process, public, you.id, *wish, applied_at=caller.received_at)

        received = Emit(person_log(you.id), p.MyApplicationReceived(process, public))
        decision: Decision[None] = Decision(
            [received], [check_version(process, row.version), put_panel_people([mine])]
        )
        made = await self._act(caller, command, decision, person_log(you.id))
        return made.at, {"person": public}

    async def withdraw(self, caller: Caller, command: p.WithdrawApplication) -> Result:
        """Take one's application back; doing it again changes nothing."""
        return await patiently(lambda: self._withdraw(caller, command))

    async def _withdraw(self, caller: Caller, command: p.WithdrawApplication) -> Result:
        process, you = command.process, caller.by
        row = await self._steps.row(process)
        mine = await self._panels.person(process, you.id)
        if mine is None or mine.applied_at is None:
            raise Refused(Code.NOT_FOUND, process=process)
        if mine.withdrawn_at is not None:
            return caller.received_at, {}
        check_open(row.file, at=caller.received_at)
        gone = mine._replace(motivation="", withdrawn_at=caller.received_at)

        withdrawn = Emit(person_log(you.id), p.MyApplicationWithdrawn(process, gone.public))
        decision: Decision[None] = Decision(
            [withdrawn], [check_version(process, row.version), put_panel_people([gone])]
        )
        made = await self._act(caller, command, decision, person_log(you.id))
        return made.at, {}

    async def challenge(self, caller: Caller, command: p.ChallengePool) -> Result:
        """Contest the pool while its window is open."""
        process, you = command.process, caller.by
        text = required_lines(command.text, field="text", limit=CHALLENGE_CHARACTERS)
        check_challengeable((await self._steps.row(process)).file, at=caller.received_at)
        mine = [row for row in await self._panels.challenges(process) if row.person == you.id]
        if any(row.body == text for row in mine):
            raise Refused(Code.DUPLICATE, field="text")
        if len(mine) >= CHALLENGES:
            raise Refused(Code.TOO_MANY_OPEN, limit=CHALLENGES)
        id_ = self._forum.new_id()

        kept = put_challenge(ChallengeRow(id_, process, you.id, text, caller.received_at))
        decision: Decision[None] = Decision([Emit(process_log(process), p.PoolChallenged(id_))], [kept])
        made = await self._act(caller, command, decision)
        return made.at, {"challenge": id_}

    async def _act(
        self, caller: Caller, command: ByCitizen, decision: Decision[None], *logs: str
    ) -> Made[None]:
        """Do what the row that was read decides; nobody is waited for."""
        return await self._forum.act(
            caller, command, command.process, lambda by, view, now: decision, logs=logs, lock=()
        )

    # --- an invitation by its link --------------------------------------------------------------

    async def invitation(self, process: str, answer: p.PanelAnswer) -> p.PanelInvitation:
        """Show an invitation to who holds its link, or take their answer.

        Raises:
            Refused: `NOT_FOUND` for a link that is none, `EXPIRED`, `ILLEGAL_MOVE` after a refusal, `EMPTY`
                without a name.
        """
        row = await self._panels.by_token(process, token_hash(answer.token))
        if row is None:
            raise Refused(Code.NOT_FOUND)
        if answer.accept is None:
            return await self._shown((await self._steps.row(process)).file, row, None)
        yes = answer.accept
        name = required_name(answer.name or row.name, known=row.name) if yes else ""

        def change(file: PanelFile, now: int) -> PanelFile:
            return steps.answer(file, row.public, yes=yes, name=name, now=now)

        done = await self._steps.step_alone(process, change, now=self._clock.now())
        return await self._shown(done.file, row, done.link)

    # --- one's own data -------------------------------------------------------------------------

    async def export_of(self, person: str) -> object:
        """What panels hold of an account: applications, and what it contested."""
        applications, contested = await self._panels.of_account(person)
        return {
            "applications": [row._replace(token_hash=None)._asdict() for row in applications],
            "challenges": [row._asdict() for row in contested],
        }

    async def erase(self, person: str, with_content: bool) -> Write | None:
        """Public ids lead to nobody any more; numbers and ids stay, so that the files still verify."""
        return erase_from_panels(person)

    async def _shown(self, file: PanelFile, row: PanelPersonRow, link: str | None) -> p.PanelInvitation:
        call = seating.call_of(file, row.public)
        await self._journal.load(debate_log(file.debate))
        reason = next((choice.reason for choice in file.choices if choice.person == row.public), "")
        over = call.outcome is CallOutcome.PENDING and self._clock.now() >= call.expires_at
        return p.PanelInvitation(
            process=file.process,
            title=file.title,
            debate=file.debate,
            debate_title=self._journal.debate(file.debate).title,
            starts_at=file.starts_at,
            method=seating.rule_of(file, call.group).method,
            reason=reason,
            outcome=CallOutcome.PASSED if over else call.outcome,
            expires_at=call.expires_at,
            name=call.name or row.name,
            seat=call.seat,
            link=link,
        )
