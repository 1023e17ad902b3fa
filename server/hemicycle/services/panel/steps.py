"""The acts of organisers on a panel, and what the clock does with it. The rules are in `core.panel`.

A step reads the file, decides, and keeps what follows at the version it read, together with the facts and
mails that tell of it; whoever was overtaken reads again. No step waits for other acts of the process.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from msgspec.structs import replace

from hemicycle.core.consultation import plan_of
from hemicycle.core.emit import Emit, debate_log, process_log
from hemicycle.core.panel import seating, steps
from hemicycle.core.panel.application import CHALLENGE_CHARACTERS
from hemicycle.core.panel.ranking import Counted, scores_of
from hemicycle.core.text import required_lines
from hemicycle.services.kernel.acts import Handler
from hemicycle.services.kernel.caller import Caller
from hemicycle.services.kernel.decision import Decision, Made, patiently
from hemicycle.services.kernel.forum import Forum
from hemicycle.services.kernel.room import Result
from hemicycle.services.people import PeopleFeature
from hemicycle.store import Write
from hemicycle.store.panels import (
    PanelPersonRow,
    PanelRow,
    Panels,
    answer_challenge,
    check_applicants,
    put_panel_people,
)
from hemicycle_protocol import panel as p
from hemicycle_protocol.commands import CommandBody
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.panel_file import PanelFile, PanelRules
from hemicycle_protocol.views import Phase, ProcessView, You

from .news import PanelNews, Stepped, places

HOUR_MS = 3_600_000
ANSWER_HOURS = 24 * 7
CHALLENGE_HOURS = 24 * 14

Change = Callable[[PanelFile, int], PanelFile]
Decide = Callable[[int], Decision[Stepped]]
Act = Callable[[Decide], Awaitable[Made[Stepped]]]


class RankedPropositions(Protocol):
    """Where the ranking comes from: the votes as they stood when the consultation closed."""

    async def counted(self, process: str) -> list[Counted]:
        """Every proposition with an author who has an account here; `person` is the account."""
        ...


class PanelSteps:
    """The handlers of organisers' commands."""

    def __init__(
        self,
        forum: Forum,
        panels: Panels,
        people: PeopleFeature,
        news: PanelNews,
        ranked: RankedPropositions,
    ) -> None:
        self._forum = forum
        self._journal = forum.journal
        self._panels = panels
        self._accounts = people.accounts
        self._invitations = people.invitations
        self._news = news
        self._ranked = ranked

    def handlers(self) -> dict[type[CommandBody], Handler]:
        """Which command is done by what."""
        return {
            p.OpenPanel: self.open,
            p.PublishPool: self.publish_pool,
            p.AnswerChallenge: self.answer_challenge,
            p.StrikeFromPool: self.strike,
            p.FixBeacon: self.fix_beacon,
            p.EnterBeacon: self.enter_beacon,
            p.ChoosePanelist: self.choose,
            p.PassOver: self.pass_over,
            p.ReportAbsent: self.report_absent,
        }

    # --- acts -----------------------------------------------------------------------------------

    async def open(self, caller: Caller, command: p.OpenPanel) -> Result:
        """Take applications for the panel of a debate of this process."""
        return await patiently(lambda: self._open(caller, command))

    async def _open(self, caller: Caller, command: p.OpenPanel) -> Result:
        caller.permitted_in(process=command.process)
        await self._journal.load(debate_log(command.debate))
        debate = self._journal.debate(command.debate)
        if debate.process != command.process:
            raise Refused(Code.NOT_FOUND, debate=command.debate)
        rules = _rules(command)
        if sum(rule.size for rule in rules.seats) > len(places(debate)):
            raise Refused(Code.INVALID, field="seats", limit=len(places(debate)))
        if await self._panels.get(command.process) is not None:
            raise Refused(Code.ILLEGAL_MOVE)

        def decide(by: You, view: ProcessView, now: int) -> Decision[None]:
            file = steps.open_panel(
                process=command.process,
                title=view.title,
                debate=command.debate,
                starts_at=debate.starts_at,
                rules=rules,
                applications_close_at=command.applications_close_at,
                now=now,
            )
            step = Stepped(file, self._news.of(None, file, debate))
            return Decision(step.news.facts, [self._news.write(step, debate, version=0)])

        made = await self._forum.act(caller, command, command.process, decide, lock=())
        return made.at, {}

    async def publish_pool(self, caller: Caller, command: p.PublishPool) -> Result:
        """Number who applied; take the ranking as it stood at the closing of the consultation."""
        process = command.process
        caller.permitted_in(process=process)
        view = self._journal.process(process)
        counted = await self._ranked.counted(process)
        rows = await self._panels.people(process)
        known = {row.person: row.public for row in rows if row.person is not None}
        authors = sorted({one.person for one in counted})
        new = [
            PanelPersonRow(process, self._forum.new_id(), person, await self._name_of(person))
            for person in authors
            if person not in known
        ]
        known |= {row.person: row.public for row in new if row.person is not None}
        scores = scores_of(one._replace(person=known[one.person]) for one in counted)
        applied = [row.public for row in rows if row.applied_at is not None and row.withdrawn_at is None]

        def change(file: PanelFile, now: int) -> PanelFile:
            closed_at = _consultation_closed_at(view, now)
            return steps.publish_pool(file, people=applied, scores=scores, closed_at=closed_at, now=now)

        people = [check_applicants(process, applied), put_panel_people(new, new=True)]
        return await self._by_organiser(caller, command, process, change, people)

    async def answer_challenge(self, caller: Caller, command: p.AnswerChallenge) -> Result:
        """Answer somebody who contested the pool, in public."""
        known = {row.id for row in await self._panels.challenges(command.process)}
        answer = required_lines(command.answer, field="answer", limit=CHALLENGE_CHARACTERS)
        if command.challenge not in known:
            raise Refused(Code.NOT_FOUND, challenge=command.challenge)

        fact = Emit(process_log(command.process), p.ChallengeAnswered(command.challenge))
        kept = answer_challenge(command.challenge, answer, at=caller.received_at)
        decision: Decision[None] = Decision([fact], [kept])
        made = await self._forum.act(
            caller, command, command.process, lambda by, view, now: decision, lock=()
        )
        return made.at, {}

    async def strike(self, caller: Caller, command: p.StrikeFromPool) -> Result:
        """Somebody of the pool gets no seat."""

        def change(file: PanelFile, now: int) -> PanelFile:
            return steps.strike(file, number=command.number, reason=command.reason, now=now)

        return await self._by_organiser(caller, command, command.process, change)

    async def fix_beacon(self, caller: Caller, command: p.FixBeacon) -> Result:
        """Say which public value will decide."""

        def change(file: PanelFile, now: int) -> PanelFile:
            return steps.fix_beacon(
                file,
                source=command.source,
                algorithm=command.algorithm,
                round_=command.round,
                name=command.name,
                expected_at=command.expected_at,
                now=now,
            )

        return await self._by_organiser(caller, command, command.process, change)

    async def enter_beacon(self, caller: Caller, command: p.EnterBeacon) -> Result:
        """Enter the value: the draw and the first invitations follow at once.

        Refused: `ILLEGAL_MOVE` (`open`) while somebody who contested the pool waits for an answer.
        """
        waiting = [c for c in await self._panels.challenges(command.process) if c.answered_at is None]

        def change(file: PanelFile, now: int) -> PanelFile:
            if waiting and file.draw is None:
                raise Refused(Code.ILLEGAL_MOVE, open=len(waiting))
            return steps.enter_beacon(
                file, value=command.value, signature=command.signature, numbers=command.numbers, now=now
            )

        return await self._by_organiser(caller, command, command.process, change)

    async def choose(self, caller: Caller, command: p.ChoosePanelist) -> Result:
        """Invite somebody to balance the panel: an applicant, or the author of a ranked proposition."""
        rows, closed = await self._panels.people(command.process), await self._panels.closed(command.process)
        able = {row.public for row in rows if row.withdrawn_at is None} - closed

        def change(file: PanelFile, now: int) -> PanelFile:
            return steps.choose(
                file,
                command.person,
                criteria=command.criteria,
                reason=command.reason,
                eligible=able,
                now=now,
            )

        return await self._by_organiser(caller, command, command.process, change)

    async def pass_over(self, caller: Caller, command: p.PassOver) -> Result:
        """Somebody cannot be reached on the last day."""

        def change(file: PanelFile, now: int) -> PanelFile:
            return steps.pass_over(file, command.person, now=now)

        return await self._by_organiser(caller, command, command.process, change)

    async def report_absent(self, caller: Caller, command: p.ReportAbsent) -> Result:
        """Somebody who accepted is not there."""

        def change(file: PanelFile, now: int) -> PanelFile:
            return steps.report_absent(file, command.person, now=now)

        return await self._by_organiser(caller, command, command.process, change)

    # --- the clock ------------------------------------------------------------------------------

    async def tick(self, *, now: int) -> None:
        """Pass on the invitations that have ended; on all nodes together exactly once."""
        for process in await self._panels.due(now):
            await self.step_alone(process, lambda file, now: file, now=now)

    # --- steps ----------------------------------------------------------------------------------

    async def step_alone(self, process: str, change: Change, *, now: int) -> Stepped:
        """A step that nobody's role decides: by the clock, or by who holds a link."""

        async def act(decide: Decide) -> Made[Stepped]:
            return await self._journal.decide([process_log(process)], decide, now=now, actor=None, lock=())

        return (await self._step(process, change, act)).result

    async def _by_organiser(
        self,
        caller: Caller,
        command: CommandBody,
        process: str,
        change: Change,
        people: Sequence[Write] = (),
    ) -> Result:
        async def act(decide: Decide) -> Made[Stepped]:
            return await self._forum.act(caller, command, process, lambda by, view, now: decide(now), lock=())

        return (await self._step(process, change, act, people)).at, {}

    async def _step(
        self, process: str, change: Change, act: Act, people: Sequence[Write] = ()
    ) -> Made[Stepped]:
        return await patiently(lambda: self._attempt(process, change, act, people))

    async def _attempt(
        self, process: str, change: Change, act: Act, people: Sequence[Write]
    ) -> Made[Stepped]:
        row = await self.row(process)
        closed = await self._panels.closed(process)
        await self._journal.load(debate_log(row.file.debate))
        debate = self._journal.debate(row.file.debate)

        def decide(now: int) -> Decision[Stepped]:
            after = steps.advance(change(row.file, now), now=now, closed=closed)
            step = Stepped(after, self._news.of(row.file, after, debate))
            if after == row.file:
                return Decision([], result=step)
            kept = self._news.write(step, debate, version=row.version)
            return Decision(step.news.facts, [kept, *people], step)

        made = await act(decide)
        for call in made.result.news.ended:
            await self._leave(process, call.person)
        return made

    async def row(self, process: str) -> PanelRow:
        """The panel of a process; refused `NOT_FOUND` before it was opened."""
        row = await self._panels.get(process)
        if row is None:
            raise Refused(Code.NOT_FOUND, process=process)
        return row

    async def _leave(self, process: str, public: str) -> None:
        """Who gave a seat back, or was absent, has no way onto the stage any more."""
        row = await self._panels.public(process, public)
        if row is None or row.invitation is None:
            return
        await self._invitations.withdraw(row.invitation)
        await self._panels.change_person(process, public, invitation=None)

    async def _name_of(self, person: str) -> str:
        account = await self._accounts.account(person)
        return account.name if account else ""


def _rules(command: p.OpenPanel) -> PanelRules:
    if not 1 <= command.answer_hours <= ANSWER_HOURS:
        raise Refused(Code.INVALID, field="answer_hours", limit=ANSWER_HOURS)
    if not 1 <= command.challenge_hours <= CHALLENGE_HOURS:
        raise Refused(Code.INVALID, field="challenge_hours", limit=CHALLENGE_HOURS)
    return replace(
        seating.default_rules(),
        **({"seats": command.seats} if command.seats else {}),
        answer_ms=command.answer_hours * HOUR_MS,
        challenge_ms=command.challenge_hours * HOUR_MS,
    )


def _consultation_closed_at(view: ProcessView, now: int) -> int:
    """When the votes that rank were counted; refused `NOT_OPEN` while they can change."""
    plan = plan_of(view, Phase.CONSULTATION)
    if plan is None or plan.opens_at is None:
        return now
    if plan.closes_at is None or now < plan.closes_at:
        raise Refused(Code.NOT_OPEN, opens_at=plan.closes_at)
    return plan.closes_at
