"""One's own record: the fold of `person/{id}`."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from hemicycle_protocol import events as e
from hemicycle_protocol.views import Event, MyQuestion, PersonView


def empty_person(id_: str) -> PersonView:
    """The view before the first fact."""
    return PersonView(id_)


def fold_person(view: PersonView, event: Event) -> PersonView:
    """The view after one more fact; facts of an unknown type change nothing (SPEC T6)."""
    if event.type == "my_question_submitted":
        asked = msgspec.convert(event.body, e.MyQuestionSubmitted)
        return _with(view, MyQuestion(asked.id, asked.debate, asked.text, asked.state))
    if event.type == "question_moved":
        body = msgspec.convert(event.body, e.QuestionMoved)
        mine = view.questions.get(body.question)
        if mine is not None:
            return _with(view, replace(mine, state=body.step.to, steps=[*mine.steps, body.step]))
    return view


def _with(view: PersonView, question: MyQuestion) -> PersonView:
    return replace(view, questions={**view.questions, question.id: question})
