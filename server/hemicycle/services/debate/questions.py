"""Questions: asking, curating, withdrawing. Supports are counted in `ballots`."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

from hemicycle.core import questions as rules
from hemicycle.core.debate import hides
from hemicycle.core.emit import Emit, debate_log, desk_log, person_log
from hemicycle.core.questions import QuestionLimits
from hemicycle.services.kernel.ballots import Ballots
from hemicycle.services.kernel.caller import Caller
from hemicycle.services.kernel.decision import Decision
from hemicycle.services.kernel.presence import Presence
from hemicycle.services.kernel.room import Result, Room
from hemicycle.store import Write
from hemicycle.store.moves import Move
from hemicycle.store.questions import hide_question
from hemicycle_protocol import commands as c
from hemicycle_protocol.events import QuestionMoved
from hemicycle_protocol.views import About, DebateView, DeskView, You

from .subjects import Subjects

Decide = Callable[[DebateView, DeskView, int, You], list[Emit]]
Moves = Callable[[DeskView, Sequence[Emit]], list[Move]]


class Questions:
    """The handlers of commands on questions."""

    def __init__(
        self,
        room: Room,
        ballots: Ballots,
        presence: Presence,
        limits: QuestionLimits,
        subjects: Subjects,
    ) -> None:
        self._room = room
        self._presence = presence
        self._journal = room.journal
        self._ballots = ballots
        self._limits = limits
        self._subjects = subjects

    async def ask(self, caller: Caller, command: c.AskQuestion) -> Result:
        """A question arrives. The same person and key get the same answer (SPEC C5).

        Only the asker's own log is locked, so that a surge of questions does not conflict with itself. The
        debate's is read first: a moderator who switched on pre-moderation on another node relies on it.
        """
        await self._journal.refresh(debate_log(command.debate))
        person = caller.you.id if caller.you else ""
        question = question_id(command.debate, person, command.key)
        mine, desk = person_log(person), desk_log(command.debate)
        about = await self._about(command.debate, command.about)

        def decide(by: You, now: int) -> Decision[None]:
            journal = self._journal
            own = journal.person(person)
            if question in own.questions:
                return Decision([])
            facts = rules.ask(
                journal.debate(command.debate),
                journal.desk(command.debate),
                own,
                command,
                now=now,
                by=by,
                new_id=question,
                limits=self._limits,
                about=about,
            )
            return Decision(facts)

        logs = [desk, mine]
        made = await self._room.act(caller, command, command.debate, decide, logs=logs, lock=[mine])
        asked = self._journal.person(person).questions[question]
        return made.at, {"question": question, "state": asked.state.value}

    async def withdraw(self, caller: Caller, command: c.WithdrawQuestion) -> Result:
        """The author takes a question back."""
        return await self._on_card(
            caller, command, lambda d, k, now, by: rules.withdraw(d, k, command, now=now, by=by)
        )

    async def leave(self, person: str, now: int) -> None:
        """Somebody closes their account with its content."""
        journal, mine = self._journal, person_log(person)
        await journal.load(mine)
        await journal.refresh(mine)
        for debate in sorted({question.debate for question in journal.person(person).questions.values()}):

            def decided(at: int, debate: str = debate) -> Decision[None]:
                desk = journal.desk(debate)
                facts = rules.leave(journal.debate(debate), desk, person, now=at)
                return Decision(facts, _hide(debate, facts), ballots=self._moves(desk, facts))

            await journal.decide([debate_log(debate), desk_log(debate), mine], decided, now=now, actor=None)

    async def claim(self, caller: Caller, command: c.ClaimQuestion) -> Result:
        """A moderator works on a card, or lets go."""
        result = await self._on_card(
            caller, command, lambda d, k, now, by: rules.claim(d, k, command, now=now, by=by)
        )
        self._presence.opened(caller, command.debate, command.question if command.on else None)
        return result

    async def move(self, caller: Caller, command: c.MoveQuestion) -> Result:
        """A card moves."""
        return await self._move(
            caller, command, lambda d, k, now, by: rules.move(d, k, command, now=now, by=by)
        )

    async def undo(self, caller: Caller, command: c.UndoQuestion) -> Result:
        """A card goes back."""
        return await self._move(
            caller, command, lambda d, k, now, by: rules.undo(d, k, command, now=now, by=by)
        )

    async def reword(self, caller: Caller, command: c.RewordQuestion) -> Result:
        """A text to be read out."""
        limits = self._limits
        return await self._on_card(
            caller,
            command,
            lambda d, k, now, by: rules.reword(d, k, command, now=now, by=by, limits=limits),
        )

    async def tie(self, caller: Caller, command: c.TieQuestion) -> Result:
        """What a question is about."""
        about = await self._about(command.debate, command.about)
        return await self._on_card(
            caller, command, lambda d, k, now, by: rules.tie(d, k, command, about=about, now=now, by=by)
        )

    async def _about(self, debate: str, target: str | None) -> About | None:
        if target is None:
            return None
        await self._journal.load(debate_log(debate))
        process = self._journal.debate(debate).process
        return (await self._subjects.named(process, [target]))[target]

    async def note(self, caller: Caller, command: c.NoteQuestion) -> Result:
        """A private note."""
        return await self._on_card(
            caller, command, lambda d, k, now, by: rules.note(d, k, command, now=now, by=by)
        )

    async def order(self, caller: Caller, command: c.OrderQueue) -> Result:
        """The order of the queue."""
        return await self._on_card(
            caller, command, lambda d, k, now, by: rules.order(d, k, command, now=now, by=by)
        )

    async def _move(self, caller: Caller, command: c.MoveQuestion | c.UndoQuestion, decide: Decide) -> Result:
        return await self._on_card(caller, command, decide, self._moves)

    def _moves(self, desk: DeskView, facts: Sequence[Emit]) -> list[Move]:
        """Whatever leads out of a merge parts the supports it united; whatever leads into one unites them."""
        moves: list[Move] = []
        for fact in facts:
            if isinstance(fact.body, QuestionMoved) and fact.log == desk_log(desk.id):
                question, entered = fact.body.question, fact.body.step.into
                left = desk.questions[question].question.into
                moves += [] if left is None else [self._ballots.part(left, question)]
                moves += [] if entered is None else [self._ballots.unite(entered, question)]
        return moves

    async def _on_card(
        self, caller: Caller, command: _OnQuestion, decide: Decide, moves: Moves = lambda desk, facts: []
    ) -> Result:
        debate, journal = command.debate, self._journal

        def decided(by: You, now: int) -> Decision[None]:
            desk = journal.desk(debate)
            facts = decide(journal.debate(debate), desk, now, by)
            return Decision(facts, _hide(debate, facts), ballots=moves(desk, facts))

        made = await self._room.act(caller, command, debate, decided, logs=[desk_log(debate)])
        card = journal.desk(debate).questions.get(getattr(command, "question", ""))
        return made.at, {} if card is None else {"version": card.question.version}


_OnQuestion = (
    c.WithdrawQuestion
    | c.ClaimQuestion
    | c.MoveQuestion
    | c.UndoQuestion
    | c.RewordQuestion
    | c.TieQuestion
    | c.NoteQuestion
    | c.OrderQueue
)


def _hide(debate: str, facts: Sequence[Emit]) -> list[Write]:
    """Facts that hide a question take its words out of what the public log said before, with them."""
    public = debate_log(debate)
    told = [fact.event(offset=0, at=0) for fact in facts if fact.log == public]
    return [hide_question(debate, str(event.body["question"])) for event in told if hides(event)]


def question_id(debate: str, person: str, key: str) -> str:
    """The id of the question that this person asked with this key: asking twice names the same one."""
    digest = hashlib.blake2b("\0".join((debate, person, key)).encode(), digest_size=9)
    return "q" + digest.hexdigest()
