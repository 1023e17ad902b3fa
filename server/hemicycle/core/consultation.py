"""When a process is open for what. Counting is left to the ballot box."""

from __future__ import annotations

from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.views import Phase, PhasePlan, PhaseState, ProcessView


def plan_of(process: ProcessView, phase: Phase) -> PhasePlan | None:
    """The plan of a phase, if the process has one."""
    return next((plan for plan in process.phases if plan.phase is phase), None)


def is_open(plan: PhasePlan | None, *, at: int) -> bool:
    """Whether `at` lies in [opens_at, closes_at); without `closes_at` a phase stays open."""
    if plan is None or plan.opens_at is None or at < plan.opens_at:
        return False
    return plan.closes_at is None or at < plan.closes_at


def check_open(process: ProcessView, phase: Phase, *, at: int) -> None:
    """Pass if an act of that phase, received at `at`, counts (SPEC C3). Nothing of a draft is open.

    Raises:
        Refused: `NOT_OPEN` before, `CLOSED` after; with the instant where it is known.
    """
    plan = plan_of(process, phase)
    if process.draft:
        raise Refused(Code.NOT_OPEN)
    if plan is not None and plan.state is PhaseState.CLOSED:
        # What its end owed is done: an act that came in time and was held up since is not in it.
        raise Refused(Code.CLOSED, closed_at=plan.closes_at)
    if is_open(plan, at=at):
        return
    if plan is not None and plan.closes_at is not None and at >= plan.closes_at:
        raise Refused(Code.CLOSED, closed_at=plan.closes_at)
    if plan is not None and plan.opens_at is not None:
        raise Refused(Code.NOT_OPEN, opens_at=plan.opens_at)
    raise Refused(Code.NOT_OPEN)
