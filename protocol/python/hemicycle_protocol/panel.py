"""Phase 4, who sits on the panel: applications, draw, choice. Facts stand on `process/{id}` (C).

What is public of a panel is its file (`panel_file`); what stands here beside it is for applicants and
organisers. Who an organiser reads of has a public id, a name of their own choice, and no address.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Struct, field

from .commands import CommandBody, ResultBody, answers
from .events import EventBody
from .marks import Limit
from .panel_file import (
    BeaconSource,
    CallOutcome,
    DrawAlgorithm,
    PanelStep,
    PanelView,
    SeatMethod,
    SeatRule,
)
from .views import MailState

# --- acts of citizens -------------------------------------------------------------------------


class ApplyToPanelResult(ResultBody, frozen=True):
    """One's public id."""

    person: str


@answers(ApplyToPanelResult)
class ApplyToPanel(CommandBody, frozen=True):
    """Apply, or change one's application, until applications close.

    `name` is what one would sit under; organisers alone read `motivation`.
    """

    process: str
    name: Annotated[str, Limit(60)]
    motivation: Annotated[str, Limit(2_000)]
    consent: bool


class WithdrawApplication(CommandBody, frozen=True):
    """Take one's application back, until applications close."""

    process: str


class ChallengePoolResult(ResultBody, frozen=True):
    """The challenge."""

    challenge: str


@answers(ChallengePoolResult)
class ChallengePool(CommandBody, frozen=True):
    """Contest the published pool while its window is open."""

    process: str
    text: Annotated[str, Limit(1_000)]


# --- acts of organisers -----------------------------------------------------------------------


class OpenPanel(CommandBody, frozen=True):
    """Take applications for the panel of a debate. Without `seats` it is 3 + 3 + 2."""

    process: str
    debate: str
    applications_close_at: int
    seats: list[SeatRule] = field(default_factory=list)
    answer_hours: int = 72
    challenge_hours: int = 48


class PublishPool(CommandBody, frozen=True):
    """Number those who applied and publish the list's hash; the window to contest it begins."""

    process: str


class AnswerChallenge(CommandBody, frozen=True):
    """Answer, in public, somebody who contested the pool."""

    process: str
    challenge: str
    answer: Annotated[str, Limit(1_000)]


class StrikeFromPool(CommandBody, frozen=True):
    """Somebody of the pool gets no seat, for a public reason; all numbers stay."""

    process: str
    number: int
    reason: Annotated[str, Limit(1_000)]


class FixBeacon(CommandBody, frozen=True):
    """Say which public value will decide: a lottery, or a drand round (else the first after the window)."""

    process: str
    source: BeaconSource = BeaconSource.DRAND
    algorithm: DrawAlgorithm = DrawAlgorithm.TICKETS
    round: int | None = None
    name: Annotated[str, Limit(200)] = ""
    expected_at: int | None = None


class EnterBeacon(CommandBody, frozen=True):
    """Enter the value once it is known: the draw follows from it, once and for all."""

    process: str
    value: Annotated[str, Limit(80)] = ""
    signature: Annotated[str, Limit(120)] = ""
    numbers: list[list[int]] = field(default_factory=list)


class ChoosePanelist(CommandBody, frozen=True):
    """Invite somebody to balance the panel, with criteria and a public reason."""

    process: str
    person: str
    criteria: list[Annotated[str, Limit(80)]]
    reason: Annotated[str, Limit(1_000)]


class PassOver(CommandBody, frozen=True):
    """Somebody invited cannot be reached on the last day; the next is invited at once."""

    process: str
    person: str


class ReportAbsent(CommandBody, frozen=True):
    """Somebody who accepted is not there; the first alternate is invited."""

    process: str
    person: str


# --- facts ------------------------------------------------------------------------------------


class PanelAdvanced(EventBody, frozen=True):
    """C: the panel came further; `steps` are the new lines of its log."""

    steps: list[PanelStep]
    panel: PanelView


class PoolChallenged(EventBody, frozen=True):
    """C: somebody contested the pool."""

    challenge: str


class ChallengeAnswered(EventBody, frozen=True):
    """C: the organisers answered."""

    challenge: str


class MyApplicationReceived(EventBody, frozen=True):
    """P: you applied; `person` is your public id in this process."""

    process: str
    person: str


class MyApplicationWithdrawn(EventBody, frozen=True):
    """P: you took your application back."""

    process: str
    person: str


# --- what pages read --------------------------------------------------------------------------


class PublicAnswer(Struct, frozen=True):
    """What organisers answered to somebody who contested the pool."""

    answer: str
    at: int


class PanelPage(Struct, frozen=True):
    """What everybody may read of a panel beside its file; `panel` is None before it was opened."""

    process: str
    title: str
    debate_title: str
    panel: PanelView | None
    applications: int
    challenges: int
    answers: list[PublicAnswer]


class MyPanel(Struct, frozen=True):
    """One's own part in a panel. `outcome` is that of one's invitation."""

    may_apply: bool
    organises: bool = False
    person: str | None = None
    name: str = ""
    motivation: str = ""
    applied_at: int | None = None
    withdrawn_at: int | None = None
    number: int | None = None
    outcome: CallOutcome | None = None
    seat: str = ""


class PanelPerson(Struct, frozen=True):
    """Somebody an organiser may choose: an applicant, or the author of a ranked proposition, or both.

    `mail` is what became of the mail that offered them a seat.
    """

    person: str
    name: str
    motivation: str = ""
    number: int | None = None
    proposition: str | None = None
    agree: int | None = None
    outcome: CallOutcome | None = None
    group: str = ""
    reachable: bool = True
    mail: MailState | None = None


class Challenge(Struct, frozen=True):
    """What somebody contests; organisers alone read `text`."""

    id: str
    text: str
    at: int
    answer: str = ""
    answered_at: int | None = None


class PanelDeskPage(Struct, frozen=True):
    """What organisers read beside the file."""

    people: list[PanelPerson]
    challenges: list[Challenge]


class PanelAnswer(Struct, frozen=True, omit_defaults=True):
    """The answer to an invitation, with the token of the mail's link. Without `accept` it only asks."""

    token: str
    accept: bool | None = None
    name: Annotated[str, Limit(60)] = ""


class PanelInvitation(Struct, frozen=True):
    """An invitation to the panel, for who holds its link; the answer that accepts has the debate's `link`."""

    process: str
    title: str
    debate: str
    debate_title: str
    starts_at: int
    method: SeatMethod
    reason: str
    outcome: CallOutcome
    expires_at: int
    name: str
    seat: str = ""
    link: str | None = None
