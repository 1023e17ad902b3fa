"""Values that both sides know: states, parts of a debate, and the views a topic starts from.

A *view* is what a subscriber of a log receives first and what its events are folded onto. The
server's own state of a debate is the same value, so there is no second model to keep in step
(SPEC T6). Times are integer milliseconds of the server's clock, ids are strings.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from .bill_view import BillSummary, Mobilisation
from .panel_file import PanelView


class Choice(StrEnum):
    """What a citizen says of a proposition (D'accord, Mitigé, Pas d'accord)."""

    AGREE = "agree"
    MIXED = "mixed"
    DISAGREE = "disagree"


class MailState(StrEnum):
    """How far a mail came: a server that took it may still send it back."""

    WAITING = "waiting"
    SENT = "sent"
    REFUSED = "refused"


class Role(StrEnum):
    """What a person may be, in general, in a process or for one debate."""

    VIEWER = "viewer"
    CITIZEN = "citizen"
    PANELIST = "panelist"
    MODERATOR = "moderator"
    HOST = "host"
    CAPTIONER = "captioner"
    ORGANISER = "organiser"
    PARLIAMENTARIAN = "parliamentarian"
    STAFF = "staff"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    DASHBOARD = "dashboard"
    STAGE = "stage"


class Phase(StrEnum):
    """The six phases of a process, in order."""

    PRESENTATION = "presentation"
    CONSULTATION = "consultation"
    SYNTHESIS = "synthesis"
    DEBATE = "debate"
    BILL = "bill"
    MOBILISATION = "mobilisation"


class PhaseState(StrEnum):
    """What the log has said of a phase; whether an act counts is said by the phase's instants."""

    SCHEDULED = "scheduled"
    OPEN = "open"
    CLOSED = "closed"


class DebateState(StrEnum):
    """Where a debate stands; `core.debate` holds the legal moves."""

    REHEARSAL = "rehearsal"
    LOBBY = "lobby"
    LIVE = "live"
    PAUSED = "paused"
    ENDED = "ended"


class QuestionState(StrEnum):
    """Where a question stands; `core.questions` holds the legal moves."""

    SUBMITTED = "submitted"
    NEEDS_REVIEW = "needs_review"
    PUBLISHED = "published"
    QUEUED = "queued"
    NEXT = "next"
    ON_AIR = "on_air"
    ANSWERED = "answered"
    DISMISSED = "dismissed"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"
    BINNED = "binned"
    UNANSWERED = "unanswered"


class DismissReason(StrEnum):
    """Why a question was set aside. Being unpopular is not among the reasons."""

    OFF_TOPIC = "off_topic"
    ALREADY_ANSWERED = "already_answered"
    DUPLICATE = "duplicate"
    NOT_A_QUESTION = "not_a_question"
    PERSONAL_ATTACK = "personal_attack"
    ILLEGAL = "illegal"


class PollState(StrEnum):
    """created → open → closed → published."""

    CREATED = "created"
    OPEN = "open"
    CLOSED = "closed"
    PUBLISHED = "published"


class PollHiding(StrEnum):
    """When results may be seen; fixed before the poll opens."""

    ALWAYS = "always"
    AFTER_VOTE = "after_vote"
    AT_CLOSE = "at_close"


class AgendaKind(StrEnum):
    """What happens in an item of the agenda."""

    OPENING = "opening"
    THEME = "theme"
    QUESTIONS = "questions"
    POLL = "poll"
    CLOSING = "closing"


class Side(StrEnum):
    """Whose speaking time it is."""

    PARLIAMENTARIAN = "parliamentarian"
    CITIZENS = "citizens"
    HOST = "host"


class SeatState(StrEnum):
    """Whether a panelist is present and seen."""

    EMPTY = "empty"
    WAITING = "waiting"
    ON_STAGE = "on_stage"
    LOST = "lost"
    REMOVED = "removed"


class ProgramMode(StrEnum):
    """What decides the picture of the program."""

    AUTO = "auto"
    PINNED = "pinned"
    SLATE = "slate"


class ReactionKind(StrEnum):
    """Counted per second, never stored per person."""

    APPLAUSE = "applause"
    AGREE = "agree"
    THINKING = "thinking"
    UNCLEAR = "unclear"


class You(Struct, frozen=True, omit_defaults=True):
    """The person behind a session, as the server sees them."""

    id: str
    name: str
    roles: list[Role] = []
    debate: str | None = None
    seat: str | None = None


class Limits(Struct, frozen=True):
    """What this server accepts from this session."""

    message_bytes: int = 65_536
    topics: int = 32
    commands_per_s: int = 20


class Position(Struct, frozen=True):
    """How far a reader is in a topic: an offset of a log, a version of a board."""

    epoch: str
    at: int


class Event(Struct, frozen=True, omit_defaults=True):
    """One fact of a log. `type` names a class of `events`, `body` holds its fields."""

    offset: int
    at: int
    type: str
    body: dict[str, object]
    actor: str | None = None


class About(Struct, frozen=True, omit_defaults=True):
    """What a question or an item of the agenda is about: `proposition/{id}` or `family/{id}`, by title."""

    target: str
    title: str


class AgendaItem(Struct, frozen=True, omit_defaults=True):
    """One item of the running order."""

    id: str
    kind: AgendaKind
    title: str
    planned_ms: int
    started_at: int | None = None
    ended_at: int | None = None
    about: About | None = None


class Seat(Struct, frozen=True, omit_defaults=True):
    """A place on the stage and who holds it; `spoken_ms` counts finished turns only."""

    id: str
    name: str
    side: Side
    state: SeatState = SeatState.EMPTY
    person: str | None = None
    muted: bool = False
    reason: str | None = None
    spoken_ms: int = 0
    # Which of the person's devices speaks for the seat; the others were replaced (S10).
    device: str | None = None
    # Since when the seat is in its state; 0 before its first change.
    state_at: int = 0


class Floor(Struct, frozen=True, omit_defaults=True):
    """A turn in progress. Elapsed = `elapsed_ms` + (now − `running_since`, when it runs)."""

    seat: str
    given_at: int
    limit_ms: int
    elapsed_ms: int = 0
    running_since: int | None = None
    interposed: bool = False


class Question(Struct, frozen=True, omit_defaults=True):
    """A question as the public sees it. `version` counts its changes."""

    id: str
    text: str
    name: str
    asked_at: int
    state: QuestionState
    version: int = 1
    author: str | None = None
    readout_text: str | None = None
    reason: str | None = None
    into: str | None = None
    state_at: int = 0
    theme: str | None = None
    about: About | None = None


class DeskQuestion(Struct, frozen=True, omit_defaults=True):
    """A question as the moderators see it: the public part, the trail, the claim, the note."""

    question: Question
    author: str
    history: list[QuestionStep] = []
    claimed_by: str | None = None
    claimed_name: str | None = None
    claimed_until: int = 0
    note: str = ""


class QuestionStep(Struct, frozen=True, omit_defaults=True):
    """One move of a question: where to, when, by whom (id and display name), why.

    Names stand on the desk's log only, `explanation` on the desk's and the author's.
    """

    to: QuestionState
    at: int
    by: str | None = None
    name: str | None = None
    role: Role | None = None
    reason: str | None = None
    into: str | None = None
    explanation: str | None = None


class Poll(Struct, frozen=True, omit_defaults=True):
    """A live poll. `result` stands only when hiding allows everyone to see it."""

    id: str
    question: str
    options: list[str]
    state: PollState
    hiding: PollHiding
    opened_at: int | None = None
    closes_at: int | None = None
    closed_at: int | None = None
    result: list[int] | None = None


class Program(Struct, frozen=True, omit_defaults=True):
    """Who decides the picture viewers see, and who is in it (chosen by the stage)."""

    mode: ProgramMode = ProgramMode.AUTO
    pinned: str | None = None
    seat: str | None = None
    slate: str = ""


class Caption(Struct, frozen=True, omit_defaults=True):
    """One line of captions, dated in server time."""

    at: int
    text: str
    lang: str = "fr"
    speaker: str | None = None


class DebateView(Struct, frozen=True, omit_defaults=True):
    """Everything public about one debate; the view of the log `debate/{id}`."""

    id: str
    process: str
    title: str
    state: DebateState = DebateState.LOBBY
    starts_at: int = 0
    live_at: int | None = None
    ended_at: int | None = None
    pre_moderation: bool = False
    agenda: list[AgendaItem] = []
    item: str | None = None
    seats: dict[str, Seat] = {}
    floor: Floor | None = None
    questions: dict[str, Question] = {}
    queue: list[str] = []
    polls: dict[str, Poll] = {}
    program: Program = Program()
    captions: list[Caption] = []
    recording: str | None = None
    # How often the agenda was made anew.
    agenda_version: int = 0


class DeskView(Struct, frozen=True, omit_defaults=True):
    """What only moderators and hosts see; the view of the log `debate/{id}/desk`."""

    id: str
    questions: dict[str, DeskQuestion] = {}


class MyQuestion(Struct, frozen=True, omit_defaults=True):
    """One's own question and what became of it, who decided (role) and why."""

    id: str
    debate: str
    text: str
    state: QuestionState
    steps: list[QuestionStep] = []


class TextKind(StrEnum):
    """What a person wrote in a consultation."""

    PROPOSITION = "proposition"
    ARGUMENT = "argument"


class MyText(Struct, frozen=True, omit_defaults=True):
    """What a person wrote in a consultation: not the words, but a `digest` by which a repetition is known."""

    id: str
    kind: TextKind
    process: str
    at: int
    digest: str
    withdrawn: bool = False


class PersonView(Struct, frozen=True, omit_defaults=True):
    """One's own record; the view of the log `person/{id}`."""

    id: str
    questions: dict[str, MyQuestion] = {}
    texts: dict[str, MyText] = {}


class PhasePlan(Struct, frozen=True, omit_defaults=True):
    """A phase open during [opens_at, closes_at). `version` counts the changes of its instants."""

    phase: Phase
    opens_at: int | None = None
    closes_at: int | None = None
    state: PhaseState = PhaseState.SCHEDULED
    version: int = 0


class Commitment(Struct, frozen=True, omit_defaults=True):
    """What is promised: the `top_n` most supported propositions get a reasoned answer each."""

    top_n: int = 0


class Coverage(Struct, frozen=True, omit_defaults=True):
    """How much of what was argued has its place in a synthesis; `supports` are those of the arguments."""

    arguments: int = 0
    placed: int = 0
    ignored: int = 0
    supports: int = 0
    supports_placed: int = 0


class SynthesisStanding(Struct, frozen=True, omit_defaults=True):
    """The newest published synthesis; `waiting` contests have no answer yet."""

    number: int
    at: int
    contest_until: int
    coverage: Coverage
    families: int
    waiting: int = 0


class Electorate(StrEnum):
    """What a process asks of voters: a confirmed address, or to stand on its roll with it."""

    MAIL = "mail"
    ROLL = "roll"


class CoverColour(StrEnum):
    """The colours of covers that an organiser chooses from, by their names in the pages."""

    PETROL = "petrol"
    INK_BLUE = "ink-blue"
    FOREST = "forest"
    PLUM = "plum"
    BRICK = "brick"
    SLATE = "slate"


class Cover(Struct, frozen=True, omit_defaults=True):
    """What a process is known by at a glance; without a colour it has one that its id gives it."""

    colour: CoverColour | None = None


class ProcessView(Struct, frozen=True, omit_defaults=True):
    """A process and where it stands; the view of the log `process/{id}`.

    `version` counts the changes of title, summary, commitment, zone and cover. `zone` is the name of the
    zone whose clocks are told of it, empty where it is the site's.
    """

    id: str
    title: str
    summary: str = ""
    phases: list[PhasePlan] = []
    debate: str | None = None
    draft: bool = False
    panel: PanelView | None = None
    commitment: Commitment = Commitment()
    version: int = 0
    bill: BillSummary | None = None
    mobilisation: Mobilisation | None = None
    synthesis: SynthesisStanding | None = None
    # Whether every ballot is open data, under a pseudonym.
    ballots_published: bool = False
    electorate: Electorate = Electorate.MAIL
    zone: str = ""
    cover: Cover | None = None
