"""What a debate leaves: the record that its process's page shows, and the answers owed in writing."""

from __future__ import annotations

from msgspec.structs import replace

from hemicycle.core import written_answers as rules
from hemicycle.core.emit import Emit, debate_log, desk_log
from hemicycle.services.kernel.acts import Handler
from hemicycle.services.kernel.ballots import SUPPORT
from hemicycle.services.kernel.caller import Caller
from hemicycle.services.kernel.decision import Decision
from hemicycle.services.kernel.forum import Forum
from hemicycle.services.kernel.markdown import html_of, prepare
from hemicycle.services.kernel.room import Result
from hemicycle.services.kernel.visibility import Visibility
from hemicycle.store import Database, Write
from hemicycle.store.written_answers import WrittenAnswerRow, forget_writer, put_written_answer
from hemicycle_protocol.commands import CommandBody
from hemicycle_protocol.debate_record import (
    AnswerInWriting,
    AnswerWritten,
    DebateRecord,
    RecordQuestion,
    SpokenTime,
    TiedQuestion,
    WrittenAnswer,
)
from hemicycle_protocol.views import DebateView, PollState, Question, QuestionState, Role, You

from .page import Pages
from .subjects import Subjects

# What the public never read stays out of the record, as it stayed out of the public log.
_ORDER = [
    QuestionState.ON_AIR,
    QuestionState.ANSWERED,
    QuestionState.UNANSWERED,
]


class DebateRecords:
    """Reads the record of debates, and keeps answers in writing."""

    def __init__(
        self, forum: Forum, visibility: Visibility, database: Database, pages: Pages, subjects: Subjects
    ) -> None:
        self._forum = forum
        self._visibility = visibility
        self._journal = forum.journal
        self._database = database
        self._pages = pages
        self._subjects = subjects

    def handlers(self) -> dict[type[CommandBody], Handler]:
        """Which command is done by what."""
        return {AnswerInWriting: self.answer}

    async def answer(self, caller: Caller, command: AnswerInWriting) -> Result:
        """Answer in writing what the debate left unanswered. Result: `{version}`."""
        log = debate_log(command.debate)
        process = caller.process
        roles = await self._forum.roles(caller.you, process)
        role = Role.PARLIAMENTARIAN if Role.PARLIAMENTARIAN in roles else Role.STAFF
        known = {row.question: row for row in await self._database.written_answers.of_debate(command.debate)}
        version = known[command.question].version if command.question in known else 0
        name, person = (caller.you.name, caller.you.id) if caller.you else ("", None)

        def decide(by: You, view: object, now: int) -> Decision[None]:
            row = WrittenAnswerRow(
                debate=command.debate,
                question=command.question,
                version=version + 1,
                body=rules.answer(self._journal.debate(command.debate), command, version=version),
                name=name,
                role=role.value,
                at=caller.received_at,
                person=person,
            )
            fact = AnswerWritten(command.question, version + 1)
            return Decision([Emit(log, fact)], [put_written_answer(row, after=version)])

        made = await self._forum.act(caller, command, process, decide, logs=[log])
        return made.at, {"version": version + 1}

    # --- one's own data -------------------------------------------------------------------------

    async def export_of(self, person: str) -> object:
        """The answers that somebody wrote, for their copy."""
        return [row._asdict() for row in await self._database.written_answers.of_person(person)]

    async def erase(self, person: str, with_content: bool) -> Write:
        """The name under them goes with the account; with its content the answers too, and are owed again."""
        return forget_writer(person, with_content=with_content)

    # --- reads ----------------------------------------------------------------------------------

    async def record(self, you: You | None, debate: str) -> DebateRecord:
        """The record of a debate. Refused: `NOT_FOUND`."""
        await self._visibility.process_of_debate(you, debate)
        page = await self._pages.known(debate)
        view = self._journal.debate(debate)
        questions = await self._questions(view)
        if page.recording is not None:
            chapters = [chapter for chapter in page.recording.chapters if chapter.kind == "question"]
            put_at = {chapter.id: chapter.at_ms for chapter in chapters}
            questions = [_at(question, put_at.get(question.id)) for question in questions]
        return DebateRecord(
            card=page.card,
            process_title=page.process_title,
            agenda=view.agenda,
            agenda_version=view.agenda_version,
            recording=page.recording,
            questions=questions,
            speaking=[SpokenTime(s.id, s.name, s.side, s.spoken_ms) for s in view.seats.values()],
            polls=[poll for poll in view.polls.values() if poll.state is not PollState.CREATED],
            owed=sum(question.owed for question in questions),
            answered_in_writing=sum(bool(q.written and q.written.text) for q in questions),
        )

    async def tied_to(self, you: You | None, proposition: str) -> list[TiedQuestion]:
        """The questions of all debates that are about a proposition or one of its families.

        Refused: `NOT_FOUND` for the proposition.
        """
        process = await self._visibility.process_of_proposition(you, proposition)
        targets = await self._subjects.under(process, proposition)
        tied = []
        for debate in await self._database.processes.debates(process):
            await self._journal.load(debate_log(debate.id), desk_log(debate.id))
            view = self._journal.debate(debate.id)
            if any(q.about is not None and q.about.target in targets for q in view.questions.values()):
                tied += [
                    TiedQuestion(debate.id, debate.title, question)
                    for question in await self._questions(view)
                    if question.about is not None and question.about.target in targets
                ]
        return tied

    async def _questions(self, view: DebateView) -> list[RecordQuestion]:
        written = {row.question: row for row in await self._database.written_answers.of_debate(view.id)}
        _, tallies, _ = await self._database.ballots.tallies(view.id)

        def supports(question: Question) -> int:
            return tallies.get(f"question/{question.id}", {}).get(SUPPORT, 0)

        await prepare(row.body for row in written.values())
        found = [_question(view, one, written.get(one.id), supports(one)) for one in view.questions.values()]
        return sorted(found, key=lambda one: (_place(one.state), -one.supports, one.asked_at, one.id))


def _question(
    view: DebateView, question: Question, row: WrittenAnswerRow | None, supports: int
) -> RecordQuestion:
    written = None
    if row is not None:
        written = WrittenAnswer(html_of(row.body), row.body, row.name, row.role, row.at, row.version)
    return RecordQuestion(
        id=question.id,
        text=question.text,
        name=question.name,
        asked_at=question.asked_at,
        state=question.state,
        supports=supports,
        readout_text=question.readout_text,
        reason=question.reason,
        into=question.into,
        about=question.about,
        owed=not (row and row.body) and rules.is_owed(view, question.id),
        written=written,
    )


def _at(question: RecordQuestion, at_ms: int | None) -> RecordQuestion:
    return replace(question, at_ms=at_ms)


def _place(state: QuestionState) -> int:
    return _ORDER.index(state) if state in _ORDER else len(_ORDER)
