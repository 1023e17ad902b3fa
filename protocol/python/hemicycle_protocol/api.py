"""What the HTTP API under `/api` takes and gives, as JSON of these structs.

Its addresses stand in `reads` and `writes`. The media: `/hls/{debate}/program.m3u8` and what it names.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Struct

from .boards import Tally, Totals
from .errors import Code, Facts
from .marks import Limit, OneOf
from .views import Choice, Cover, DebateState, MailState, PhasePlan, Role, Side, You


class Value(Struct, frozen=True, omit_defaults=True):
    """Base of what travels over HTTP."""


class Problem(Value, frozen=True):
    """RFC 9457: `code` is stable (`errors.Code`), `detail` is a sentence in the reader's language."""

    code: Annotated[str, OneOf(Code)]
    title: str
    detail: str
    status: int
    facts: Facts = {}


class IceServer(Value, frozen=True):
    """A relay for panelists' media, as `RTCIceServer` wants it; the credential is good for some hours."""

    urls: list[str]
    username: str
    credential: str


class SessionInfo(Value, frozen=True):
    """Who one is, and a token of five minutes for `hello`. Relays are told to panelists only."""

    server_time_ms: int
    you: You | None = None
    token: str | None = None
    demo: bool = False
    ice_servers: list[IceServer] = []
    # Of a demonstration that gives roles (`DemoRole`): the debate that is live.
    demo_debate: str = ""


class DemoRole(Struct, frozen=True):
    """Become somebody else in a demonstration: `citizen`, `panelist`, `moderator` or `host` of its debate."""

    role: Role


class DemoPlace(Value, frozen=True):
    """Where one is somebody else; empty for where one is."""

    path: str = ""


class OnAir(Value, frozen=True):
    """What a debate shows at this moment: who speaks, of which side, and how many watch it.

    `item` is the number of the agenda's item that is under way, of so many `items`.
    """

    viewers: int = 0
    speaker: str = ""
    side: Side | None = None
    item: int = 0
    item_title: str = ""
    items: int = 0


class DebateCard(Value, frozen=True):
    """A debate in a list; `on_air` while it is live."""

    id: str
    process: str
    title: str
    state: DebateState
    starts_at: int
    recording: str | None = None
    on_air: OnAir | None = None


class ProcessCard(Value, frozen=True):
    """A process in a list: what it holds, and who carries it. `votes` are those cast here and elsewhere."""

    id: str
    title: str
    summary: str
    phases: list[PhasePlan]
    propositions: int = 0
    arguments: int = 0
    votes: int = 0
    carried_by: list[str] = []
    zone: str = ""
    cover: Cover | None = None


class Home(Value, frozen=True):
    """The front page."""

    processes: list[ProcessCard]
    debates: list[DebateCard]


class Section(Value, frozen=True):
    """A chapter of the consultation and how many propositions stand in it."""

    name: str
    propositions: int


class ProcessPage(Value, frozen=True):
    """A process with what its page shows before the list.

    `head` is the offset of the last event of `process/{id}` that it was read with: events above it are new.
    """

    id: str
    title: str
    summary: str
    phases: list[PhasePlan]
    propositions: int
    arguments: int
    totals: Totals
    imported: Totals | None
    sections: list[Section]
    debates: list[DebateCard]
    head: int
    carried_by: list[str] = []
    zone: str = ""
    cover: Cover | None = None


class Found(Value, frozen=True):
    """Where a search found its words: pieces of plain text, every second one found.

    In the proposition itself, or in its argument `argument`.
    """

    pieces: list[str]
    argument: str | None = None


class PropositionCard(Value, frozen=True):
    """A proposition in a list. `tally` counts votes cast here, `imported` those of elsewhere."""

    id: str
    number: int
    title: str
    author: str
    official: bool
    section: str
    created_at: int
    excerpt: str
    complete: bool
    tally: Tally
    arguments_for: int
    arguments_against: int
    imported: Tally | None = None
    body_html: str | None = None
    kind: str = "solution"
    parent: str | None = None
    version: int = 1
    revised_at: int | None = None
    state: str = "visible"
    found: Found | None = None


class PropositionList(Value, frozen=True):
    """A page of a list; `after` continues it, None when it ends."""

    propositions: list[PropositionCard]
    total: int
    after: str | None = None


class ArgumentItem(Value, frozen=True):
    """An argument under a proposition; `supports` were cast here. One that is not visible has no text."""

    id: str
    side: str
    body_html: str
    author: str
    created_at: int
    imported_votes: int = 0
    supports: int = 0
    sources: list[str] = []
    version: int = 1
    state: str = "visible"


class ParentCard(Value, frozen=True):
    """A proposition above or below another; above, also a node of the presentation, with the number 0."""

    id: str
    number: int
    title: str
    kind: str


class PropositionPage(Value, frozen=True):
    """A whole proposition with its arguments, for first, most supported first."""

    card: PropositionCard
    process: str
    body_html: str
    arguments: list[ArgumentItem]
    sources: list[str] = []
    parent: ParentCard | None = None
    children: list[ParentCard] = []


class MyVotes(Value, frozen=True):
    """One's own votes: proposition → choice, the arguments one supports, and the texts one wrote.

    `versions`: for `proposition/{id}` and `argument/{id}` the version that was read, where that is known.
    """

    votes: dict[str, Choice]
    supports: list[str] = []
    versions: dict[str, int] = {}
    texts: list[str] = []


class MyDebate(Value, frozen=True):
    """One's own supports (question ids) and poll answers (poll → option)."""

    supports: list[str]
    polls: dict[str, int]


class Chapter(Value, frozen=True):
    """A point of the replay, `at_ms` after the recording began."""

    at_ms: int
    kind: str
    title: str
    id: str = ""


class Recording(Value, frozen=True):
    """Where and since when the recording plays. Not `kept`: its files are not here, as of an import."""

    hls: str
    began_at: int
    duration_ms: int
    chapters: list[Chapter]
    kept: bool = True


class DebatePage(Value, frozen=True):
    """A debate with what its page needs before the socket speaks."""

    card: DebateCard
    process_title: str
    hls: str
    recording: Recording | None = None


class CommandRequest(Value, frozen=True):
    """A command without a socket."""

    name: str
    args: dict[str, object]


class CommandAnswer(Value, frozen=True):
    """As `done`."""

    at: int
    result: dict[str, object]


class SignInRequest(Value, frozen=True):
    """Ask for a mail with a link and a code; `next` is the path to come back to."""

    email: Annotated[str, Limit(254)]
    next: str = "/"
    locale: str = "fr"


class SignInCode(Value, frozen=True):
    """The code of six digits from the mail."""

    email: str
    code: Annotated[str, Limit(12)]


class SignInLink(Value, frozen=True):
    """The token of the mail's link, sent by the page's button, not by opening the link."""

    token: str


class SignInMail(Value, frozen=True):
    """What became of the mail that this browser asked for last; nothing where none is under way."""

    mail: MailState | None = None


class AcceptInvitation(Value, frozen=True):
    """The token of an invitation link; `name` for the screen."""

    token: str
    name: Annotated[str, Limit(60)] = ""


class NewInvitation(Value, frozen=True):
    """Invite to a role in a debate; `seat` for panelists."""

    debate: str
    role: Role
    name: Annotated[str, Limit(60)]
    seat: str | None = None
    email: str | None = None
    valid_hours: int = 72


class RenewInvitation(Value, frozen=True):
    """Make another link for an invitation."""

    valid_hours: int = 72


class TakeBackVotes(Value, frozen=True):
    """Take a revoked guest's supports and answers back, for a reason that is public."""

    reason: Annotated[str, Limit(300)]


class VotesTakenBack(Value, frozen=True):
    """How many they were, and when."""

    taken: int
    at: int


class Invitation(Value, frozen=True):
    """An invitation; `link` (a path) stands only in the answer that made it, for only its hash is kept.

    `created_at` is when the present link was made, `opened_at` when a link last let somebody in, `person`
    who they are then, `mail` what became of the mail that brought the link, if there was one lately. With
    `may_change` whoever reads it may renew and revoke it.
    """

    id: str
    debate: str
    role: Role
    name: str
    expires_at: int
    created_at: int
    person: str
    seat: str | None = None
    email: str | None = None
    accepted_at: int | None = None
    opened_at: int | None = None
    revoked_at: int | None = None
    link: str | None = None
    mail: MailState | None = None
    may_change: bool = True


class Mail(Value, frozen=True):
    """A message of the demo's outbox."""

    at: int
    to: str
    subject: str
    text: str
