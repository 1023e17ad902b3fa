"""Whose fault it is: close codes, refusal codes, and the exceptions that carry them.

Close codes 4000–4499 say "come back", 4500–4999 "don't" (SPEC S9), so a client needs no list.
"""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import TypedDict, Unpack

from msgspec import Struct, to_builtins


class CloseCode(IntEnum):
    """Why the server ends a connection."""

    DRAINING = 4001
    TOKEN_EXPIRED = 4003
    SLOW = 4008
    SILENT = 4010
    RESTARTED = 4012
    MALFORMED = 4500
    HELLO_EXPECTED = 4501
    VERSION = 4502
    TOO_LARGE = 4509
    TOKEN_INVALID = 4511
    REPLACED = 4512
    FLOODING = 4529


class Code(StrEnum):
    """Why an act was refused. The sentences are in `client_web/src/i18n` and `hemicycle/http`."""

    UNKNOWN_COMMAND = "unknown_command"
    INVALID = "invalid"
    FORBIDDEN = "forbidden"
    SIGN_IN = "sign_in"
    CONSENT_NEEDED = "consent_needed"
    NOT_FOUND = "not_found"
    CHANGED = "changed"
    CLAIMED = "claimed"
    ILLEGAL_MOVE = "illegal_move"
    REASON_MISSING = "reason_missing"
    CLOSED = "closed"
    NOT_OPEN = "not_open"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    TOO_MANY_OPEN = "too_many_open"
    LIMIT_REACHED = "limit_reached"
    TOO_SOON = "too_soon"
    ROOM_FULL = "room_full"
    RATE_LIMITED = "rate_limited"
    OWN_QUESTION = "own_question"
    DUPLICATE = "duplicate"
    SEAT_TAKEN = "seat_taken"
    SEAT_ELSEWHERE = "seat_elsewhere"
    SEAT_REMOVED = "seat_removed"
    STAGE_AWAY = "stage_away"
    EXPIRED = "expired"
    REVOKED = "revoked"
    BLOCKED = "blocked"
    HAS_VOTED = "has_voted"
    UNAVAILABLE = "unavailable"
    BUSY = "busy"


class TopicCode(StrEnum):
    """Why a topic is not followed, beside the refusal codes (SPEC T2)."""

    UNKNOWN_TOPIC = "unknown_topic"
    TOO_MANY_TOPICS = "too_many_topics"


class FaultCode(StrEnum):
    """What was wrong with a message that is answered by `fault` (SPEC W5, S6)."""

    UNKNOWN_TYPE = "unknown_type"
    NOT_NOW = "not_now"


class WireError(Exception):
    """The peer broke the protocol; the connection ends with `code`."""

    def __init__(self, code: CloseCode, detail: str) -> None:
        super().__init__(f"{code.value} {code.name.lower()}: {detail}")
        self.code = code
        self.detail = detail


class UnknownType(Exception):
    """A message of a type this version does not know; answered by `fault`, the connection stays."""

    def __init__(self, type_: str) -> None:
        super().__init__(f"unknown message type {type_!r}")
        self.type = type_


class Facts(TypedDict, total=False):
    """All that a refusal may tell, by its one name and of one type; each tells a few of these.

    `field` is the argument that is wrong and `allowed` what it may be; `state`, `version` and `by` say how
    things stand now; `_at` and `until` are instants, `_ms` a time to wait. Others are ids of what is named.
    """

    after: int
    allowed: str
    argument: str | None
    arguments: int
    article: str
    asked_here: bool
    before: int
    bill: str
    block: str
    by: str | None
    challenge: str
    closed_at: int | None
    contest: str
    count: int
    debate: str
    expected: str
    expired_at: int
    expires_at: int
    extra: str
    family: str | None
    field: str | None
    file: str
    first: str
    floor: str | None
    group: str | None
    host: str
    id: str
    into: str | None
    invitation: str
    item: str | int
    last: str
    length: int
    limit: int
    limit_bytes: int
    link: str
    missing: list[str]
    name: str | None
    node: str | None
    number: int
    occupied_by: str
    open: int
    opened_at: int | None
    opens_at: int | None
    owed: list[dict[str, int | str]]
    person: str
    phase: str
    poll: str
    process: str
    proposition: str
    question: str | None
    quota: str
    reason: str | None
    reasons: list[str]
    retry_after_ms: int
    revoked_at: int
    roles: list[str]
    seat: str | None
    signs: str
    state: object
    step: str
    support: str
    target: str | None
    to: str
    topic: str
    tries_left: int
    until: int
    version: int | str | None


class Refused(Exception):
    """A person asked for something not allowed now; they hear `code` and `facts`, the connection stays.

    Facts hold only what the person may know: numbers, ids, instants; the sentence is made from them.
    """

    def __init__(self, code: Code, **facts: Unpack[Facts]) -> None:
        super().__init__(f"{code.value} {facts}" if facts else code.value)
        self.code = code
        self.facts: Facts = facts


class Changed(Struct, frozen=True, omit_defaults=True):
    """The facts of `changed` (SPEC C6): the version to name next, what it is now, and the name of who did it.

    `state` is a word of its life cycle, its fields, or an order; with no version, what was compared.
    """

    version: int | str | None = None
    state: object = None
    by: str | None = None


def changed(version: int | str | None = None, *, state: object = None, by: str | None = None) -> Refused:
    """The refusal of an act on what somebody has changed since the person saw it: the only way to say so."""
    assert version is not None or state is not None, "nobody could go on from there"
    return Refused(Code.CHANGED, **to_builtins(Changed(version, state, by)))
