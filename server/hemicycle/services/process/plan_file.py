"""A process as an organiser writes it down, in TOML: read whole, or refused with every fault and its place.

docs/example-process.toml explains the keys. What is read is made by `creation`.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from msgspec import Meta, field

from hemicycle.auth.mailboxes import normal_email
from hemicycle.core.lifecycle import TITLE_CHARACTERS
from hemicycle.core.text import NAME_CHARACTERS
from hemicycle.services.people.invitations import INVITED
from hemicycle_protocol.api import NewInvitation
from hemicycle_protocol.errors import Refused
from hemicycle_protocol.views import AgendaItem, AgendaKind, Phase, PhasePlan, Role, Seat, Side

from .plan import NewArgument, NewDebate, NewProcess, NewProposition
from .toml import Instant, Reader, Written

MINUTE_MS, HOUR_MS = 60_000, 3_600_000
# Links are good until a day after the beginning, and for three days at least.
AFTER_HOURS = 24
LEAST_HOURS = 72

# Ids stand in addresses and in names made from them, which end at 64 characters.
Id = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{1,40}$")]
Name = Annotated[str, Meta(max_length=NAME_CHARACTERS)]
Title = Annotated[str, Meta(max_length=TITLE_CHARACTERS)]
Text = Annotated[str, Meta(max_length=200_000)]


class PlanRefused(Exception):
    """The file cannot be used: every fault is a sentence that begins with its place."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class _Phase(Written, frozen=True):
    phase: Phase
    opens: Instant | None = None
    closes: Instant | None = None

    def faults(self) -> Iterator[str]:
        if self.closes is not None and (self.opens is None or self.closes <= self.opens):
            yield "closes: it must open before it closes"


class _Argument(Written, frozen=True):
    side: Literal["for", "against"]
    author: Text
    body: Text


class _Proposition(Written, frozen=True):
    title: Text
    author: Text
    body: Text
    section: str = ""
    official: bool = False
    arguments: list[_Argument] = field(default_factory=list)


class _Item(Written, frozen=True):
    title: Text
    kind: AgendaKind
    minutes: Annotated[int, Meta(ge=1, le=1_440)]
    id: Id | None = None


class _Seat(Written, frozen=True):
    name: Name
    side: Side
    id: Id | None = None


class _Invitation(Written, frozen=True):
    role: Role
    name: Name
    seat: Id | None = None
    email: str | None = None
    hours: Annotated[int, Meta(ge=1, le=8_760)] | None = None

    def faults(self) -> Iterator[str]:
        if self.role not in INVITED:
            yield f"role: nobody is invited as {self.role}, but as {', '.join(sorted(INVITED))}"
        elif (self.role is Role.PANELIST) != (self.seat is not None):
            yield "seat: a panelist has one, and nobody else"
        try:
            normal_email(self.email or "nobody@example.org")
        except Refused:
            yield f"email: {self.email!r} is no address"


class _Debate(Written, frozen=True):
    title: Title
    starts: Instant
    agenda: list[_Item]
    seats: list[_Seat]
    id: Id | None = None
    pre_moderation: bool = False
    invitations: list[_Invitation] = field(default_factory=list)

    def faults(self) -> Iterator[str]:
        yield from _twice("agenda", _ids(self.agenda))
        yield from _twice("seats", _ids(self.seats))
        for number, invitation in enumerate(self.invitations, 1):
            if invitation.seat is not None and invitation.seat not in _ids(self.seats):
                yield f"invitations {number}, seat: the debate has no seat {invitation.seat!r}"


class _Process(Written, frozen=True):
    id: Id
    title: Title
    phases: list[_Phase]
    summary: str = ""
    time_zone: str | None = None  # was used to read the rest
    propositions: list[_Proposition] = field(default_factory=list)
    debates: list[_Debate] = field(default_factory=list)

    def faults(self) -> Iterator[str]:
        yield from _twice("phases", [phase.phase for phase in self.phases])
        yield from _twice("debates", self.debate_ids)

    @property
    def debate_ids(self) -> list[str]:
        """Those written, and for the others the id of the process with their number."""
        return [debate.id or f"{self.id}-{number}" for number, debate in enumerate(self.debates, 1)]


def read_plan(text: str, *, now: int) -> NewProcess:
    """What a file describes; instants such as `+30 days` are counted from `now`.

    Raises:
        PlanRefused: with everything that is wrong in it.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PlanRefused([str(error)]) from None
    zone = _zone(document.get("time_zone"))
    reader = Reader(now=now, zone=zone)
    process = reader.read(document, _Process)
    if process is None:
        raise PlanRefused(reader.faults)
    return NewProcess(
        process.id,
        process.title,
        process.summary,
        [PhasePlan(phase.phase, phase.opens, phase.closes) for phase in process.phases],
        [_proposition(proposition) for proposition in process.propositions],
        [_debate(id_, debate, now) for id_, debate in zip(process.debate_ids, process.debates, strict=True)],
        zone="" if zone is None else zone.key,
    )


def _zone(name: object) -> ZoneInfo | None:
    if not isinstance(name, str):  # another type is told by the reader
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise PlanRefused([f"time_zone: {name!r} is unknown; one is Europe/Paris"]) from None


def _proposition(p: _Proposition) -> NewProposition:
    arguments = [NewArgument(argument.side, argument.body, argument.author) for argument in p.arguments]
    return NewProposition(p.title, p.body, p.section, p.author, p.official, arguments)


def _debate(id_: str, debate: _Debate, now: int) -> NewDebate:
    until_start = -(-(debate.starts - now) // HOUR_MS)
    hours = max(LEAST_HOURS, until_start + AFTER_HOURS)
    agenda = zip(_ids(debate.agenda), debate.agenda, strict=True)
    seats = zip(_ids(debate.seats), debate.seats, strict=True)
    return NewDebate(
        id_,
        debate.title,
        debate.starts,
        [AgendaItem(item_id, item.kind, item.title, item.minutes * MINUTE_MS) for item_id, item in agenda],
        [Seat(seat_id, seat.name, seat.side) for seat_id, seat in seats],
        debate.pre_moderation,
        [NewInvitation(id_, i.role, i.name, i.seat, i.email, i.hours or hours) for i in debate.invitations],
    )


def _ids(things: Sequence[_Item | _Seat]) -> list[str]:
    """The ids written, and for the others their number."""
    return [thing.id or str(number) for number, thing in enumerate(things, 1)]


def _twice(name: str, ids: Iterable[str]) -> Iterator[str]:
    for id_, times in Counter(ids).items():
        if times > 1:
            yield f"{name}: {id_} stands here {times} times"
