"""Whether the ballots of a process are open data. What an export holds is said by `services.open_data`."""

from __future__ import annotations

from msgspec.structs import replace

from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.open_data import BallotsPublished, PublishBallots
from hemicycle_protocol.views import Phase, ProcessView

from .consultation import plan_of


def publish_ballots(process: ProcessView, command: PublishBallots, *, now: int) -> list[BallotsPublished]:
    """The fact, or nothing if it is so already.

    Raises:
        Refused: `ILLEGAL_MOVE` for beginning once people may have voted without knowing.
    """
    if command.on is process.ballots_published:
        return []
    plan = plan_of(process, Phase.CONSULTATION)
    has_opened = plan is not None and plan.opens_at is not None and now >= plan.opens_at
    if command.on and has_opened and not process.draft:
        raise Refused(Code.ILLEGAL_MOVE, opened_at=plan.opens_at if plan else None)
    return [BallotsPublished(command.on)]


def fold_ballots_published(view: ProcessView, body: BallotsPublished, at: int) -> ProcessView:
    """The view after the fact."""
    return replace(view, ballots_published=body.on)
