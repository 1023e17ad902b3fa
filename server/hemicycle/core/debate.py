"""The public state of a debate: the fold of its log, and the decisions that need nothing else.

The view is the protocol's own struct, so what the server decides on is what a subscriber gets. Questions
stand on several logs and are decided in `questions`; permissions are checked by the caller.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from msgspec.structs import replace

from hemicycle_protocol import commands as c
from hemicycle_protocol import events as e
from hemicycle_protocol.views import (
    DebateState,
    DebateView,
    Event,
    Floor,
    Poll,
    PollState,
    Question,
    QuestionState,
    Seat,
    You,
)

from . import floor, lifecycle, polls, program, seats

Decide = Callable[..., list[e.EventBody]]

DECISIONS: dict[type[c.CommandBody], Decide] = {
    c.SetDebateState: lifecycle.move,
    c.StartAgendaItem: lifecycle.start_item,
    c.SwitchPreModeration: lifecycle.switch_pre_moderation,
    c.GiveFloor: floor.give,
    c.PauseFloor: floor.pause,
    c.ResumeFloor: floor.resume,
    c.ExtendFloor: floor.extend,
    c.SetSeatState: seats.place,
    c.MuteSeat: seats.mute,
    c.MuteAll: seats.mute_all,
    c.ReportSeat: seats.report,
    c.DirectProgram: program.direct,
    c.ReportCut: program.cut,
    c.PostCaption: program.caption,
    c.ReportRecording: program.recording,
    c.OpenPoll: polls.open_,
}
# Decisions that also ask who it is.
PERSONAL: dict[type[c.CommandBody], Decide] = {
    c.EndFloor: floor.end,
    c.TakeSeat: seats.take,
    c.LeaveSeat: seats.leave,
}


def decide_debate(
    view: DebateView, command: c.CommandBody, *, now: int, by: You, new_id: str
) -> list[e.EventBody]:
    """The facts that `command` makes on the debate's log; none if it changes nothing.

    Raises:
        Refused: it may not be done in this state of the debate.
    """
    kind = type(command)
    if kind in PERSONAL:
        return PERSONAL[kind](view, command, now=now, by=by)
    if isinstance(command, c.CreatePoll):
        return polls.create(view, command, now=now, new_id=new_id)
    return DECISIONS[kind](view, command, now=now)


def empty_debate(id_: str) -> DebateView:
    """The view before the first fact."""
    return DebateView(id_, "", "")


def fold_debate(view: DebateView, event: Event) -> DebateView:
    """The view after one more fact; facts of an unknown type change nothing (SPEC T6)."""
    fold = _FOLDS.get(event.type)
    if fold is None:
        return view
    return fold(view, msgspec.convert(event.body, e.EVENTS[event.type]), event.at)


# --- lifecycle ------------------------------------------------------------------------------


def _created(view: DebateView, body: e.DebateCreated, at: int) -> DebateView:
    return DebateView(
        body.id,
        body.process,
        body.title,
        starts_at=body.starts_at,
        agenda=body.agenda,
        seats={seat.id: seat for seat in body.seats},
        pre_moderation=body.pre_moderation,
    )


def _state_changed(view: DebateView, body: e.DebateStateChanged, at: int) -> DebateView:
    if body.to is DebateState.LIVE:
        return replace(view, state=body.to, live_at=at if view.live_at is None else view.live_at)
    if body.to is DebateState.ENDED:
        return replace(view, state=body.to, ended_at=at)
    return replace(view, state=body.to)


def _item_started(view: DebateView, body: e.AgendaItemStarted, at: int) -> DebateView:
    agenda = []
    for item in view.agenda:
        if item.id == body.item:
            started_at = at if item.started_at is None else item.started_at
            agenda.append(replace(item, started_at=started_at, ended_at=None))
        else:
            agenda.append(replace(item, ended_at=at) if item.id == view.item else item)
    return replace(view, item=body.item, agenda=agenda)


def _pre_moderation(view: DebateView, body: e.PreModerationSwitched, at: int) -> DebateView:
    return replace(view, pre_moderation=body.on)


# --- the floor ------------------------------------------------------------------------------


def _floor_given(view: DebateView, body: e.FloorGiven, at: int) -> DebateView:
    return replace(
        view,
        floor=Floor(body.seat, at, body.limit_ms, running_since=at, interposed=body.interposed),
    )


def _floor_paused(view: DebateView, body: e.FloorPaused, at: int) -> DebateView:
    held = view.floor
    if held is None:
        return view
    return replace(view, floor=replace(held, elapsed_ms=floor.elapsed_ms(held, now=at), running_since=None))


def _floor_resumed(view: DebateView, body: e.FloorResumed, at: int) -> DebateView:
    held = view.floor
    if held is None or held.running_since is not None:
        return view
    return replace(view, floor=replace(held, running_since=at))


def _floor_extended(view: DebateView, body: e.FloorExtended, at: int) -> DebateView:
    held = view.floor
    if held is None:
        return view
    return replace(view, floor=replace(held, limit_ms=held.limit_ms + body.by_ms))


def _floor_ended(view: DebateView, body: e.FloorEnded, at: int) -> DebateView:
    seat = view.seats.get(body.seat)
    ended = (
        view if seat is None else _with_seat(view, replace(seat, spoken_ms=seat.spoken_ms + body.spoken_ms))
    )
    return replace(ended, floor=None)


# --- seats and the program ------------------------------------------------------------------


def _seat_changed(view: DebateView, body: e.SeatChanged, at: int) -> DebateView:
    seat = view.seats.get(body.seat)
    if seat is None:
        return view
    return _with_seat(
        view,
        replace(
            seat,
            state=body.state,
            person=seat.person if body.person is None else body.person,
            name=seat.name if body.name is None else body.name,
            reason=body.reason,
            device=seat.device if body.device is None else body.device,
            state_at=seat.state_at if body.state is seat.state else at,
        ),
    )


def _seat_muted(view: DebateView, body: e.SeatMuted, at: int) -> DebateView:
    seat = view.seats.get(body.seat)
    return view if seat is None else _with_seat(view, replace(seat, muted=body.muted))


def _seat_named(view: DebateView, body: e.SeatNamed, at: int) -> DebateView:
    seat = view.seats.get(body.seat)
    return view if seat is None else _with_seat(view, replace(seat, name=body.name))


def _with_seat(view: DebateView, seat: Seat) -> DebateView:
    return replace(view, seats={**view.seats, seat.id: seat})


def _program_changed(view: DebateView, body: e.ProgramChanged, at: int) -> DebateView:
    return replace(view, program=body.program)


def _program_cut(view: DebateView, body: e.ProgramCut, at: int) -> DebateView:
    return replace(view, program=replace(view.program, seat=body.seat))


def _caption_posted(view: DebateView, body: e.CaptionPosted, at: int) -> DebateView:
    return replace(view, captions=[*view.captions, body.caption][-program.CAPTIONS_KEPT :])


def _recording_ready(view: DebateView, body: e.RecordingReady, at: int) -> DebateView:
    return replace(view, recording=body.path)


# --- questions ------------------------------------------------------------------------------

# A question that went back to review leaves the public view; one in the bin, or taken back, keeps its place
# there without its words and name.
_NOT_PUBLIC = frozenset({QuestionState.SUBMITTED, QuestionState.NEEDS_REVIEW})
_WORDLESS = frozenset({QuestionState.BINNED, QuestionState.WITHDRAWN})
_HIDING = frozenset(state.value for state in _NOT_PUBLIC | _WORDLESS)


def hides(event: Event) -> bool:
    """Whether a fact hides the words of a question: earlier facts of the public log have them no longer."""
    step = event.body.get("step")
    return event.type == "question_moved" and isinstance(step, dict) and step.get("to") in _HIDING


def _question_published(view: DebateView, body: e.QuestionPublished, at: int) -> DebateView:
    return _with_question(view, body.question)


def _question_moved(view: DebateView, body: e.QuestionMoved, at: int) -> DebateView:
    question = view.questions.get(body.question)
    if question is None:
        return view
    step = body.step
    queue = [id_ for id_ in view.queue if id_ != question.id]
    if step.to in _NOT_PUBLIC:
        left = {id_: held for id_, held in view.questions.items() if id_ != question.id}
        return replace(view, questions=left, queue=queue)
    if step.to is QuestionState.QUEUED:
        queue.append(question.id)
    after = moved(question, body)
    if step.to in _WORDLESS:
        after = replace(after, text="", name="", theme=None, readout_text=None)
    return replace(_with_question(view, after), queue=queue)


def moved(question: Question, body: e.QuestionMoved) -> Question:
    """The question after a move."""
    step = body.step
    return replace(
        question,
        state=step.to,
        state_at=step.at,
        reason=step.reason,
        into=step.into,
        version=body.version,
    )


def _question_reworded(view: DebateView, body: e.QuestionReworded, at: int) -> DebateView:
    question = view.questions.get(body.question)
    if question is None:
        return view
    return _with_question(view, replace(question, readout_text=body.readout_text, version=body.version))


def _question_tied(view: DebateView, body: e.QuestionTied, at: int) -> DebateView:
    question = view.questions.get(body.question)
    if question is None:
        return view
    return _with_question(view, replace(question, about=body.about, version=body.version))


def _agenda_made(view: DebateView, body: e.AgendaMade, at: int) -> DebateView:
    return replace(view, agenda=body.agenda, agenda_version=view.agenda_version + 1)


def _with_question(view: DebateView, question: Question) -> DebateView:
    return replace(view, questions={**view.questions, question.id: question})


def _queue_ordered(view: DebateView, body: e.QueueOrdered, at: int) -> DebateView:
    return replace(view, queue=body.queue)


# --- polls ----------------------------------------------------------------------------------


def _poll_created(view: DebateView, body: e.PollCreated, at: int) -> DebateView:
    return _with_poll(view, body.poll)


def _poll_opened(view: DebateView, body: e.PollOpened, at: int) -> DebateView:
    return _poll(view, body.poll, state=PollState.OPEN, opened_at=at, closes_at=body.closes_at)


def _poll_closed(view: DebateView, body: e.PollClosed, at: int) -> DebateView:
    return _poll(view, body.poll, state=PollState.CLOSED, closed_at=at, result=body.result)


def _poll_published(view: DebateView, body: e.PollPublished, at: int) -> DebateView:
    return _poll(view, body.poll, state=PollState.PUBLISHED, result=body.result)


def _poll(view: DebateView, id_: str, **changes: object) -> DebateView:
    poll = view.polls.get(id_)
    return view if poll is None else _with_poll(view, replace(poll, **changes))


def _with_poll(view: DebateView, poll: Poll) -> DebateView:
    return replace(view, polls={**view.polls, poll.id: poll})


_FOLDS: dict[str, Callable[[DebateView, Any, int], DebateView]] = {
    "debate_created": _created,
    "debate_state_changed": _state_changed,
    "agenda_item_started": _item_started,
    "pre_moderation_switched": _pre_moderation,
    "floor_given": _floor_given,
    "floor_paused": _floor_paused,
    "floor_resumed": _floor_resumed,
    "floor_extended": _floor_extended,
    "floor_ended": _floor_ended,
    "seat_changed": _seat_changed,
    "seat_muted": _seat_muted,
    "seat_named": _seat_named,
    "program_changed": _program_changed,
    "program_cut": _program_cut,
    "caption_posted": _caption_posted,
    "recording_ready": _recording_ready,
    "question_published": _question_published,
    "question_moved": _question_moved,
    "question_reworded": _question_reworded,
    "question_tied": _question_tied,
    "agenda_made": _agenda_made,
    "queue_ordered": _queue_ordered,
    "poll_created": _poll_created,
    "poll_opened": _poll_opened,
    "poll_closed": _poll_closed,
    "poll_published": _poll_published,
}
