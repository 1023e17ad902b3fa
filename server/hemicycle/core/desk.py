"""The moderators' state of a debate's questions: the fold of `debate/{id}/desk`, and the claims on cards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from msgspec.structs import replace

from hemicycle_protocol import events as e
from hemicycle_protocol.views import DeskQuestion, DeskView, Event

from .debate import moved

CLAIM_MS = 60_000


def empty_desk(id_: str) -> DeskView:
    """The view before the first fact; `id_` is the debate's."""
    return DeskView(id_)


def fold_desk(view: DeskView, event: Event) -> DeskView:
    """The view after one more fact; facts of an unknown type change nothing (SPEC T6)."""
    if event.type == "question_submitted":
        arrived = msgspec.convert(event.body, e.QuestionSubmitted)
        return _with_card(view, arrived.question.id, DeskQuestion(arrived.question, arrived.author))
    fold = _FOLDS.get(event.type)
    if fold is None:
        return view
    body: Any = msgspec.convert(event.body, e.EVENTS[event.type])
    card = view.questions.get(body.question)
    return view if card is None else _with_card(view, body.question, fold(card, body))


def holder(card: DeskQuestion, *, now: int) -> str | None:
    """The id of the moderator who works on the card now; a claim ends by itself."""
    return card.claimed_by if card.claimed_until > now else None


def _with_card(view: DeskView, id_: str, card: DeskQuestion) -> DeskView:
    return replace(view, questions={**view.questions, id_: card})


def _moved(card: DeskQuestion, body: e.QuestionMoved) -> DeskQuestion:
    return replace(card, question=moved(card.question, body), history=[*card.history, body.step])


def _reworded(card: DeskQuestion, body: e.QuestionReworded) -> DeskQuestion:
    question = replace(card.question, readout_text=body.readout_text, version=body.version)
    return replace(card, question=question)


def _tied(card: DeskQuestion, body: e.QuestionTied) -> DeskQuestion:
    return replace(card, question=replace(card.question, about=body.about, version=body.version))


def _claimed(card: DeskQuestion, body: e.QuestionClaimed) -> DeskQuestion:
    if body.until == 0:
        return replace(card, claimed_by=None, claimed_name=None, claimed_until=0)
    return replace(card, claimed_by=body.by, claimed_name=body.name, claimed_until=body.until)


def _noted(card: DeskQuestion, body: e.QuestionNoted) -> DeskQuestion:
    return replace(card, note=body.note, question=replace(card.question, version=body.version))


_FOLDS: dict[str, Callable[[DeskQuestion, Any], DeskQuestion]] = {
    "question_moved": _moved,
    "question_reworded": _reworded,
    "question_tied": _tied,
    "question_claimed": _claimed,
    "question_noted": _noted,
}
