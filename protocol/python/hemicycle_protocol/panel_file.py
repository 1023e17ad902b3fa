"""The panel file: everything about a panel that anyone can check, in one document (SPEC P).

It holds public ids only: made at random for one person and one process, and tied to an account by a row
that erasing destroys. Every field is always written, so that the canonical form is one.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

PANEL_FORMAT = "hemicycle-panel-1"


class SeatMethod(StrEnum):
    """How the seats of a group are given."""

    RANKING = "ranking"
    DRAW = "draw"
    CHOICE = "choice"


class DrawAlgorithm(StrEnum):
    """How the pool is put in order: by draw tickets, or as RFC 3797 does."""

    TICKETS = "tickets"
    RFC3797 = "rfc3797"


class BeaconSource(StrEnum):
    """Where the public random value comes from."""

    DRAND = "drand"
    LOTTERY = "lottery"


class CallOutcome(StrEnum):
    """What became of an invitation. `passed`: refused, left without an answer, or given back later.

    `absent`: accepted, and not there when the debate began. `ineligible`: a closed account, never invited.
    """

    PENDING = "pending"
    ACCEPTED = "accepted"
    PASSED = "passed"
    ABSENT = "absent"
    INELIGIBLE = "ineligible"


class SeatRule(Struct, frozen=True):
    """So many seats, given so."""

    group: str
    method: SeatMethod
    size: int


class PanelRules(Struct, frozen=True):
    """The seats, in the order they are given, and the delays."""

    seats: list[SeatRule]
    # How long an invitation waits for its answer, before and within `short_notice_ms` of the debate.
    answer_ms: int
    short_answer_ms: int
    short_notice_ms: int
    # How long the published pool may be contested.
    challenge_ms: int


class Score(Struct, frozen=True):
    """What a citizen's proposition had at the closing; the author's own vote is not in it."""

    proposition: str
    person: str
    agree: int
    disagree: int


class Snapshot(Struct, frozen=True):
    """All scores at the instant the consultation closed, ordered by proposition."""

    at: int
    scores: list[Score]


class PoolMember(Struct, frozen=True):
    """Somebody who applied; the number never changes."""

    number: int
    person: str


class Struck(Struct, frozen=True):
    """Somebody who keeps their number and gets no seat: the reason is public."""

    person: str
    reason: str
    at: int


class Pool(Struct, frozen=True):
    """Who applied, numbered in the order of their public ids, and the SHA-256 of that list."""

    closed_at: int
    members: list[PoolMember]
    hash: str
    challenges_until: int
    struck: list[Struck]


class Beacon(Struct, frozen=True):
    """The public random value: fixed in advance, entered when it is known.

    drand: `round` of the chain quicknet, `value` its randomness (64 hex digits), `signature` if given.
    lottery: `name` says which drawing, `value` is the RFC 3797 key made of its numbers.
    """

    source: BeaconSource
    algorithm: DrawAlgorithm
    name: str
    round: int | None
    announced_at: int
    expected_at: int
    value: str
    signature: str
    entered_at: int | None


class Place(Struct, frozen=True):
    """A person's place in the ranking: their best proposition. `ticket` where a tie was decided by it."""

    person: str
    proposition: str
    agree: int
    disagree: int
    ticket: str


class Ticket(Struct, frozen=True):
    """A person of the pool and what put them where they are: the ticket, or the MD5 of RFC 3797."""

    person: str
    ticket: str


class Draw(Struct, frozen=True):
    """Both whole orders, so that every alternate is known. There is never a second one."""

    at: int
    ranking: list[Place]
    pool: list[Ticket]


class PanelCall(Struct, frozen=True):
    """An invitation to the panel. `order`: whose list it came from, another group's when the own one ran out.

    `ended_at`: when the seat was free again.
    """

    group: str
    order: str
    person: str
    at: int
    expires_at: int
    outcome: CallOutcome
    accepted_at: int | None = None
    ended_at: int | None = None
    # Once accepted: the seat of the panel, and the name the person chose to sit under.
    seat: str = ""
    name: str = ""


class PanelChoice(Struct, frozen=True):
    """Why the organiser chose somebody."""

    person: str
    criteria: list[str]
    reason: str
    at: int


class PanelStep(Struct, frozen=True):
    """A line of the log: what was done, by which rule; `note` names a group, a seat or a number."""

    at: int
    step: str
    note: str = ""


class PanelFile(Struct, frozen=True):
    """A panel from its rules to its seats."""

    format: str
    process: str
    title: str
    debate: str
    starts_at: int
    rules: PanelRules
    applications_close_at: int
    snapshot: Snapshot | None = None
    pool: Pool | None = None
    beacon: Beacon | None = None
    draw: Draw | None = None
    calls: list[PanelCall] = []
    choices: list[PanelChoice] = []
    log: list[PanelStep] = []


class PanelSeat(Struct, frozen=True):
    """A seat of the panel and the name of who sits there; empty while nobody has accepted."""

    seat: str
    group: str
    name: str = ""


class PanelView(Struct, frozen=True, omit_defaults=True):
    """Where a panel stands, as every reader of the process follows it; the file says the rest."""

    debate: str
    starts_at: int
    applications_close_at: int
    pool_size: int | None = None
    pool_hash: str | None = None
    challenges_until: int | None = None
    beacon: Beacon | None = None
    drawn_at: int | None = None
    seats: list[PanelSeat] = []
