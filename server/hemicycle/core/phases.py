"""The dates of a process's phases: a template, how they may be changed, and what is due by the clock.

Whether an act counts at an instant is decided in `consultation.check_open`, from the same half-open instants.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import pairwise

from msgspec.structs import replace

from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.events import EventBody
from hemicycle_protocol.process import PhaseClosed, PhaseOpened
from hemicycle_protocol.views import Phase, PhasePlan, PhaseState, ProcessView

ORDER = tuple(Phase)
# How long each phase of a new process is planned, in days; organisers change it before the opening.
PLANNED_DAYS: dict[Phase, int] = {
    Phase.PRESENTATION: 14,
    Phase.CONSULTATION: 30,
    Phase.SYNTHESIS: 21,
    Phase.DEBATE: 7,
    Phase.BILL: 45,
    Phase.MOBILISATION: 90,
}
# Farther away than this is a typing error.
FARTHEST_MS = 20 * 366 * 86_400_000
# A phase is said to be over this much later, so that what was received in time is counted on every node. Acts
# received at `closes_at` or after are refused at once.
GRACE_MS = 1_000


def template(starts_at: int, zone: tzinfo) -> list[PhasePlan]:
    """The six phases one after the other from `starts_at`, each at the same hour of the zone's clocks."""
    first = datetime.fromtimestamp(starts_at / 1000, zone)
    plans, days = [], 0
    for phase in ORDER:
        opens_at = _instant(first, days)
        days += PLANNED_DAYS[phase]
        plans.append(PhasePlan(phase, opens_at, _instant(first, days)))
    return plans


def planned(phases: Sequence[PhasePlan], wish: PhasePlan, *, now: int, is_public: bool) -> list[PhasePlan]:
    """The phases with the dates of one changed, or with one more, in their order.

    What is open keeps its opening and is not shortened (see `extended`); what is over stays as it was.

    Raises:
        Refused: `CLOSED` for a phase that is over, `ILLEGAL_MOVE` for one that is open, `INVALID` (`field`,
            `reason`) for dates that make no sense.
    """
    known = next((plan for plan in phases if plan.phase is wish.phase), None)
    if is_public and known is not None and known.opens_at is not None and known.opens_at <= now:
        if known.closes_at is not None and known.closes_at <= now:
            raise Refused(Code.CLOSED, closed_at=known.closes_at)
        raise Refused(Code.ILLEGAL_MOVE, phase=wish.phase.value, opened_at=known.opens_at)
    _check_dates(wish, now=now, is_public=is_public)
    changed = put_plan(phases, wish)
    late = first_out_of_order(changed)
    if is_public and late is not None:
        raise Refused(Code.INVALID, field="opens_at", reason="order", phase=late.value)
    return changed


def put_plan(phases: Iterable[PhasePlan], plan: PhasePlan) -> list[PhasePlan]:
    """The phases with this one in its place in the order, instead of what stood there."""
    others = [other for other in phases if other.phase is not plan.phase]
    return sorted([plan, *others], key=lambda one: ORDER.index(one.phase))


def extended(phases: Sequence[PhasePlan], phase: Phase, closes_at: int, *, now: int) -> list[PhasePlan]:
    """The phases with one that is open closing later; one without an end gets one.

    Raises:
        Refused: `NOT_OPEN` before it opens, `CLOSED` from its last instant on, `INVALID` (`field`, `reason`)
            for an end that is not later than the present one.
    """
    known = next((plan for plan in phases if plan.phase is phase), None)
    if known is None or known.opens_at is None or now < known.opens_at:
        raise Refused(Code.NOT_OPEN, phase=phase.value)
    if known.closes_at is not None and known.closes_at <= now:
        raise Refused(Code.CLOSED, closed_at=known.closes_at)
    if closes_at <= (known.closes_at or now):
        raise Refused(Code.INVALID, field="closes_at", reason="not_later")
    if closes_at > now + FARTHEST_MS:
        raise Refused(Code.INVALID, field="closes_at", reason="too_far")
    return [replace(plan, closes_at=closes_at) if plan is known else plan for plan in phases]


def is_under_way(process: ProcessView) -> bool:
    """Whether it is public and not all over, so that somebody must look after it."""
    return not process.draft and any(plan.state is not PhaseState.CLOSED for plan in process.phases)


def due(process: ProcessView, *, now: int) -> list[EventBody]:
    """What the log has not said yet of phases that have begun or are over, in the order it happened."""
    facts = [fact for at, fact in _coming(process) if at <= now]
    return [] if process.draft else facts


def next_due(process: ProcessView) -> int | None:
    """When the log has to say something of a phase; None for a draft and when all is said."""
    return None if process.draft else min((at for at, _ in _coming(process)), default=None)


def _coming(process: ProcessView) -> list[tuple[int, EventBody]]:
    facts = [said for plan in process.phases for said in _to_say(plan)]
    return sorted(facts, key=lambda said: said[0])


def _to_say(plan: PhasePlan) -> Iterator[tuple[int, EventBody]]:
    if plan.opens_at is None or plan.state is PhaseState.CLOSED:
        return
    if plan.state is PhaseState.SCHEDULED:
        yield plan.opens_at, PhaseOpened(plan.phase, plan.opens_at)
    if plan.closes_at is not None:
        yield plan.closes_at + GRACE_MS, PhaseClosed(plan.phase, plan.closes_at)


def first_out_of_order(phases: Sequence[PhasePlan]) -> Phase | None:
    """A phase that would open before the one that comes before it, if there is one.

    Phases begin in their order; they may overlap, for one may go on while the next is open.
    """
    dated = [(plan.phase, plan.opens_at) for plan in phases if plan.opens_at is not None]
    return next((phase for (_, before), (phase, after) in pairwise(dated) if after < before), None)


def _check_dates(wish: PhasePlan, *, now: int, is_public: bool) -> None:
    opens_at, closes_at = wish.opens_at, wish.closes_at
    if opens_at is None:
        if closes_at is not None:
            raise Refused(Code.INVALID, field="opens_at", reason="missing")
        return
    if closes_at is not None and closes_at <= opens_at:
        raise Refused(Code.INVALID, field="closes_at", reason="before_opening")
    if is_public and opens_at < now:
        raise Refused(Code.INVALID, field="opens_at", reason="past")
    for field, at in (("opens_at", opens_at), ("closes_at", closes_at or opens_at)):
        if not now - FARTHEST_MS <= at <= now + FARTHEST_MS:
            raise Refused(Code.INVALID, field=field, reason="too_far")


def _instant(first: datetime, days: int) -> int:
    """The same hour of the same clock so many days later, whatever was done to the clocks meanwhile."""
    local = first.replace(tzinfo=None) + timedelta(days=days)
    return int(local.replace(tzinfo=first.tzinfo).astimezone(UTC).timestamp() * 1000)
