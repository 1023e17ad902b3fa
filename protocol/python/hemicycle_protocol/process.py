"""A process: its phases, the roles in it, and the acts that plan them. Facts stand on `process/{id}` (C)."""

from __future__ import annotations

from typing import Annotated

from .api import DebateCard, Value
from .commands import CommandBody, ResultBody, VersionResult, answers
from .events import EventBody
from .marks import Limit
from .topics import ID_CHARACTERS
from .views import Cover, MailState, Phase, ProcessView, Role

# The longest name of a zone has half as many.
ZONE_CHARACTERS = 64

# --- commands -------------------------------------------------------------------------------


class CreateProcessResult(ResultBody, frozen=True):
    """The process."""

    process: str


@answers(CreateProcessResult)
class CreateProcess(CommandBody, frozen=True):
    """Make a draft from the template: six phases one after the other from `starts_at` (None: in two weeks).

    `process` will be its id in addresses; who repeats the act finds what it made.
    """

    process: Annotated[str, Limit(ID_CHARACTERS)]
    title: Annotated[str, Limit(200)]
    key: str
    summary: Annotated[str, Limit(5_000)] = ""
    starts_at: int | None = None
    top_n: int = 10


@answers(VersionResult)
class ChangeProcess(CommandBody, frozen=True):
    """Change title, summary, zone and cover, and until the consultation closes the commitment.

    `zone` is the name of a zone (IANA), empty for that of the site.
    """

    process: str
    version: int
    title: Annotated[str, Limit(200)]
    summary: Annotated[str, Limit(5_000)]
    top_n: int
    zone: Annotated[str, Limit(ZONE_CHARACTERS)] = ""
    cover: Cover | None = None


class PublishProcess(CommandBody, frozen=True):
    """Let everybody read it; its phases open at their instants from now on."""

    process: str


@answers(VersionResult)
class PlanPhase(CommandBody, frozen=True):
    """Set the instants of a phase that has not begun; `version` is that of the phase."""

    process: str
    phase: Phase
    version: int
    opens_at: int | None = None
    closes_at: int | None = None


@answers(VersionResult)
class ExtendPhase(CommandBody, frozen=True):
    """Let an open phase end later, announced with its reason."""

    process: str
    phase: Phase
    version: int
    closes_at: int
    reason: Annotated[str, Limit(300)] = ""


class InviteMemberResult(ResultBody, frozen=True):
    """The person."""

    person: str


@answers(InviteMemberResult)
class InviteMember(CommandBody, frozen=True):
    """Give the person of an address a role; a mail tells them. `name` is for who has no account yet."""

    process: str
    email: Annotated[str, Limit(254)]
    role: Role
    key: str
    name: Annotated[str, Limit(60)] = ""


class RemoveMember(CommandBody, frozen=True):
    """Take a role back."""

    process: str
    person: str
    role: Role


class AddDebateResult(ResultBody, frozen=True):
    """The debate."""

    debate: str


@answers(AddDebateResult)
class AddDebate(CommandBody, frozen=True):
    """Announce a live debate, with seats for the parliamentarian and eight citizens."""

    process: str
    title: Annotated[str, Limit(200)]
    starts_at: int
    key: str


# --- facts ----------------------------------------------------------------------------------


class ProcessPublished(EventBody, frozen=True):
    """C: everybody may read the process from now on."""


class ProcessChanged(EventBody, frozen=True):
    """C: title, summary, commitment, zone or cover are others."""

    title: str
    summary: str
    top_n: int
    zone: str = ""
    cover: Cover | None = None


class PhasePlanned(EventBody, frozen=True):
    """C: a phase has other instants, or none any more."""

    phase: Phase
    opens_at: int | None = None
    closes_at: int | None = None


class PhaseExtended(EventBody, frozen=True):
    """C: an open phase ends later than was said."""

    phase: Phase
    closes_at: int
    reason: str = ""


class PhaseOpened(EventBody, frozen=True):
    """C: a phase is open since `opens_at`."""

    phase: Phase
    opens_at: int


class PhaseClosed(EventBody, frozen=True):
    """C: a phase is over since `closes_at`; all that was received before has been counted."""

    phase: Phase
    closes_at: int


class MemberInvited(EventBody, frozen=True):
    """C: somebody has a role."""

    role: Role


class MemberRemoved(EventBody, frozen=True):
    """C: somebody has a role no more."""

    role: Role


class DebateAdded(EventBody, frozen=True):
    """C: a live debate is announced."""

    debate: str
    title: str
    starts_at: int


# --- what pages read ------------------------------------------------------------------------


class MyProcess(Value, frozen=True):
    """A process one has roles in."""

    id: str
    title: str
    draft: bool
    roles: list[Role]


class MyProcesses(Value, frozen=True):
    """The processes one has roles in, newest first, and whether one may create another."""

    processes: list[MyProcess]
    may_create: bool = False


class Member(Value, frozen=True):
    """Somebody with a role; organisers and auditors read the address, and what became of the mail to it."""

    person: str
    name: str
    role: Role
    since: int
    email: str = ""
    mail: MailState | None = None


class Check(Value, frozen=True):
    """Something that ought to be there before publishing; without a `required` one it is refused."""

    id: str
    done: bool
    required: bool = True


class ProcessSetup(Value, frozen=True):
    """All that its organisers change."""

    view: ProcessView
    members: list[Member]
    checks: list[Check]
    debates: list[DebateCard]
    may_change: bool = True


class Happening(Value, frozen=True):
    """A fact as a sentence in both languages; `path` leads on from the page of the process."""

    offset: int
    at: int
    type: str
    fr: str
    en: str
    path: str = ""


class Happenings(Value, frozen=True):
    """What happened in a process, newest first; `before` continues, None when there is nothing older."""

    process: str
    title: str
    happenings: list[Happening]
    before: int | None = None
