"""A debate moved at random: whatever people do, the laws of the logs hold."""

from __future__ import annotations

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from hemicycle.core.debate import empty_debate, fold_debate
from hemicycle.core.questions import SUPPORTABLE
from hemicycle_protocol import commands as c
from hemicycle_protocol.errors import Refused
from hemicycle_protocol.views import (
    DebateState,
    DebateView,
    DismissReason,
    QuestionState,
    SeatState,
    You,
)
from tests.support.evening import DEBATE, HOST, INES, MOD_A, MOD_B, MP, STAGE, YANN, ZOE, Evening
from tests.support.soak import rounds

_Q = QuestionState
HIDDEN = {_Q.SUBMITTED, _Q.NEEDS_REVIEW}
people = st.sampled_from([ZOE, YANN, MOD_A, MOD_B, HOST, MP, INES, STAGE])
desk = st.sampled_from([MOD_A, MOD_B, HOST])
CARD_ACTS = ["undo", "claim", "take", "drop", "withdraw", "reword"]
seats = st.sampled_from(["s1", "s2", "s3"])


class DebateMachine(RuleBasedStateMachine):
    """Commands of all kinds by people of all kinds; refusals are ordinary answers."""

    def __init__(self) -> None:
        super().__init__()
        self.evening = Evening()
        self.asked = 0
        self.snapshot: tuple[int, bytes] = (0, msgspec.json.encode(empty_debate(DEBATE)))

    def attempt(self, command: c.CommandBody, by: You) -> None:
        before = {log: len(events) for log, events in self.evening.logs.items()}
        try:
            self.evening.do(command, by)
        except Refused:
            assert before == {log: len(events) for log, events in self.evening.logs.items()}

    @rule(by=st.sampled_from([ZOE, YANN]))
    def ask(self, by: You) -> None:
        self.asked += 1
        self.attempt(c.AskQuestion(DEBATE, f"SECRET{self.asked}", f"k{self.asked}"), by)

    @precondition(lambda self: self.evening.desk.questions)
    @rule(
        data=st.data(),
        by=desk,
        to=st.sampled_from(_Q),
        reason=st.sampled_from([None, *DismissReason]),
        stale=st.integers(0, 1),
    )
    def move(self, data: st.DataObject, by: You, to: QuestionState, reason: str | None, stale: int) -> None:
        ids = st.sampled_from(sorted(self.evening.desk.questions))
        id_, into = data.draw(ids), data.draw(ids)
        version = self.evening.version(id_) - stale
        self.attempt(c.MoveQuestion(DEBATE, id_, version, to, reason, into), by)

    @precondition(lambda self: self.evening.desk.questions)
    @rule(
        data=st.data(),
        by=people,
        act=st.sampled_from(["undo", "claim", "take", "drop", "withdraw", "reword"]),
    )
    def on_card(self, data: st.DataObject, by: You, act: str) -> None:
        id_ = data.draw(st.sampled_from(sorted(self.evening.desk.questions)))
        version = self.evening.version(id_)
        commands = {
            "undo": c.UndoQuestion(DEBATE, id_, version),
            "claim": c.ClaimQuestion(DEBATE, id_),
            "take": c.ClaimQuestion(DEBATE, id_, take=True),
            "drop": c.ClaimQuestion(DEBATE, id_, on=False),
            "withdraw": c.WithdrawQuestion(DEBATE, id_),
            "reword": c.RewordQuestion(DEBATE, id_, version, "Plus court ?"),
        }
        self.attempt(commands[act], by)

    @rule(on=st.booleans())
    def pre_moderation(self, on: bool) -> None:
        self.attempt(c.SwitchPreModeration(DEBATE, on), MOD_A)

    @rule(to=st.sampled_from([*DebateState, DebateState.LIVE, DebateState.PAUSED]), sure=st.integers(0, 4))
    def set_state(self, to: DebateState, sure: int) -> None:
        if to is not DebateState.ENDED or sure == 0:
            self.attempt(c.SetDebateState(DEBATE, to), HOST)

    @rule(
        by=people,
        seat=seats,
        to=st.sampled_from(SeatState),
        act=st.sampled_from(["take", "place", "leave", "lose", "floor", "pause", "resume", "end", "mute"]),
    )
    def on_stage(self, by: You, seat: str, to: SeatState, act: str) -> None:
        commands = {
            "take": c.TakeSeat(DEBATE),
            "place": c.SetSeatState(DEBATE, seat, to, "motif"),
            "leave": c.LeaveSeat(DEBATE),
            "lose": c.ReportSeat(DEBATE, seat, to is SeatState.ON_STAGE),
            "floor": c.GiveFloor(DEBATE, seat),
            "pause": c.PauseFloor(DEBATE),
            "resume": c.ResumeFloor(DEBATE),
            "end": c.EndFloor(DEBATE),
            "mute": c.MuteSeat(DEBATE, seat, True),
        }
        role = {"take": MP, "leave": by, "lose": STAGE}.get(act, HOST)
        self.attempt(commands[act], role)

    @rule()
    def take_a_snapshot(self) -> None:
        log = self.evening.logs[f"debate/{DEBATE}"]
        self.snapshot = (len(log), msgspec.json.encode(self.evening.debate))

    @invariant()
    def a_snapshot_and_what_follows_give_the_state(self) -> None:
        """[T6]"""
        at, body = self.snapshot
        view = msgspec.json.decode(body, type=DebateView)
        for event in self.evening.logs[f"debate/{DEBATE}"][at:]:
            view = fold_debate(view, event)
        assert view == self.evening.debate

    @invariant()
    def one_question_at_most_is_next_and_one_on_air(self) -> None:
        states = [card.question.state for card in self.evening.desk.questions.values()]
        assert states.count(_Q.NEXT) <= 1
        assert states.count(_Q.ON_AIR) <= 1

    @invariant()
    def the_logs_agree_and_the_public_one_knows_no_draft(self) -> None:
        public = self.evening.debate
        for id_, card in self.evening.desk.questions.items():
            state = card.question.state
            assert self.evening.persons[card.author].questions[id_].state is state
            if state in HIDDEN:
                assert id_ not in public.questions
            elif state in SUPPORTABLE:
                assert id_ in public.questions
            if id_ in public.questions:
                assert public.questions[id_].state is state
                assert public.questions[id_].version == card.question.version
        assert sorted(public.queue) == sorted(
            id_ for id_, q in public.questions.items() if q.state is _Q.QUEUED
        )

    @invariant()
    def the_public_log_names_no_author_and_no_moderator(self) -> None:
        for event in self.evening.logs[f"debate/{DEBATE}"]:
            if "question" in event.type:
                assert event.actor is None
                told = str(event.body)
                assert not any(person.id in told for person in (ZOE, YANN, MOD_A, MOD_B, HOST))

    @invariant()
    def who_has_the_floor_is_there(self) -> None:
        view = self.evening.debate
        if view.floor is not None:
            seat = view.seats[view.floor.seat]
            assert seat.state in (SeatState.ON_STAGE, SeatState.LOST)
            if view.floor.running_since is not None:
                assert seat.state is SeatState.ON_STAGE
                assert view.state in (DebateState.LIVE, DebateState.REHEARSAL)

    @invariant()
    def an_ended_debate_owes_an_answer_and_has_no_open_question(self) -> None:
        if self.evening.debate.state is DebateState.ENDED:
            assert self.evening.debate.floor is None
            for card in self.evening.desk.questions.values():
                assert card.question.state not in SUPPORTABLE | HIDDEN


DebateMachine.TestCase.settings = settings(max_examples=rounds(60), stateful_step_count=40)
TestDebate = DebateMachine.TestCase
