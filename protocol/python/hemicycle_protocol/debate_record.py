"""What a debate leaves: its chapters, questions with their outcome, written answers, polls, speaking times.

Written answers stand in the database; a fact on `debate/{id}` (D) says that there is one.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Struct

from .api import DebateCard, Recording
from .commands import CommandBody, VersionResult, answers
from .events import EventBody
from .marks import Limit
from .views import About, AgendaItem, Poll, QuestionState, Side


@answers(VersionResult)
class AnswerInWriting(CommandBody, frozen=True):
    """Answer a question that the debate left unanswered, or write it anew. `version` is the one seen."""

    debate: str
    question: str
    text: Annotated[str, Limit(5_000)]
    version: int = 0


class AnswerWritten(EventBody, frozen=True):
    """D: a question that was left unanswered has its answer in writing."""

    question: str
    version: int


class WrittenAnswer(Struct, frozen=True, omit_defaults=True):
    """An answer in writing; `role` is that of who wrote it, `version` counts how often it was written."""

    html: str
    text: str
    name: str
    role: str
    at: int
    version: int = 1


class RecordQuestion(Struct, frozen=True, omit_defaults=True):
    """A question as the debate left it. `owed`: nobody answered it yet, and an answer in writing is due.

    `at_ms`: where in the recording it was put.
    """

    id: str
    text: str
    name: str
    asked_at: int
    state: QuestionState
    supports: int = 0
    readout_text: str | None = None
    reason: str | None = None
    into: str | None = None
    about: About | None = None
    at_ms: int | None = None
    owed: bool = False
    written: WrittenAnswer | None = None


class SpokenTime(Struct, frozen=True):
    """How long somebody spoke, on the server's clock."""

    seat: str
    name: str
    side: Side
    spoken_ms: int


class DebateRecord(Struct, frozen=True):
    """A whole debate, when it is over or as far as it has come."""

    card: DebateCard
    process_title: str
    agenda: list[AgendaItem]
    agenda_version: int
    recording: Recording | None
    questions: list[RecordQuestion]
    speaking: list[SpokenTime]
    polls: list[Poll]
    owed: int
    answered_in_writing: int


class AudienceHistory(Struct, frozen=True):
    """How many watched at most in each minute that somebody looked; `at` is when a minute began."""

    step_ms: int
    at: list[int]
    viewers: list[int]


class TiedQuestion(Struct, frozen=True):
    """A question of a debate that is about a proposition or one of its families."""

    debate: str
    debate_title: str
    question: RecordQuestion


class DebateSubject(Struct, frozen=True):
    """What an item of the agenda, or a question, can be about. `under` is the proposition of a family."""

    target: str
    title: str
    under: str | None
    arguments: int
