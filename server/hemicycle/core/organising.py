"""What organisers decide about a process: making it, its settings, its dates, publishing it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta, tzinfo

from msgspec.structs import replace

from hemicycle_protocol import process as p
from hemicycle_protocol.errors import Code, Refused, changed
from hemicycle_protocol.events import EventBody, ProcessCreated
from hemicycle_protocol.marks import limit_of
from hemicycle_protocol.views import Commitment, Cover, Phase, PhasePlan, PhaseState, ProcessView, Role

from . import phases
from .consultation import plan_of
from .lifecycle import TITLE_CHARACTERS
from .site import checked_zone
from .text import required, within, within_lines

SUMMARY_CHARACTERS = limit_of(p.CreateProcess, "summary")
REASON_CHARACTERS = limit_of(p.ExtendPhase, "reason")
MOST_ANSWERS = 100
# Without a date a process begins in two weeks, at this hour.
LEAD = timedelta(days=14)
FIRST_HOUR = 8


def create(command: p.CreateProcess, *, now: int, zone: tzinfo) -> ProcessCreated:
    """The first fact of a draft from the template; refused with the field."""
    starts_at = _in_two_weeks(now, zone) if command.starts_at is None else command.starts_at
    if abs(starts_at - now) > phases.FARTHEST_MS:
        raise Refused(Code.INVALID, field="starts_at", reason="too_far")
    return ProcessCreated(
        command.process,
        required(command.title, field="title", limit=TITLE_CHARACTERS),
        within_lines(command.summary, field="summary", limit=SUMMARY_CHARACTERS),
        phases.template(starts_at, zone),
        draft=True,
        commitment=Commitment(_top_n(command.top_n)),
    )


def change(
    view: ProcessView, command: p.ChangeProcess, *, now: int, zones: Collection[str]
) -> list[EventBody]:
    """Other settings, or nothing if they are the same.

    Raises:
        Refused: `CHANGED`, `CLOSED` for the commitment after the consultation, or with the field, as
            `INVALID` for what is no zone.
    """
    if command.version != view.version:
        raise changed(view.version)
    fact = p.ProcessChanged(
        required(command.title, field="title", limit=TITLE_CHARACTERS),
        within_lines(command.summary, field="summary", limit=SUMMARY_CHARACTERS),
        _top_n(command.top_n),
        command.zone and checked_zone(command.zone, zones=zones),
        None if command.cover == Cover() else command.cover,
    )
    consultation = plan_of(view, Phase.CONSULTATION)
    if fact.top_n != view.commitment.top_n and consultation is not None and _is_over(consultation, now):
        raise Refused(Code.CLOSED, field="top_n", closed_at=consultation.closes_at)
    before = (view.title, view.summary, view.commitment.top_n, view.zone, view.cover)
    same = (fact.title, fact.summary, fact.top_n, fact.zone, fact.cover) == before
    return [] if same else [fact]


def plan(view: ProcessView, command: p.PlanPhase, *, now: int) -> list[EventBody]:
    """Other instants of a phase; see `phases.planned` for what is refused."""
    _check_version(view, command.phase, command.version)
    wish = PhasePlan(command.phase, command.opens_at, command.closes_at)
    phases.planned(view.phases, wish, now=now, is_public=not view.draft)
    known = plan_of(view, command.phase)
    if known is not None and (known.opens_at, known.closes_at) == (wish.opens_at, wish.closes_at):
        return []
    return [p.PhasePlanned(wish.phase, wish.opens_at, wish.closes_at)]


def extend(view: ProcessView, command: p.ExtendPhase, *, now: int) -> list[EventBody]:
    """A later end of an open phase; see `phases.extended` for what is refused. Nothing of a draft is open."""
    if view.draft:
        raise Refused(Code.NOT_OPEN, phase=command.phase.value)
    _check_version(view, command.phase, command.version)
    phases.extended(view.phases, command.phase, command.closes_at, now=now)
    reason = within(command.reason, field="reason", limit=REASON_CHARACTERS)
    return [p.PhaseExtended(command.phase, command.closes_at, reason)]


def publish(view: ProcessView, checks: Sequence[p.Check], *, now: int) -> list[EventBody]:
    """The publication, and the phases that are open from that instant.

    Raises:
        Refused: `ILLEGAL_MOVE` if it was published, `EMPTY` with all that is `missing`.
    """
    if not view.draft:
        raise Refused(Code.ILLEGAL_MOVE, process=view.id)
    missing = [check.id for check in checks if check.required and not check.done]
    if missing:
        raise Refused(Code.EMPTY, missing=missing)
    return [p.ProcessPublished(), *phases.due(replace(view, draft=False), now=now)]


def checks(view: ProcessView, *, now: int, has_problem: bool, roles: Collection[Role]) -> list[p.Check]:
    """What ought to be there before publishing, the required first."""
    dated = [plan_of(view, phase) for phase in (Phase.PRESENTATION, Phase.CONSULTATION)]
    consultation = dated[1]
    return [
        p.Check("title", bool(view.title)),
        p.Check("summary", bool(view.summary)),
        p.Check("dates", all(one is not None and one.opens_at is not None for one in dated)),
        p.Check("order", phases.first_out_of_order(view.phases) is None),
        p.Check("ahead", consultation is None or not _is_over(consultation, now)),
        p.Check("problem", has_problem, required=False),
        p.Check("parliamentarian", Role.PARLIAMENTARIAN in roles, required=False),
        p.Check("moderator", Role.MODERATOR in roles, required=False),
    ]


def _in_two_weeks(now: int, zone: tzinfo) -> int:
    day = datetime.fromtimestamp(now / 1000, zone).replace(tzinfo=None) + LEAD
    first = day.replace(hour=FIRST_HOUR, minute=0, second=0, microsecond=0, tzinfo=zone)
    return int(first.timestamp() * 1000)


def _is_over(one: PhasePlan, now: int) -> bool:
    over = one.closes_at is not None and one.closes_at <= now
    return over or one.state is PhaseState.CLOSED


def _check_version(view: ProcessView, phase: Phase, version: int) -> None:
    known = plan_of(view, phase)
    present = 0 if known is None else known.version
    if version != present:
        raise changed(present)


def _top_n(top_n: int) -> int:
    if not 0 <= top_n <= MOST_ANSWERS:
        raise Refused(Code.INVALID, field="top_n", limit=MOST_ANSWERS)
    return top_n
