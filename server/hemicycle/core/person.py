"""One's own record: the fold of `person/{id}`."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from hemicycle_protocol import events as e
from hemicycle_protocol.consultation import TextKept, TextWithdrawn
from hemicycle_protocol.views import Event, MyQuestion, MyText, PersonView


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
    if event.type == "text_kept":
        kept = msgspec.convert(event.body, TextKept)
        before = view.texts.get(kept.id)
        at = event.at if before is None else before.at
        return _with_text(view, MyText(kept.id, kept.kind, kept.process, at, kept.digest))
    if event.type == "text_withdrawn":
        text = view.texts.get(msgspec.convert(event.body, TextWithdrawn).id)
        return view if text is None else _with_text(view, replace(text, withdrawn=True))
    return view


def _with_text(view: PersonView, text: MyText) -> PersonView:
    return replace(view, texts={**view.texts, text.id: text})


def _with(view: PersonView, question: MyQuestion) -> PersonView:
    return replace(view, questions={**view.questions, question.id: question})
