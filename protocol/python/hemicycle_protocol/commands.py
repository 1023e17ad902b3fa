"""Acts a person can ask for, in the imperative.

The registry `COMMANDS` maps the wire name (`ask_question`) to its class. A command is answered by
`done` or `refused` with the same `ref` (SPEC C1). `version` is the version of the card that the
person saw: if it has changed since, the command is refused with `changed` and the present state.
`key` makes a repetition harmless: the same person and key give the same answer (SPEC C5).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from msgspec import Struct

from .boards import PollTally
from .events import snake_case
from .marks import Limit
from .views import (
    AgendaKind,
    Choice,
    DebateState,
    PollHiding,
    ProgramMode,
    QuestionState,
    ReactionKind,
    SeatState,
)

COMMANDS: dict[str, type[CommandBody]] = {}
# What each command answers beside its instant; one that stands not here answers nothing.
RESULTS: dict[type[CommandBody], type[ResultBody]] = {}

Act = TypeVar("Act", bound="CommandBody")


class CommandBody(Struct, frozen=True, omit_defaults=True):
    """The arguments of one kind of command."""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        COMMANDS[snake_case(cls.__name__)] = cls


class ResultBody(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What one kind of command answers."""


class Nothing(ResultBody, frozen=True):
    """There is nothing to say beside the instant."""


class VersionResult(ResultBody, frozen=True):
    """The version that stands since."""

    version: int


def answers(result: type[ResultBody]) -> Callable[[type[Act]], type[Act]]:
    """Say what a command answers; the class stays as it is."""

    def note(command: type[Act]) -> type[Act]:
        RESULTS[command] = result
        return command

    return note


def result_of(command: type[CommandBody]) -> type[ResultBody]:
    """What a command answers."""
    return RESULTS.get(command, Nothing)


# --- viewers and citizens -------------------------------------------------------------------


class AskQuestionResult(ResultBody, frozen=True):
    """The question, and whether it is read first."""

    question: str
    state: QuestionState


@answers(AskQuestionResult)
class AskQuestion(CommandBody, frozen=True):
    """Put a question to the panel."""

    debate: str
    text: Annotated[str, Limit(280)]
    key: str
    theme: Annotated[str | None, Limit(64)] = None
    # `proposition/{id}` or `family/{id}` of the debate's process.
    about: str | None = None


class CardResult(ResultBody, frozen=True):
    """The version of the card; None of one that is gone."""

    version: int | None = None


@answers(CardResult)
class WithdrawQuestion(CommandBody, frozen=True):
    """Take one's own question back."""

    debate: str
    question: str


class SupportQuestionResult(ResultBody, frozen=True):
    """Whether one supports it now."""

    on: bool


@answers(SupportQuestionResult)
class SupportQuestion(CommandBody, frozen=True):
    """Support a published question, or stop. `seq` grows with each press of one device."""

    debate: str
    question: str
    on: bool
    seq: int


class AnswerPollResult(ResultBody, frozen=True):
    """The answer that counts now; the counts, where whoever answered may see them."""

    option: int | None
    tally: PollTally | None = None


@answers(AnswerPollResult)
class AnswerPoll(CommandBody, frozen=True):
    """Answer a live poll with the index of an option; None takes the answer back."""

    debate: str
    poll: str
    option: int | None
    seq: int


class React(CommandBody, frozen=True):
    """Applaud and the like: counted, never stored per person."""

    debate: str
    kind: ReactionKind


class VoteResult(ResultBody, frozen=True):
    """The vote that counts now, and since when."""

    choice: Choice | None
    at: int


@answers(VoteResult)
class Vote(CommandBody, frozen=True):
    """Vote on a proposition; None withdraws. `version` is the text that was read.

    The same choice again confirms it for another version.
    """

    proposition: str
    choice: Choice | None
    seq: int
    version: int | None = None


# --- moderators -----------------------------------------------------------------------------


@answers(CardResult)
class ClaimQuestion(CommandBody, frozen=True):
    """Work on a card: others see it for 60 s. `on=False` lets go; `take` takes it from another."""

    debate: str
    question: str
    on: bool = True
    take: bool = False


@answers(CardResult)
class MoveQuestion(CommandBody, frozen=True):
    """Move a card to another state, with a reason where the charter asks for one.

    `explanation`, beside a reason, is for the author and the desk alone.
    """

    debate: str
    question: str
    version: int
    to: QuestionState
    reason: str | None = None
    into: str | None = None
    explanation: Annotated[str | None, Limit(200)] = None


@answers(CardResult)
class UndoQuestion(CommandBody, frozen=True):
    """Put a card back to the state it had before its last move."""

    debate: str
    question: str
    version: int


@answers(CardResult)
class RewordQuestion(CommandBody, frozen=True):
    """Write the text to be read out; the public sees that moderation reworded it."""

    debate: str
    question: str
    version: int
    readout_text: Annotated[str, Limit(280)]


@answers(CardResult)
class NoteQuestion(CommandBody, frozen=True):
    """Keep a private note on a card."""

    debate: str
    question: str
    version: int
    note: Annotated[str, Limit(500)]


@answers(CardResult)
class TieQuestion(CommandBody, frozen=True):
    """Say what a question is about: a proposition, a family of arguments, or None for nothing of these."""

    debate: str
    question: str
    version: int
    about: str | None


class OrderQueue(CommandBody, frozen=True):
    """Set the order of the queue: the ids of all queued questions, in the order the desk wants."""

    debate: str
    queue: list[str]


class SwitchPreModeration(CommandBody, frozen=True):
    """Read questions before they are published, or after."""

    debate: str
    on: bool


# --- host -----------------------------------------------------------------------------------


class SetDebateState(CommandBody, frozen=True):
    """Open the lobby, go live, pause, resume, end."""

    debate: str
    to: DebateState


class AgendaDraft(Struct, frozen=True, omit_defaults=True):
    """An item of a running order that is being made; `about` names a proposition or a family."""

    kind: AgendaKind
    title: Annotated[str, Limit(200)]
    planned_ms: int
    about: str | None = None


@answers(VersionResult)
class MakeAgenda(CommandBody, frozen=True):
    """Make the running order anew, before the debate is live. `version` is the one that was seen."""

    debate: str
    version: int
    items: list[AgendaDraft]


class StartAgendaItem(CommandBody, frozen=True):
    """Begin an item of the agenda."""

    debate: str
    item: str


class GiveFloor(CommandBody, frozen=True):
    """Let a seat speak; the clock starts at the server's now."""

    debate: str
    seat: str
    limit_ms: int = 120_000
    interposed: bool = False


class PauseFloor(CommandBody, frozen=True):
    """Stop the clock of the turn."""

    debate: str
    reason: str = ""


class ResumeFloor(CommandBody, frozen=True):
    """Let the clock of the turn run again."""

    debate: str


class ExtendFloor(CommandBody, frozen=True):
    """Give the turn more time."""

    debate: str
    by_ms: int


class EndFloor(CommandBody, frozen=True):
    """End the turn. A panelist may end their own."""

    debate: str


class SetSeatState(CommandBody, frozen=True):
    """Admit (`on_stage`), send back (`waiting`) or remove (`removed`) a panelist."""

    debate: str
    seat: str
    to: SeatState
    reason: Annotated[str | None, Limit(200)] = None


class MuteSeat(CommandBody, frozen=True):
    """Cut a panelist's microphone in the room and in the program, or give it back."""

    debate: str
    seat: str
    muted: bool


class MuteAll(CommandBody, frozen=True):
    """Cut all microphones but the floor's."""

    debate: str


class DirectProgram(CommandBody, frozen=True):
    """Choose what decides the picture: automatic, a pinned seat, or a holding slide."""

    debate: str
    mode: ProgramMode
    seat: str | None = None
    slate: Annotated[str, Limit(120)] = ""


class MessageSeat(CommandBody, frozen=True):
    """Write to a panelist; shown on their screen until replaced."""

    debate: str
    seat: str
    text: Annotated[str, Limit(300)]


class MarkRead(CommandBody, frozen=True):
    """Tell a panelist that what they wrote until `at` was read."""

    debate: str
    seat: str
    at: int


class CreatePollResult(ResultBody, frozen=True):
    """The poll."""

    poll: str


@answers(CreatePollResult)
class CreatePoll(CommandBody, frozen=True):
    """Prepare a poll of 2 to 6 options."""

    debate: str
    question: Annotated[str, Limit(200)]
    options: list[Annotated[str, Limit(80)]]
    hiding: PollHiding = PollHiding.ALWAYS


class OpenPoll(CommandBody, frozen=True):
    """Take answers, for `duration_ms` or until closed."""

    debate: str
    poll: str
    duration_ms: int | None = None


class ClosePoll(CommandBody, frozen=True):
    """Take no more answers."""

    debate: str
    poll: str


class PublishPoll(CommandBody, frozen=True):
    """Make a closed poll's result public."""

    debate: str
    poll: str


class PostCaption(CommandBody, frozen=True):
    """Add a line of captions."""

    debate: str
    text: Annotated[str, Limit(200)]
    lang: Annotated[str, Limit(12)] = "fr"
    speaker: Annotated[str | None, Limit(60)] = None


# --- panelists ------------------------------------------------------------------------------


class TakeSeatResult(ResultBody, frozen=True):
    """The seat, and whether one waits for admission."""

    seat: str
    state: SeatState


@answers(TakeSeatResult)
class TakeSeat(CommandBody, frozen=True):
    """Arrive in the waiting room with one's link; a second device takes the same seat over.

    `device` names a page of the panelist's (any string of at most 64 characters, made anew for each). With
    `back` a page says that its link stands again: refused `seat_elsewhere` when another device took the
    seat meanwhile (S10).
    """

    debate: str
    name: Annotated[str | None, Limit(60)] = None
    device: Annotated[str, Limit(64)] = ""
    back: bool = False


class LeaveSeat(CommandBody, frozen=True):
    """Leave the stage."""

    debate: str


class WriteToControl(CommandBody, frozen=True):
    """Write to the control room from one's seat, also before one sits on it; the last text stands.

    `problem` asks for help. Hosts and moderators alone read it; the board keeps it until the node ends.
    """

    debate: str
    text: Annotated[str, Limit(300)]
    problem: bool = False


class SetSeatMedia(CommandBody, frozen=True):
    """Tell the others whether one's microphone and camera are on, and whether a hand is up."""

    debate: str
    microphone: bool
    camera: bool
    hand: bool = False


class Slot(Struct, frozen=True):
    """Where a seat is heard or seen in a description of the stage."""

    mid: str
    kind: str
    seat: str


class NegotiateResult(ResultBody, frozen=True):
    """What the stage says: its description, and with an offer whose media is where."""

    sdp: str | None = None
    slots: list[Slot] = []


@answers(NegotiateResult)
class Negotiate(CommandBody, frozen=True):
    """Exchange session descriptions with the stage. `leg` is `publish`, `receive` or `probe`.

    `publish`: the browser's offer, answered by the stage's answer. `receive` without `sdp` asks for the
    stage's offer, with its slots; `receive` with `sdp` brings the browser's answer and gets nothing.
    `probe` is a publish leg for the green room's network check: its media goes nowhere.
    Without `video` the stage offers voices only: for a browser that cannot show H.264.
    """

    debate: str
    leg: str
    sdp: str | None = None
    attempt: str = ""
    video: bool = True


# --- the stage process ----------------------------------------------------------------------


class RenewTokenResult(ResultBody, frozen=True):
    """The token, and how long it is good."""

    token: str
    good_ms: int


@answers(RenewTokenResult)
class RenewToken(CommandBody, frozen=True):
    """The stage asks for another token while its own is good (M5)."""

    debate: str


class ReportSeat(CommandBody, frozen=True):
    """The stage says that a seat's media arrived or was lost."""

    debate: str
    seat: str
    present: bool


class ReportLevels(CommandBody, frozen=True):
    """The stage says how loud each seat is (0–100), as a hint."""

    debate: str
    levels: dict[str, int]


class ReportCut(CommandBody, frozen=True):
    """The stage says whose picture the program shows (None: the slate)."""

    debate: str
    seat: str | None


class ReportRecording(CommandBody, frozen=True):
    """The stage says that the recording can be played, or what is wrong with it."""

    debate: str
    path: str | None = None
    fault: str | None = None
