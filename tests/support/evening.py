"""A debate in memory, moved by commands through the rules alone; its people; its logs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from hemicycle.core import lifecycle, polls, questions
from hemicycle.core.debate import decide_debate, empty_debate, fold_debate
from hemicycle.core.desk import empty_desk, fold_desk
from hemicycle.core.emit import Emit, debate_log, desk_log, on_debate
from hemicycle.core.permissions import check_role, check_state, roles_in
from hemicycle.core.person import empty_person, fold_person
from hemicycle.core.questions import QuestionLimits
from hemicycle_protocol import commands as c
from hemicycle_protocol.views import (
    About,
    AgendaItem,
    AgendaKind,
    DebateState,
    DebateView,
    DeskView,
    Event,
    PersonView,
    QuestionState,
    Role,
    Seat,
    SeatState,
    Side,
    You,
)

DEBATE = "d1"
START = 1_800_000_000_000
AGENDA = [
    AgendaItem("i1", AgendaKind.OPENING, "Ouverture", 300_000),
    AgendaItem("i2", AgendaKind.THEME, "Prévention", 1_200_000),
    AgendaItem("i3", AgendaKind.QUESTIONS, "Questions du public", 1_200_000),
]
SEATS = [
    Seat("s1", "Claire Morel", Side.PARLIAMENTARIAN),
    Seat("s2", "Inès", Side.CITIZENS),
    Seat("s3", "Ali", Side.CITIZENS),
]
HOST = You("p-host", "Hélène", [Role.HOST], DEBATE)
MOD_A = You("p-mod-a", "Awa", [Role.MODERATOR], DEBATE)
MOD_B = You("p-mod-b", "Bruno", [Role.MODERATOR], DEBATE)
STAGE = You("stage-d1", "stage", [Role.STAGE], DEBATE)
MP = You("p-mp", "Claire Morel", [Role.PANELIST], DEBATE, "s1")
INES = You("p-ines", "Inès", [Role.PANELIST], DEBATE, "s2")
ALI = You("p-ali", "Ali", [Role.PANELIST], DEBATE, "s3")
ZOE = You("p-zoe", "Zoé", [Role.CITIZEN])
YANN = You("p-yann", "Yann", [Role.CITIZEN])
LIMITS = QuestionLimits(interval_ms=0)

OnQuestion = Callable[..., list[Emit]]
ON_QUESTIONS: dict[type[c.CommandBody], OnQuestion] = {
    c.MoveQuestion: questions.move,
    c.UndoQuestion: questions.undo,
    c.WithdrawQuestion: questions.withdraw,
    c.NoteQuestion: questions.note,
    c.ClaimQuestion: questions.claim,
    c.OrderQueue: questions.order,
}


class Evening:
    """One debate: `do` a command as somebody; views are folds of the logs."""

    def __init__(self, *, state: DebateState = DebateState.LIVE, pre_moderation: bool = False) -> None:
        self.now = START
        self.logs: dict[str, list[Event]] = defaultdict(list)
        self.debate: DebateView = empty_debate(DEBATE)
        self.desk: DeskView = empty_desk(DEBATE)
        self.persons: dict[str, PersonView] = {}
        self.limits = LIMITS
        self.counts: Mapping[str, Sequence[int]] = {}
        self._ids = 0
        created = lifecycle.created(
            id=DEBATE,
            process="p1",
            title="Le repas à la cantine",
            starts_at=START,
            agenda=AGENDA,
            seats=SEATS,
            pre_moderation=pre_moderation,
        )
        self.append(on_debate(DEBATE, [created]), HOST)
        way = {
            DebateState.LOBBY: [],
            DebateState.REHEARSAL: [DebateState.REHEARSAL],
            DebateState.LIVE: [DebateState.LIVE],
            DebateState.PAUSED: [DebateState.LIVE, DebateState.PAUSED],
            DebateState.ENDED: [DebateState.LIVE, DebateState.ENDED],
        }
        for step in way[state]:
            self.do(c.SetDebateState(DEBATE, step), HOST)

    def do(self, command: c.CommandBody, by: You) -> list[Emit]:
        """Decide as the services do, append, fold; what was emitted."""
        self.now += 1_000
        check_role(command, roles_in(by, DEBATE))
        check_state(command, self.debate.state)
        emits = self.decide(command, by)
        self.append(emits, by)
        return emits

    def decide(self, command: c.CommandBody, by: You) -> list[Emit]:
        now = self.now
        if isinstance(command, c.AskQuestion):
            self._ids += 1
            mine = self.persons.get(by.id, empty_person(by.id))
            id_ = f"q{self._ids}"
            return questions.ask(
                self.debate, self.desk, mine, command, now=now, by=by, new_id=id_, limits=self.limits
            )
        if isinstance(command, c.TieQuestion):
            about = None if command.about is None else About(command.about, f"Titre de {command.about}")
            return questions.tie(self.debate, self.desk, command, about=about, now=now, by=by)
        if isinstance(command, c.RewordQuestion):
            return questions.reword(self.debate, self.desk, command, now=now, by=by, limits=self.limits)
        if type(command) in ON_QUESTIONS:
            return ON_QUESTIONS[type(command)](self.debate, self.desk, command, now=now, by=by)
        if isinstance(command, c.ClosePoll):
            return on_debate(
                DEBATE, polls.close(self.debate, command.poll, self.counts.get(command.poll, []))
            )
        if isinstance(command, c.PublishPoll):
            return on_debate(
                DEBATE, polls.publish(self.debate, command.poll, self.counts.get(command.poll, []))
            )
        bodies = on_debate(
            DEBATE, decide_debate(self.debate, command, now=now, by=by, new_id=self._poll_id())
        )
        if isinstance(command, c.SetDebateState) and command.to is DebateState.ENDED:
            return [*questions.at_the_end(self.debate, self.desk, now=now), *bodies]
        return bodies

    def append(self, emits: Sequence[Emit], by: You) -> None:
        for emit in emits:
            log = self.logs[emit.log]
            actor = by.id if emit.shows_actor else None
            event = emit.event(offset=len(log) + 1, at=self.now, actor=actor)
            log.append(msgspec.json.decode(msgspec.json.encode(event), type=Event))
            self._fold(emit.log, log[-1])

    def _fold(self, log: str, event: Event) -> None:
        if log == debate_log(DEBATE):
            self.debate = fold_debate(self.debate, event)
        elif log == desk_log(DEBATE):
            self.desk = fold_desk(self.desk, event)
        else:
            person = log.partition("/")[2]
            self.persons[person] = fold_person(self.persons.get(person, empty_person(person)), event)

    def _poll_id(self) -> str:
        return f"poll{len(self.debate.polls) + 1}"

    # --- short ways -----------------------------------------------------------------------------

    def ask(self, text: str, by: You = ZOE) -> str:
        """Ask; the id of the question."""
        self.do(c.AskQuestion(DEBATE, text, key=text), by)
        return f"q{self._ids}"

    def move(self, id_: str, to: QuestionState, by: You = MOD_A, **facts: str) -> None:
        """Move a card as it stands."""
        self.do(c.MoveQuestion(DEBATE, id_, self.version(id_), to, **facts), by)

    def version(self, id_: str) -> int:
        return self.desk.questions[id_].question.version

    def state(self, id_: str) -> QuestionState:
        return self.desk.questions[id_].question.state

    def admit(self, *people: You) -> None:
        """Bring panelists on stage."""
        for person in people:
            self.do(c.TakeSeat(DEBATE), person)
            assert person.seat is not None
            self.do(c.SetSeatState(DEBATE, person.seat, SeatState.ON_STAGE), HOST)

    def poll(self, **options: Any) -> str:
        """Prepare a poll of two options; its id."""
        self.do(c.CreatePoll(DEBATE, "D'accord ?", ["Oui", "Non"], **options), HOST)
        return f"poll{len(self.debate.polls)}"

    def tell(self, id_: str) -> Sequence[str]:
        """The types of the facts on the public log that name a question."""
        events = self.logs[debate_log(DEBATE)]
        return [event.type for event in events if id_ in str(event.body)]

    def mine(self, person: You) -> PersonView:
        return self.persons[person.id]
