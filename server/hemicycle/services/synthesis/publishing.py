"""Publishing a synthesis, and contesting what it says of one's own argument. The rules are in `core`."""

from __future__ import annotations

import hashlib

from hemicycle.core import contests
from hemicycle.core.editions import edition_of, total
from hemicycle.core.emit import Emit, process_log
from hemicycle.core.synthesis import check_number, synthesis_log
from hemicycle.core.text import within
from hemicycle.services.kernel.caller import Caller
from hemicycle.services.kernel.decision import Decision, patiently
from hemicycle.services.kernel.room import Result
from hemicycle.store.families import Families
from hemicycle.store.syntheses import ContestRow, Syntheses, add_contest, add_version, answer_contest
from hemicycle_protocol import synthesis as s
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.marks import limit_of
from hemicycle_protocol.views import ProcessView, You

from .sorting import Workshop
from .tables import edition_rows, tables_of

NOTE_CHARACTERS = limit_of(s.PublishSynthesis, "note")


class Publishing:
    """The handlers of what the public reads of: versions and contests."""

    def __init__(self, workshop: Workshop, families: Families, syntheses: Syntheses) -> None:
        self._workshop = workshop
        self._forum = workshop.forum
        self._families = families
        self._syntheses = syntheses

    async def publish(self, caller: Caller, command: s.PublishSynthesis) -> Result:
        """A version of all propositions that have arguments, as the work is now.

        Raises:
            Refused: `CHANGED` if somebody published meanwhile, `EMPTY` without any family.
        """
        note = within(command.note, field="note", limit=NOTE_CHARACTERS)
        return await patiently(lambda: self._publish(caller, command, note))

    async def _publish(self, caller: Caller, command: s.PublishSynthesis, note: str) -> Result:
        process, number = command.process, command.number
        worked = await self._workshop.work(caller, process)
        editions = [edition_of(table) for table in tables_of(worked) if table.arguments]
        rows = edition_rows(editions)
        coverage = total(edition.coverage for edition in editions)
        families = sum(len(edition.families) for edition in editions)

        def decide(by: You, view: ProcessView, now: int) -> Decision[None]:
            check_number(view, number)
            self._workshop.check_fresh(process, worked)
            if not families:
                raise Refused(Code.EMPTY, field="families")
            until = contests.contest_until(now)
            fact = s.SynthesisPublished(number, coverage, families, until, note)
            card = s.VersionCard(number, now, coverage, families, until, note)
            return Decision([Emit(process_log(process), fact)], [add_version(process, card, rows)])

        made = await self._forum.act(caller, command, process, decide, logs=[synthesis_log(process)])
        return made.at, {"number": number}

    async def contest(self, caller: Caller, command: s.ContestPlacement) -> Result:
        """An author says that the argument stands in the wrong place; once a version.

        Raises:
            Refused: `NOT_FOUND`, `FORBIDDEN` for another's, `CLOSED` after seven days, `DUPLICATE`.
        """
        process = command.process
        text = contests.check_words(command.text, field="text")
        written = await self._families.author_of(process, command.argument)
        if written is None:
            raise Refused(Code.NOT_FOUND, argument=command.argument)

        def decide(by: You, view: ProcessView, now: int) -> Decision[str]:
            standing = view.synthesis
            contests.check_window(None if standing is None else standing.at, at=caller.received_at)
            contests.check_author(written.person, by.id)
            assert standing is not None
            id_ = contest_id(command.argument, standing.number)
            contest = s.PlacementContest(id_, written.proposition, written.id, text, now, standing.number)
            fact = s.PlacementContested(id_, written.proposition, written.id)
            kept = add_contest(ContestRow(process, by.id, contest))
            return Decision([Emit(process_log(process), fact)], [kept], id_)

        made = await self._forum.act(caller, command, process, decide)
        return made.at, {"contest": made.result}

    async def answer(self, caller: Caller, command: s.AnswerContest) -> Result:
        """The editors say what became of it, and why. Refused: `CHANGED` if it was answered meanwhile."""
        process = command.process
        answer = contests.check_words(command.answer, field="answer")
        row = await self._syntheses.contest(command.contest)
        if row is None or row.process != process:
            raise Refused(Code.NOT_FOUND, contest=command.contest)

        def decide(by: You, view: ProcessView, now: int) -> Decision[None]:
            contests.check_unanswered(row.contest, command.version)
            fact = s.ContestAnswered(command.contest, command.outcome)
            kept = answer_contest(command.contest, command.outcome, answer, version=command.version, at=now)
            return Decision([Emit(process_log(process), fact)], [kept])

        made = await self._forum.act(caller, command, process, decide)
        return made.at, {"version": command.version + 1}


def contest_id(argument: str, synthesis: int) -> str:
    """The id of the one contest of an argument in a version."""
    digest = hashlib.blake2b(f"{argument}\0{synthesis}".encode(), digest_size=9)
    return "k" + digest.hexdigest()
