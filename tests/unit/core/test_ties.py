"""What a question is about, and which questions are owed an answer in writing."""

from __future__ import annotations

import pytest

from hemicycle.core.written_answers import ANSWER_CHARACTERS, answer, is_owed
from hemicycle_protocol import commands as c
from hemicycle_protocol.debate_record import AnswerInWriting
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.views import DebateState, QuestionState
from tests.support.evening import DEBATE, HOST, MOD_A, YANN, Evening

_Q = QuestionState


def test_a_tie_stands_on_the_desk_and_for_the_public_who_may_read_the_question() -> None:
    """[DE37]"""
    evening = Evening()
    shown, hidden = evening.ask("Qui paie ?"), evening.ask("Et qui ?", YANN)
    evening.move(hidden, _Q.NEEDS_REVIEW)
    for id_ in (shown, hidden):
        evening.do(c.TieQuestion(DEBATE, id_, evening.version(id_), "family/f1"), MOD_A)
        about = evening.desk.questions[id_].question.about
        assert about is not None
        assert about.target == "family/f1"
    assert evening.debate.questions[shown].about is not None
    version = evening.version(shown)
    assert evening.do(c.TieQuestion(DEBATE, shown, version, "family/f1"), MOD_A) == []
    evening.do(c.TieQuestion(DEBATE, shown, version, None), MOD_A)
    assert evening.debate.questions[shown].about is None


def test_the_second_of_two_ties_is_refused() -> None:
    """[DE37]"""
    evening = Evening()
    id_ = evening.ask("Qui paie ?")
    version = evening.version(id_)
    evening.do(c.TieQuestion(DEBATE, id_, version, "family/f1"), MOD_A)
    with pytest.raises(Refused) as refused:
        evening.do(c.TieQuestion(DEBATE, id_, version, "family/f2"), MOD_A)
    assert refused.value.code is Code.CHANGED


def test_what_the_debate_left_unanswered_is_owed_an_answer() -> None:
    """[DE24] Unanswered at the end: a written answer is owed."""
    evening = Evening()
    left, answered = evening.ask("Qui paie ?"), evening.ask("Depuis quand ?", YANN)
    evening.move(answered, _Q.ON_AIR)
    evening.move(answered, _Q.ANSWERED)
    assert not is_owed(evening.debate, left)
    evening.do(c.SetDebateState(DEBATE, DebateState.ENDED), HOST)
    assert is_owed(evening.debate, left)
    assert not is_owed(evening.debate, answered)
    assert not is_owed(evening.debate, "none")
    wish = AnswerInWriting(DEBATE, left, "Tous.\n\nOui.\n")
    assert answer(evening.debate, wish, version=0) == "Tous.\n\nOui."


@pytest.mark.parametrize(
    ("question", "text", "version", "code"),
    [
        ("none", "x", 0, Code.NOT_FOUND),
        ("left", " ", 0, Code.EMPTY),
        ("left", "x" * (ANSWER_CHARACTERS + 1), 0, Code.TOO_LONG),
        ("left", "x", 1, Code.CHANGED),
    ],
)
def test_an_answer_that_is_none_is_refused(question: str, text: str, version: int, code: Code) -> None:
    """[DE24]"""
    evening = Evening()
    left = evening.ask("Qui paie ?")
    evening.do(c.SetDebateState(DEBATE, DebateState.ENDED), HOST)
    command = AnswerInWriting(DEBATE, left if question == "left" else question, text, version)
    with pytest.raises(Refused) as refused:
        answer(evening.debate, command, version=0)
    assert refused.value.code is code


def test_before_the_end_nothing_is_answered_in_writing() -> None:
    """[DE24]"""
    evening = Evening()
    id_ = evening.ask("Qui paie ?")
    with pytest.raises(Refused) as refused:
        answer(evening.debate, AnswerInWriting(DEBATE, id_, "Tous."), version=0)
    assert refused.value.code is Code.ILLEGAL_MOVE
