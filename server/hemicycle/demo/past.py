"""What happened in a sample process before today: its people's acts, made with a clock that is set back.

Told once, on an empty database and before anybody is served, in the order of the phases.
"""

from __future__ import annotations

import asyncio
import itertools
import random
from collections.abc import Awaitable, Iterable, Sequence
from typing import NamedTuple

import msgspec
from msgspec import Struct

from hemicycle.app import Node
from hemicycle.services.kernel.caller import Caller
from hemicycle.services.process.plan import NewDebate, NewProcess
from hemicycle_protocol import bill as b
from hemicycle_protocol import commands as c
from hemicycle_protocol import mobilisation as m
from hemicycle_protocol import panel as p
from hemicycle_protocol import presentation as pr
from hemicycle_protocol import synthesis as sy
from hemicycle_protocol.bill import BillTargetKind, Outcome
from hemicycle_protocol.bill_view import SupportThreshold
from hemicycle_protocol.commands import CommandBody
from hemicycle_protocol.consultation import PropositionKind, VoteArgument
from hemicycle_protocol.debate_record import AnswerInWriting
from hemicycle_protocol.events import snake_case
from hemicycle_protocol.panel_file import BeaconSource, PanelFile
from hemicycle_protocol.presentation import NodeText
from hemicycle_protocol.process import InviteMember
from hemicycle_protocol.synthesis import FamilySide, SeenArgument
from hemicycle_protocol.views import Choice, DebateState, Phase, QuestionState, Role, SeatState, You

MINUTE_MS, HOUR_MS, DAY_MS = 60_000, 3_600_000, 86_400_000
# So many acts are under way at once: they are kept together.
TOGETHER = 400
# How far the clock is moved while people vote.
STEP_MS = 12 * HOUR_MS
ORGANISER = You("demo-organiser", "Équipe de la démonstration", [Role.ORGANISER])
_Q = QuestionState


class ToldNode(Struct, frozen=True, forbid_unknown_fields=True):
    """A text of the presentation: a problem, then causes under it, then solutions under the last cause."""

    kind: PropositionKind
    title: str
    body: str


class ToldFamily(Struct, frozen=True, forbid_unknown_fields=True):
    """A family of arguments; proposition and arguments by their numbers in the plan."""

    proposition: int
    side: FamilySide
    title: str
    arguments: list[int]


class ToldQuestion(Struct, frozen=True, forbid_unknown_fields=True):
    """A question of the debate, answered on air, or in writing if `written` says how."""

    text: str
    author: str
    supports: int
    answered: bool = False
    written: str = ""


class ToldSpeech(Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody says while having the floor, a caption a line."""

    seat: str
    lines: list[str]


class ToldArticle(Struct, frozen=True, forbid_unknown_fields=True):
    """An article of the bill; `second` is its text in the second version, if it changed."""

    title: str
    body: str
    second: str = ""


class ToldAnswer(Struct, frozen=True, forbid_unknown_fields=True):
    """What became of a proposition, by numbers."""

    proposition: int
    outcome: Outcome
    reason: str
    article: int | None = None


class ToldBill(Struct, frozen=True, forbid_unknown_fields=True):
    """The bill in two versions."""

    title: str
    statement: str
    articles: list[ToldArticle]
    answers: list[ToldAnswer]


class ToldMobilisation(Struct, frozen=True, forbid_unknown_fields=True):
    """How many supported the bill, what is promised at which numbers, and what some of them wrote."""

    supports: int
    thresholds: list[SupportThreshold]
    messages: list[str]


class ToldPanel(Struct, frozen=True, forbid_unknown_fields=True):
    """Who applied for the panel, and the numbers of the lottery that drew it."""

    applicants: list[str]
    lottery: str
    numbers: list[list[int]]
    criteria: list[str]
    reason: str


class Told(Struct, frozen=True, forbid_unknown_fields=True):
    """All of it; votes are counts of agree, mixed and disagree, one list a proposition."""

    parliamentarian: str
    presentation: list[ToldNode] = []
    votes: list[list[int]] = []
    families: list[ToldFamily] = []
    panel: ToldPanel | None = None
    questions: list[ToldQuestion] = []
    speech: list[ToldSpeech] = []
    bill: ToldBill | None = None
    mobilisation: ToldMobilisation | None = None


class SetClock:
    """A clock that stands where it is put."""

    def __init__(self, at: int) -> None:
        self.at = at

    def now(self) -> int:
        """Milliseconds since 1970."""
        return self.at

    def mono(self) -> int:
        """Milliseconds, too: it never goes back."""
        return self.at


class Span(NamedTuple):
    """A phase, in milliseconds since 1970."""

    opens: int
    closes: int

    def at(self, share: float) -> int:
        """The instant when so much of it is over."""
        return int(self.opens + (self.closes - self.opens) * share)


class Act(NamedTuple):
    """What somebody does when so much of a phase is over."""

    share: float
    command: CommandBody
    by: You


class Past:
    """Tells one process on a node whose clock is `clock`."""

    def __init__(
        self, node: Node, clock: SetClock, plan: NewProcess, told: Told, names: Sequence[str], *, until: int
    ) -> None:
        self._node, self._clock, self._names = node, clock, names
        self._plan, self._told, self._until = plan, told, until
        self._random = random.Random(plan.id)
        self._seq = 0
        self._writer = ORGANISER
        self._answered: set[str] = set()
        self._spans = {
            each.phase: Span(each.opens_at or 0, min(each.closes_at or until, until)) for each in plan.phases
        }

    async def tell(self) -> None:
        """From the first phase to the last that has begun; the debate that is still to come is left alone."""
        presentation = self._spans[Phase.PRESENTATION]
        await self._reach(presentation.opens - DAY_MS)
        await self._node.services.process.creation.create_process(self._plan)
        await self._invite_writer()
        await self._reach(presentation.opens)
        await self._present()
        await self._consult(self._spans[Phase.CONSULTATION])
        debate = self._plan.debates[0]
        if self._told.panel is not None:
            await self._draw_panel(self._told.panel)
        await self._sort(self._spans[Phase.SYNTHESIS])
        if self._told.questions:
            await self._debate(debate)
        if self._told.bill is not None:
            await self._write_bill(self._told.bill, self._spans[Phase.BILL])
        if self._told.mobilisation is not None:
            await self._mobilise(self._told.mobilisation, self._spans[Phase.MOBILISATION])
        await self._reach(self._until)

    async def _invite_writer(self) -> None:
        """Whoever carries the process has an account, and the role in it."""
        name, address = self._told.parliamentarian, f"parlementaire.{self._plan.id}@exemple.fr"
        wish = InviteMember(self._plan.id, address, Role.PARLIAMENTARIAN, "writer", name)
        self._writer = You(str((await self._do(wish, ORGANISER))["person"]), name, [Role.CITIZEN])

    async def _present(self) -> None:
        problem: str | None = None
        cause: str | None = None
        for number, text in enumerate(self._told.presentation):
            parent = problem if text.kind is PropositionKind.CAUSE else cause
            wish = pr.WritePresentation(
                self._plan.id, text.kind, NodeText(text.title, text.body), f"n{number}", parent
            )
            node = str((await self._do(wish, self._writer))["node"])
            if text.kind is PropositionKind.PROBLEM:
                problem = node
            elif text.kind is PropositionKind.CAUSE:
                cause = node

    async def _consult(self, span: Span) -> None:
        """Votes and supports, more of them by day and towards the end."""
        await self._reach(span.opens)
        people = [self._citizen(number) for number in range(max(sum(votes) for votes in self._told.votes))]
        await self._node.services.kernel.consents.record([you.id for you in people], at=self._clock.at)
        acts: list[Act] = []
        if self._told.panel is not None:
            acts += await self._applications(self._told.panel)
        for number, counts in enumerate(self._told.votes, 1):
            proposition = f"{self._plan.id}-{number}"
            voters = self._random.sample(people, sum(counts))
            choices = [choice for choice, n in zip(Choice, counts, strict=True) for _ in range(n)]
            for you, choice in zip(voters, choices, strict=True):
                acts.append(Act(self._moment(), c.Vote(proposition, choice, self._next()), you))
            for place, argument in enumerate(self._plan.propositions[number - 1].arguments, 1):
                for you in self._random.sample(voters, len(voters) // (3 + len(argument.body) // 40)):
                    support = VoteArgument(f"{proposition}-a{place}", True, self._next())
                    acts.append(Act(self._moment(), support, you))
        await self._day_by_day(span, acts)

    async def _sort(self, span: Span) -> None:
        """Each argument into the family that the authors gave it, in three editions."""
        span = Span(max(span.opens, self._clock.at), span.closes)
        await self._reach(span.opens + HOUR_MS)
        half = len(self._told.families) // 2
        for number, family in enumerate(self._told.families):
            proposition = f"{self._plan.id}-{family.proposition}"
            table = await self._node.services.synthesis.work.table(self._writer, self._plan.id, proposition)
            wanted = {f"{proposition}-a{place}" for place in family.arguments}
            seen = [SeenArgument(one.id, one.filing.version) for one in table.arguments if one.id in wanted]
            await self._do(
                sy.CreateFamily(self._plan.id, proposition, family.side, family.title, f"f{number}", seen),
                self._writer,
            )
            if number == half:
                await self._publish(span.at(0.2), 1, "Première moitié des propositions")
        if self._told.families:
            await self._publish(span.at(0.4), 2, "Toutes les propositions")
            await self._publish(span.at(0.6), 3, "Relue à deux après la fin de la consultation")

    async def _publish(self, at: int, number: int, note: str) -> None:
        await self._reach(at)
        await self._do(sy.PublishSynthesis(self._plan.id, number, note), self._writer)

    async def _applications(self, told: ToldPanel) -> list[Act]:
        """The panel is opened at a third of the consultation, and people apply until its end."""
        span = self._spans[Phase.CONSULTATION]
        opened = p.OpenPanel(self._plan.id, self._plan.debates[0].id, span.closes)
        acts = [Act(0.3, opened, ORGANISER)]
        for number, name in enumerate(told.applicants):
            applied = p.ApplyToPanel(self._plan.id, name, "Je veux comprendre, et aider à décider.", True)
            id_ = await self._node.services.people.accounts.add_account(
                f"candidature-{number}@exemple.fr", name=name, roles=[Role.CITIZEN]
            )
            await self._node.services.kernel.consents.record([id_], at=self._clock.at)
            share = 0.35 + 0.6 * number / len(told.applicants)
            acts.append(Act(share, applied, You(id_, name, [Role.CITIZEN])))
        return acts

    async def _draw_panel(self, told: ToldPanel) -> None:
        """Pool, lottery, answers."""
        await self._do(p.PublishPool(self._plan.id), ORGANISER)
        drawn = self._clock.at + 3 * DAY_MS
        fixed = p.FixBeacon(
            self._plan.id, BeaconSource.LOTTERY, name=told.lottery, expected_at=drawn - HOUR_MS
        )
        await self._do(fixed, ORGANISER)
        await self._reach(drawn)
        await self._do(p.EnterBeacon(self._plan.id, numbers=told.numbers), ORGANISER)
        await self._accept()
        file = await self._file()
        called = {call.person for call in file.calls}
        assert file.pool is not None
        waiting = [member.person for member in file.pool.members if member.person not in called]
        for person in waiting[:2]:
            await self._do(p.ChoosePanelist(self._plan.id, person, told.criteria, told.reason), ORGANISER)
        await self._accept()

    async def _file(self) -> PanelFile:
        file = await self._node.services.panel.pages.file(ORGANISER, self._plan.id)
        return msgspec.json.decode(file, type=PanelFile)

    async def _accept(self) -> None:
        """Everybody who was invited takes the seat, by the link of the mail."""
        part = "/panel/answer/"
        mails = await self._node.services.people.accounts.outbox()
        for mail in mails:
            token = mail.text.partition(part)[2].split()[:1]
            if token and token[0] not in self._answered:
                self._answered.add(token[0])
                await self._reach(self._clock.at + HOUR_MS)
                answer = p.PanelAnswer(token[0], accept=True)
                await self._node.services.panel.people.invitation(self._plan.id, answer)

    async def _debate(self, debate: NewDebate) -> None:
        """The whole evening, from the lobby to the answers in writing."""
        await self._reach(debate.starts_at)
        host = You("demo-host", "Animation", [Role.HOST], debate.id)
        desk = You("demo-desk", "Modération", [Role.MODERATOR], debate.id)
        await self._do(c.SetDebateState(debate.id, DebateState.LIVE), host)
        for seat in debate.seats:
            panelist = You(f"demo-{debate.id}-{seat.id}", seat.name, [Role.PANELIST], debate.id, seat.id)
            await self._do(c.TakeSeat(debate.id, seat.name), panelist)
            await self._do(c.SetSeatState(debate.id, seat.id, SeatState.ON_STAGE), host)
        asked = await self._ask(debate.id)
        on_air = [question for question, told in asked if told.answered]
        speeches = iter(self._told.speech * len(debate.agenda))
        for item in debate.agenda:
            await self._do(c.StartAgendaItem(debate.id, item.id), host)
            for question in on_air[:2] if item is not debate.agenda[0] else []:
                on_air.remove(question)
                await self._move(debate.id, question, desk, _Q.QUEUED, _Q.NEXT, _Q.ON_AIR)
                await self._speak(debate.id, next(speeches), host)
                await self._move(debate.id, question, desk, _Q.ANSWERED)
            await self._speak(debate.id, next(speeches), host)
            await self._reach(self._clock.at + item.planned_ms // 2)
        await self._do(c.SetDebateState(debate.id, DebateState.ENDED), host)
        for question, told in asked:
            if told.written:
                await self._reach(self._clock.at + DAY_MS)
                await self._do(AnswerInWriting(debate.id, question, told.written), self._writer)

    async def _ask(self, debate: str) -> list[tuple[str, ToldQuestion]]:
        asked = []
        for number, told in enumerate(self._told.questions):
            await self._reach(self._clock.at + MINUTE_MS)
            who = You(f"demo-{self._plan.id}-asks-{number}", told.author, [Role.CITIZEN])
            await self._node.services.kernel.consents.record([who.id], at=self._clock.at)
            question = str((await self._do(c.AskQuestion(debate, told.text, f"q{number}"), who))["question"])
            asked.append((question, told))
            await self._together(
                self._do(c.SupportQuestion(debate, question, True, self._next()), self._citizen(place))
                for place in range(told.supports)
            )
        return asked

    async def _move(self, debate: str, question: str, desk: You, *states: QuestionState) -> None:
        for state in states:
            await self._reach(self._clock.at + MINUTE_MS // 2)
            view = self._node.services.kernel.journal.debate(debate)
            await self._do(c.MoveQuestion(debate, question, view.questions[question].version, state), desk)

    async def _speak(self, debate: str, speech: ToldSpeech, host: You) -> None:
        await self._do(c.GiveFloor(debate, speech.seat, 4 * MINUTE_MS), host)
        name = next(seat.name for seat in self._plan.debates[0].seats if seat.id == speech.seat)
        for line in speech.lines:
            await self._reach(self._clock.at + MINUTE_MS // 2)
            await self._do(c.PostCaption(debate, line, speaker=name), host)
        await self._do(c.EndFloor(debate), host)

    async def _write_bill(self, told: ToldBill, span: Span) -> None:
        """Two versions, each with an answer to every proposition."""
        await self._reach(span.at(0.1))
        process, writer = self._plan.id, self._writer
        await self._do(b.SaveBillHead(process, 1, told.title, told.statement), writer)
        articles: list[str] = []
        versions: dict[str, int] = {}
        for number, article in enumerate(told.articles):
            added = await self._do(
                b.AddBillArticle(process, f"a{number}", articles[-1] if articles else None), writer
            )
            id_ = str(added["id"])
            articles.append(id_)
            saved = b.SaveBillArticle(process, id_, int(str(added["version"])), article.title, article.body)
            versions[id_] = int(str((await self._do(saved, writer))["version"]))
        for answer in told.answers:
            await self._do(
                b.LinkBill(
                    process,
                    f"l{answer.proposition}",
                    BillTargetKind.PROPOSITION,
                    f"{process}-{answer.proposition}",
                    answer.outcome,
                    answer.reason,
                    None if answer.article is None else articles[answer.article - 1],
                ),
                writer,
            )
        await self._publish_bill(span.at(0.4), "Premier texte, soumis à relecture")
        for id_, article in zip(articles, told.articles, strict=True):
            if article.second:
                await self._do(
                    b.SaveBillArticle(process, id_, versions[id_], article.title, article.second), writer
                )
        await self._publish_bill(span.at(0.8), "Après trois semaines de relecture")

    async def _publish_bill(self, at: int, note: str) -> None:
        await self._reach(at)
        draft = await self._node.services.bill.reading.draft(self._writer, self._plan.id)
        await self._do(b.PublishBill(self._plan.id, draft.draft.revision, note), self._writer)

    async def _mobilise(self, told: ToldMobilisation, span: Span) -> None:
        """Supports, many at the beginning and fewer each week."""
        await self._reach(span.opens + HOUR_MS)
        await self._do(m.SetThresholds(self._plan.id, 0, told.thresholds), self._writer)
        people = [self._citizen(number) for number in range(told.supports)]
        await self._node.services.kernel.consents.record([you.id for you in people], at=self._clock.at)
        acts: list[Act] = []
        for number, you in enumerate(people):
            message = told.messages[number] if number < len(told.messages) else ""
            support = m.SupportBill(self._plan.id, self._next(), public=number % 9 == 0, message=message)
            acts.append(Act(self._random.random() ** 2, support, you))
        await self._day_by_day(span, acts)

    def _citizen(self, number: int) -> You:
        name = self._names[number % len(self._names)]
        return You(f"demo-{self._plan.id}-{number}", name, [Role.CITIZEN])

    def _moment(self) -> float:
        """A share of a phase: most people come in its first and last days."""
        return self._random.betavariate(0.6, 0.6)

    def _next(self) -> int:
        self._seq += 1
        return self._seq

    async def _day_by_day(self, span: Span, acts: list[Act]) -> None:
        """Each act on its day and in its hours, those of the same hours together."""
        acts.sort(key=lambda act: act.share)
        place = 0
        until = min(span.closes, self._until) - HOUR_MS
        for at in range(span.opens + HOUR_MS, until, STEP_MS):
            share = (at - span.opens) / (until - span.opens)
            now = []
            while place < len(acts) and acts[place].share <= share:
                now.append(acts[place])
                place += 1
            if now:
                await self._reach(at)
                await self._together(self._do(act.command, act.by) for act in now)
        await self._together(self._do(act.command, act.by) for act in acts[place:])
        await self._reach(min(span.closes, self._until))

    async def _together(self, works: Iterable[Awaitable[object]]) -> None:
        works = iter(works)
        while waiting := list(itertools.islice(works, TOGETHER)):
            await asyncio.gather(*waiting)

    async def _reach(self, at: int) -> None:
        """Put the clock there, and let happen what happens by the clock; it never goes back."""
        if at > self._clock.at:
            self._clock.at = at
            await self._node.services.upkeep.catch_up()

    async def _do(self, command: CommandBody, by: You) -> dict[str, object]:
        caller = Caller(by, "demo", "", self._clock.at, "fr")
        args = msgspec.to_builtins(command)
        return (await self._node.services.gate.handle(caller, snake_case(type(command).__name__), args))[1]
