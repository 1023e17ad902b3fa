"""What concerns one person alone: consent, notifications, their own data and its erasure.

Nothing of it stands on a public log. Reads and acts are for the person who is signed in, except the
one-click unsubscribe, which a signed link allows.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from msgspec import Struct

from .commands import CommandBody, ResultBody, answers
from .marks import Limit
from .moderation import AppealOutcome, Block, ReportReason
from .views import Phase


class Subject(StrEnum):
    """What a person may hear of by mail."""

    MODERATION = "moderation"
    ARGUMENTS = "arguments"
    VERSIONS = "versions"
    PHASES = "phases"
    BILL = "bill"


class Pace(StrEnum):
    """How a person wants to hear of a subject."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    NONE = "none"


class NoticeKind(StrEnum):
    """What a notice tells."""

    BINNED = "binned"
    RESTORED = "restored"
    APPEAL_DECIDED = "appeal_decided"
    BLOCKED = "blocked"
    BLOCK_DECIDED = "block_decided"
    ARGUED = "argued"
    NEW_VERSION = "new_version"
    PHASE_OPENED = "phase_opened"
    PHASE_CLOSING = "phase_closing"
    PHASE_EXTENDED = "phase_extended"


class ErasureForm(StrEnum):
    """Erase the account alone, or what its person wrote as well."""

    ACCOUNT = "account"
    CONTENT = "content"


# --- acts -------------------------------------------------------------------------------------


class GiveConsentResult(ResultBody, frozen=True):
    """When, and to which text."""

    at: int
    version: str


@answers(GiveConsentResult)
class GiveConsent(CommandBody, frozen=True):
    """Agree to the text of that version, before one's first political opinion is kept."""

    version: str


class SetPaceResult(ResultBody, frozen=True):
    """How often mail comes now."""

    pace: Pace


@answers(SetPaceResult)
class SetPace(CommandBody, frozen=True):
    """Choose how one hears of a subject."""

    subject: Subject
    pace: Pace


class FollowProcessResult(ResultBody, frozen=True):
    """Whether one follows it now."""

    on: bool


@answers(FollowProcessResult)
class FollowProcess(CommandBody, frozen=True):
    """Hear of the phases of a process, or no longer."""

    process: str
    on: bool


# --- values -----------------------------------------------------------------------------------


class AccountChange(Struct, frozen=True, omit_defaults=True):
    """Another name to be shown, another language of mails; None leaves it."""

    name: Annotated[str | None, Limit(60)] = None
    locale: str | None = None


class ConsentText(Struct, frozen=True):
    """What people are asked to agree to, in their language; `version` names it."""

    version: str
    locale: str
    title: str
    paragraphs: list[str]


class Consent(Struct, frozen=True):
    """Which text somebody agreed to, and when."""

    version: str
    at: int


class Notice(Struct, frozen=True, omit_defaults=True):
    """Something a person should hear of. `target` is empty for what concerns a whole process.

    `zone` is that of the process, whose clocks tell `until`.
    """

    kind: NoticeKind
    process: str
    at: int
    target: str = ""
    title: str = ""
    process_title: str = ""
    reason: ReportReason | None = None
    explanation: str = ""
    outcome: AppealOutcome | None = None
    phase: Phase | None = None
    until: int | None = None
    zone: str = ""


class Followed(Struct, frozen=True):
    """A process one follows."""

    process: str
    title: str


class Notifications(Struct, frozen=True):
    """One's settings, the processes one follows, and what one was told lately."""

    paces: dict[str, Pace]
    followed: list[Followed]
    recent: list[Notice]
    digest_at: int


class Contribution(Struct, frozen=True, omit_defaults=True):
    """A text one wrote."""

    target: str
    process: str
    number: int
    title: str
    created_at: int
    state: str
    path: str


class SignInPlace(Struct, frozen=True):
    """Where one is signed in: since when, and whether it is here."""

    at: int
    here: bool


class Me(Struct, frozen=True, omit_defaults=True):
    """One's own page. `fresh`: one signed in a short while ago, so that no other proof is needed to erase."""

    id: str
    name: str
    email: str
    locale: str
    created_at: int
    consent: Consent | None = None
    contributions: list[Contribution] = []
    sign_ins: list[SignInPlace] = []
    blocks: list[Block] = []
    fresh: bool = False
    signed_in_at: int = 0


class Erasure(Struct, frozen=True, omit_defaults=True):
    """Ask to erase one's account. `confirmation` is what one typed, `code` a fresh code from a mail."""

    form: ErasureForm
    confirmation: Annotated[str, Limit(60)]
    code: Annotated[str, Limit(12)] = ""


class MailPaces(Struct, frozen=True):
    """What a signed link switches off, and how its person hears of it now."""

    paces: dict[str, Pace]
