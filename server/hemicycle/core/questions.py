"""The life of a question, from the person who asks it to the stage.

`TRANSITIONS` lists every legal move and who may make it. One question can be `next` and one `on_air`: a move
to a place that is taken is refused with `occupied_by`, so nothing is answered or sent back silently.

A question stands on three logs: the desk's holds everything, the author's what became of it (roles, no
names), the public one only what was published. Counting supports is left to the ballot box.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from msgspec.structs import replace

from hemicycle_protocol import commands as c
from hemicycle_protocol import events as e
from hemicycle_protocol.errors import Code, Refused, changed
from hemicycle_protocol.marks import limit_of
from hemicycle_protocol.views import (
    About,
    DebateState,
    DebateView,
    DeskQuestion,
    DeskView,
    DismissReason,
    PersonView,
    Question,
    QuestionState,
    QuestionStep,
    Role,
    You,
)

from .desk import CLAIM_MS, holder
from .emit import Emit, debate_log, desk_log, person_log
from .permissions import roles_in
from .text import clean, required, within

_Q = QuestionState


class Mover(StrEnum):
    """Who moves a question."""

    DESK = "desk"
    AUTHOR = "author"
    SYSTEM = "system"


REVIEWED = (_Q.SUBMITTED, _Q.NEEDS_REVIEW)
LISTED = (_Q.PUBLISHED, _Q.QUEUED, _Q.NEXT)
WAITING = (*REVIEWED, *LISTED)
OPEN = frozenset({*WAITING, _Q.ON_AIR})
# States in which a question can be supported, and another merged into it.
SUPPORTABLE = frozenset({*LISTED, _Q.ON_AIR})
# One question at a time.
SINGLE = frozenset({_Q.NEXT, _Q.ON_AIR})
REASONED = frozenset({_Q.DISMISSED, _Q.BINNED})
REASONS = frozenset(DismissReason)
THEME_CHARACTERS = limit_of(c.AskQuestion, "theme")
EXPLANATION_CHARACTERS = limit_of(c.MoveQuestion, "explanation")
NOTE_CHARACTERS = limit_of(c.NoteQuestion, "note")

TRANSITIONS: dict[tuple[QuestionState, QuestionState], Mover] = {
    (_Q.SUBMITTED, _Q.NEEDS_REVIEW): Mover.SYSTEM,
    **{
        (a, b): Mover.DESK
        for a in WAITING
        for b in (*LISTED, _Q.ON_AIR, _Q.DISMISSED, _Q.MERGED, _Q.BINNED)
        if a is not b
    },
    (_Q.PUBLISHED, _Q.NEEDS_REVIEW): Mover.DESK,
    (_Q.ON_AIR, _Q.ANSWERED): Mover.DESK,
    (_Q.ON_AIR, _Q.QUEUED): Mover.DESK,
    (_Q.DISMISSED, _Q.PUBLISHED): Mover.DESK,
    (_Q.BINNED, _Q.PUBLISHED): Mover.DESK,
    (_Q.MERGED, _Q.PUBLISHED): Mover.DESK,
    **{(a, _Q.WITHDRAWN): Mover.AUTHOR for a in WAITING},
    # With the account of its author, unless it was said aloud.
    **{(a, _Q.WITHDRAWN): Mover.SYSTEM for a in (_Q.DISMISSED, _Q.MERGED, _Q.BINNED, _Q.UNANSWERED)},
    **{(a, _Q.UNANSWERED): Mover.SYSTEM for a in OPEN},
}


class QuestionLimits(NamedTuple):
    """How much may be asked. The room's cap keeps a desk workable; beyond it people are told to support."""

    characters: int = limit_of(c.AskQuestion, "text")
    open_per_person: int = 3
    interval_ms: int = 20_000
    waiting_in_room: int = 1_000


def ask(
    debate: DebateView,
    desk: DeskView,
    person: PersonView,
    command: c.AskQuestion,
    *,
    now: int,
    by: You,
    new_id: str,
    limits: QuestionLimits,
    about: About | None = None,
) -> list[Emit]:
    """A question arrives; it is published at once, or read first when pre-moderation is on.

    Raises:
        Refused: `EMPTY`, `TOO_LONG`, `DUPLICATE`, `TOO_MANY_OPEN`, `TOO_SOON`, `ROOM_FULL`.
    """
    text = required(command.text, field="text", limit=limits.characters)
    _check_limits(desk, person, text, now=now, limits=limits)
    theme = within(command.theme or "", field="theme", limit=THEME_CHARACTERS) or None
    arrival = (new_id, text, clean(by.name), now, _Q.SUBMITTED)
    question = Question(*arrival, state_at=now, theme=theme, about=about)
    arrived = [
        Emit(desk_log(debate.id), e.QuestionSubmitted(question, by.id)),
        Emit(person_log(by.id), e.MyQuestionSubmitted(new_id, debate.id, text, _Q.SUBMITTED)),
    ]
    to = _Q.NEEDS_REVIEW if debate.pre_moderation else _Q.PUBLISHED
    return arrived + _moves(debate, DeskQuestion(question, by.id), QuestionStep(to, now))


def move(debate: DebateView, desk: DeskView, command: c.MoveQuestion, *, now: int, by: You) -> list[Emit]:
    """A moderator or the host moves a card; their claim on it ends.

    Raises:
        Refused: `NOT_FOUND`, `CHANGED`, `CLAIMED`, `ILLEGAL_MOVE`, `REASON_MISSING`, `INVALID`, `NOT_OPEN`.
    """
    card = _card(desk, command.question, command.version, now=now, by=by)
    state = card.question.state
    if TRANSITIONS.get((state, command.to)) is not Mover.DESK:
        raise Refused(Code.ILLEGAL_MOVE, state=state.value, to=command.to.value)
    step = QuestionStep(command.to, now)
    if command.to in REASONED:
        explanation = within(command.explanation or "", field="explanation", limit=EXPLANATION_CHARACTERS)
        step = replace(step, reason=_reason(command.reason), explanation=explanation or None)
    if command.to is _Q.MERGED:
        step = replace(step, into=_target(debate, card, command.into))
    _check_place(debate, desk, card, command.to)
    return _by_desk(debate, card, step, by=by)


def undo(debate: DebateView, desk: DeskView, command: c.UndoQuestion, *, now: int, by: You) -> list[Emit]:
    """Put a card back where it was before its last move, which stays in its trail.

    What the system or the author did cannot be undone. Undoing an undo is doing again.
    """
    card = _card(desk, command.question, command.version, now=now, by=by)
    if len(card.history) < 2 or card.history[-1].role not in (Role.MODERATOR, Role.HOST):
        raise Refused(Code.ILLEGAL_MOVE, state=card.question.state.value)
    before = card.history[-2]
    _check_place(debate, desk, card, before.to)
    return _by_desk(debate, card, replace(before, at=now), by=by)


def withdraw(
    debate: DebateView, desk: DeskView, command: c.WithdrawQuestion, *, now: int, by: You
) -> list[Emit]:
    """The author takes a question back, unless it is on air or beyond; claims do not hold them up."""
    card = desk.questions.get(command.question)
    if card is None or card.author != by.id:
        raise Refused(Code.NOT_FOUND, question=command.question)
    if TRANSITIONS.get((card.question.state, _Q.WITHDRAWN)) is not Mover.AUTHOR:
        raise Refused(Code.ILLEGAL_MOVE, state=card.question.state.value)
    return _moves(debate, card, QuestionStep(_Q.WITHDRAWN, now, role=Role.CITIZEN))


def leave(debate: DebateView, desk: DeskView, person: str, *, now: int) -> list[Emit]:
    """Who closes their account with its content takes along what was never on air, decided on or not.

    What was on air was said aloud before everybody: it stays, as in the recording, without its name.
    """
    step = QuestionStep(_Q.WITHDRAWN, now, role=Role.CITIZEN)
    return [
        fact
        for card in desk.questions.values()
        if card.author == person and (card.question.state, _Q.WITHDRAWN) in TRANSITIONS
        if all(one.to is not _Q.ON_AIR for one in card.history)
        for fact in _moves(debate, card, step)
    ]


def reword(
    debate: DebateView,
    desk: DeskView,
    command: c.RewordQuestion,
    *,
    now: int,
    by: You,
    limits: QuestionLimits,
) -> list[Emit]:
    """Write the text to be read out; the original stays beside it."""
    card = _card(desk, command.question, command.version, now=now, by=by)
    text = required(command.readout_text, field="readout_text", limit=limits.characters)
    fact = e.QuestionReworded(command.question, text, card.question.version + 1)
    public = [Emit(debate_log(debate.id), fact)] if card.question.id in debate.questions else []
    return [Emit(desk_log(debate.id), fact), *public]


def tie(
    debate: DebateView, desk: DeskView, command: c.TieQuestion, *, about: About | None, now: int, by: You
) -> list[Emit]:
    """Say what a question is about; saying the same again changes nothing."""
    card = _card(desk, command.question, command.version, now=now, by=by)
    if card.question.about == about:
        return []
    fact = e.QuestionTied(command.question, about, card.question.version + 1)
    public = [Emit(debate_log(debate.id), fact)] if card.question.id in debate.questions else []
    return [Emit(desk_log(debate.id), fact), *public]


def note(debate: DebateView, desk: DeskView, command: c.NoteQuestion, *, now: int, by: You) -> list[Emit]:
    """Keep a private note on a card."""
    card = _card(desk, command.question, command.version, now=now, by=by)
    text = within(command.note, field="note", limit=NOTE_CHARACTERS)
    return [Emit(desk_log(debate.id), e.QuestionNoted(command.question, text, card.question.version + 1))]


def claim(debate: DebateView, desk: DeskView, command: c.ClaimQuestion, *, now: int, by: You) -> list[Emit]:
    """Work on a card for 60 s more, take it from another, or let go; letting go of another's does nothing.

    Raises:
        Refused: `CLAIMED` with `by` (a name) and `until`, while another works on it and `take` is not said.
    """
    card = desk.questions.get(command.question)
    if card is None:
        raise Refused(Code.NOT_FOUND, question=command.question)
    held_by = holder(card, now=now)
    if not command.on:
        return _release(debate.id, card) if held_by == by.id else []
    if held_by not in (None, by.id) and not command.take:
        raise _claimed(card)
    fact = e.QuestionClaimed(command.question, by.id, by.name, now + CLAIM_MS)
    return [Emit(desk_log(debate.id), fact)]


def order(debate: DebateView, desk: DeskView, command: c.OrderQueue, *, now: int, by: You) -> list[Emit]:
    """Set the order of the queue; refused `CHANGED` if it no longer holds the same questions."""
    if sorted(command.queue) != sorted(debate.queue):
        raise changed(state=debate.queue)
    if command.queue == debate.queue:
        return []
    return [Emit(debate_log(debate.id), e.QueueOrdered(command.queue))]


def at_the_end(debate: DebateView, desk: DeskView, *, now: int) -> list[Emit]:
    """Every question that is still open becomes `unanswered`: a written answer is owed."""
    return [
        fact
        for card in desk.questions.values()
        if card.question.state in OPEN
        for fact in _moves(debate, card, QuestionStep(_Q.UNANSWERED, now))
    ]


# --- checks ---------------------------------------------------------------------------------


def _check_limits(desk: DeskView, person: PersonView, text: str, *, now: int, limits: QuestionLimits) -> None:
    own = [q for q in person.questions.values() if q.debate == desk.id]
    pending = [q for q in own if q.state in OPEN]
    if any(q.text == text for q in pending):
        raise Refused(Code.DUPLICATE)
    if len(pending) >= limits.open_per_person:
        raise Refused(Code.TOO_MANY_OPEN, limit=limits.open_per_person)
    cards = (desk.questions[q.id] for q in own if q.id in desk.questions)
    last = max((card.question.asked_at for card in cards), default=None)
    if last is not None and now - last < limits.interval_ms:
        raise Refused(Code.TOO_SOON, retry_after_ms=limits.interval_ms - (now - last))
    waiting = sum(card.question.state in REVIEWED for card in desk.questions.values())
    if waiting >= limits.waiting_in_room:
        raise Refused(Code.ROOM_FULL, limit=limits.waiting_in_room)


def _card(desk: DeskView, id_: str, version: int, *, now: int, by: You) -> DeskQuestion:
    """The card, if it is as the person saw it and no other moderator works on it.

    The host is not held up by a moderator's claim: on air, seconds count.
    """
    card = desk.questions.get(id_)
    if card is None:
        raise Refused(Code.NOT_FOUND, question=id_)
    question = card.question
    if question.version != version:
        name = card.history[-1].name if card.history else None
        raise changed(question.version, state=question.state, by=name)
    if holder(card, now=now) not in (None, by.id) and Role.HOST not in roles_in(by, desk.id):
        raise _claimed(card)
    return card


def _claimed(card: DeskQuestion) -> Refused:
    return Refused(Code.CLAIMED, by=card.claimed_name, until=card.claimed_until)


def _reason(reason: str | None) -> str:
    if not reason:
        raise Refused(Code.REASON_MISSING, reasons=sorted(REASONS))
    if reason not in REASONS:
        raise Refused(Code.INVALID, field="reason")
    return reason


def _target(debate: DebateView, card: DeskQuestion, into: str | None) -> str:
    target = debate.questions.get(into or "")
    if target is None or target.id == card.question.id:
        raise Refused(Code.INVALID, field="into")
    if target.state not in SUPPORTABLE:
        raise Refused(Code.ILLEGAL_MOVE, into=target.id, state=target.state.value)
    return target.id


def _check_place(debate: DebateView, desk: DeskView, card: DeskQuestion, to: QuestionState) -> None:
    if to not in SINGLE:
        return
    if to is _Q.ON_AIR and debate.state not in (DebateState.LIVE, DebateState.PAUSED):
        raise Refused(Code.NOT_OPEN, state=debate.state.value)
    for other in desk.questions.values():
        if other.question.state is to and other.question.id != card.question.id:
            raise Refused(Code.ILLEGAL_MOVE, occupied_by=other.question.id, to=to.value)


# --- facts ----------------------------------------------------------------------------------


def _by_desk(debate: DebateView, card: DeskQuestion, step: QuestionStep, *, by: You) -> list[Emit]:
    role = Role.HOST if Role.HOST in roles_in(by, debate.id) else Role.MODERATOR
    released = _release(debate.id, card) if holder(card, now=step.at) else []
    return _moves(debate, card, replace(step, by=by.id, name=by.name, role=role)) + released


def _release(debate: str, card: DeskQuestion) -> list[Emit]:
    return [Emit(desk_log(debate), e.QuestionClaimed(card.question.id, "", "", 0))]


def _moves(debate: DebateView, card: DeskQuestion, step: QuestionStep) -> list[Emit]:
    """The same move on each log that may know of it.

    Names stay at the desk, explanations between it and the author, drafts off the public log.
    """
    question = card.question
    version = question.version + 1
    discreet = replace(step, by=None, name=None)
    fact = e.QuestionMoved(question.id, replace(discreet, explanation=None), version)
    return [
        Emit(desk_log(debate.id), e.QuestionMoved(question.id, step, version)),
        Emit(person_log(card.author), e.QuestionMoved(question.id, discreet, version)),
        *(Emit(debate_log(debate.id), body) for body in _public(debate, question, fact)),
    ]


def _public(debate: DebateView, question: Question, fact: e.QuestionMoved) -> list[e.EventBody]:
    public = debate.questions.get(question.id)
    if public is not None and public.state is not _Q.BINNED:
        return [fact]
    if fact.step.to not in SUPPORTABLE:
        return [fact] if public is not None else []
    shown = replace(
        question,
        state=_Q.PUBLISHED,
        state_at=fact.step.at,
        version=fact.version,
        author=None,
        reason=None,
        into=None,
    )
    published: list[e.EventBody] = [e.QuestionPublished(shown)]
    return published if fact.step.to is _Q.PUBLISHED else [*published, fact]
