"""Facts: what each log can say, in the past tense.

The registry `EVENTS` maps the wire name (`question_published`) to its class. Which log an event
stands on is written in its docstring: D = `debate/{id}`, K = `debate/{id}/desk`, P = `person/{id}`,
C = `process/{id}`.
"""

from __future__ import annotations

import re
from typing import Any

from msgspec import Struct

from .views import (
    About,
    AgendaItem,
    Caption,
    Commitment,
    Cover,
    DebateState,
    PhasePlan,
    Poll,
    Program,
    Question,
    QuestionState,
    QuestionStep,
    Seat,
    SeatState,
)

EVENTS: dict[str, type[EventBody]] = {}


def snake_case(name: str) -> str:
    """The wire name of a class: `QuestionPublished` → `question_published`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


class EventBody(Struct, frozen=True, omit_defaults=True):
    """The fields of one kind of event."""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        EVENTS[snake_case(cls.__name__)] = cls


class DebateCreated(EventBody, frozen=True):
    """D: a debate exists, with its running order and seats."""

    id: str
    process: str
    title: str
    starts_at: int
    agenda: list[AgendaItem]
    seats: list[Seat]
    pre_moderation: bool = False


class DebateStateChanged(EventBody, frozen=True):
    """D: rehearsal, lobby, live, paused or ended."""

    to: DebateState


class AgendaMade(EventBody, frozen=True):
    """D: the running order is this one from now on."""

    agenda: list[AgendaItem]


class AgendaItemStarted(EventBody, frozen=True):
    """D: the item began; the one before it ended at the same instant."""

    item: str


class FloorGiven(EventBody, frozen=True):
    """D: a seat speaks from now on; a turn that was running ended at the same instant."""

    seat: str
    limit_ms: int
    interposed: bool = False


class FloorPaused(EventBody, frozen=True):
    """D: the clock of the turn stands."""

    reason: str = ""


class FloorResumed(EventBody, frozen=True):
    """D: the clock of the turn runs again."""


class FloorExtended(EventBody, frozen=True):
    """D: the turn has more time."""

    by_ms: int


class FloorEnded(EventBody, frozen=True):
    """D: the turn is over; `spoken_ms` is what it lasted on the server's clock."""

    seat: str
    spoken_ms: int


class PreModerationSwitched(EventBody, frozen=True):
    """D: questions are read before (`on`) or after they are published."""

    on: bool


class GuestVotesTakenBack(EventBody, frozen=True):
    """D: organisers took the votes of a guest back whose invitation was revoked; who that was is not said."""

    reason: str


class SeatChanged(EventBody, frozen=True):
    """D: a panelist arrived, was admitted, was lost, came back, was removed, or went on at another device."""

    seat: str
    state: SeatState
    person: str | None = None
    name: str | None = None
    reason: str | None = None
    device: str | None = None


class SeatMuted(EventBody, frozen=True):
    """D: the host cut, or gave back, a microphone."""

    seat: str
    muted: bool


class SeatNamed(EventBody, frozen=True):
    """D: it is known who will sit there; whoever takes the seat may still change the name shown."""

    seat: str
    name: str


class ProgramChanged(EventBody, frozen=True):
    """D: the host chose what decides the picture."""

    program: Program


class ProgramCut(EventBody, frozen=True):
    """D: the picture went to another seat (None: the slate)."""

    seat: str | None


class CaptionPosted(EventBody, frozen=True):
    """D: a line was said."""

    caption: Caption


class RecordingReady(EventBody, frozen=True):
    """D: the debate can be played again at `path`, relative to the site."""

    path: str


class QuestionPublished(EventBody, frozen=True):
    """D: a question can be read and supported by everyone."""

    question: Question


class QuestionMoved(EventBody, frozen=True):
    """D, K, P: a question changed state. On D only for questions that were published."""

    question: str
    step: QuestionStep
    version: int


class QuestionReworded(EventBody, frozen=True):
    """D, K: moderation wrote a text to be read out; the original stays."""

    question: str
    readout_text: str
    version: int


class QuestionTied(EventBody, frozen=True):
    """D, K: it was said what a question is about."""

    question: str
    about: About | None
    version: int


class QueueOrdered(EventBody, frozen=True):
    """D: the order of the queue that moderators prepared."""

    queue: list[str]


class QuestionSubmitted(EventBody, frozen=True):
    """K: a question arrived."""

    question: Question
    author: str


class QuestionClaimed(EventBody, frozen=True):
    """K: a moderator works on a card until `until` (0: let go)."""

    question: str
    by: str
    name: str
    until: int


class QuestionNoted(EventBody, frozen=True):
    """K: a private note."""

    question: str
    note: str
    version: int


class MyQuestionSubmitted(EventBody, frozen=True):
    """P: your question arrived."""

    id: str
    debate: str
    text: str
    state: QuestionState


class PollCreated(EventBody, frozen=True):
    """D: a poll was prepared; its hiding rule cannot change any more once it opens."""

    poll: Poll


class PollOpened(EventBody, frozen=True):
    """D: answers are taken until `closes_at` (None: until the host closes)."""

    poll: str
    closes_at: int | None = None


class PollClosed(EventBody, frozen=True):
    """D: no more answers. `result` stands unless the hiding rule waits for publication."""

    poll: str
    result: list[int] | None = None


class PollPublished(EventBody, frozen=True):
    """D: the result is public."""

    poll: str
    result: list[int]


class ProcessCreated(EventBody, frozen=True):
    """C: a process exists; as a draft it is read by its members only."""

    id: str
    title: str
    summary: str
    phases: list[PhasePlan]
    debate: str | None = None
    draft: bool = False
    commitment: Commitment = Commitment()
    zone: str = ""
    cover: Cover | None = None


class PropositionsImported(EventBody, frozen=True):
    """C: totals and texts of another platform were read in; counted apart from votes cast here."""

    propositions: int
    arguments: int
    source: str
