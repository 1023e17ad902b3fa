"""Answers in writing to what a debate left unanswered: to which questions they are owed."""

from __future__ import annotations

from hemicycle_protocol.debate_record import AnswerInWriting
from hemicycle_protocol.errors import Code, Refused, changed
from hemicycle_protocol.marks import limit_of
from hemicycle_protocol.views import DebateView, QuestionState

from .text import required_lines

ANSWER_CHARACTERS = limit_of(AnswerInWriting, "text")


def is_owed(view: DebateView, question: str) -> bool:
    """Whether a question has a right to an answer in writing: the debate ended and left it."""
    known = view.questions.get(question)
    return known is not None and known.state is QuestionState.UNANSWERED


def answer(view: DebateView, command: AnswerInWriting, *, version: int) -> str:
    """The text as it is kept, where `version` answers stand already.

    Raises:
        Refused: `NOT_FOUND`, `ILLEGAL_MOVE` for a question that needs none, `CHANGED` if somebody wrote
            meanwhile, `EMPTY`, `TOO_LONG`.
    """
    known = view.questions.get(command.question)
    if known is None:
        raise Refused(Code.NOT_FOUND, question=command.question)
    if not is_owed(view, command.question):
        raise Refused(Code.ILLEGAL_MOVE, state=known.state.value)
    if command.version != version:
        raise changed(version)
    return required_lines(command.text, field="text", limit=ANSWER_CHARACTERS)
