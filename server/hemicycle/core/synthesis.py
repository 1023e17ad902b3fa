"""Where the synthesis of a process stands: what its facts do to the views, and when editors may work on it.

Sorting arguments is in `sorting` and `families`, what is published in `editions`.
"""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from hemicycle_protocol.errors import Code, Refused, changed
from hemicycle_protocol.synthesis import (
    ContestAnswered,
    PlacementContested,
    SynthesisChanged,
    SynthesisDesk,
    SynthesisPublished,
)
from hemicycle_protocol.views import Event, Phase, ProcessView, Role, SynthesisStanding

from .consultation import plan_of

EDITORS = frozenset({Role.ORGANISER, Role.PARLIAMENTARIAN, Role.STAFF})


def synthesis_log(process: str) -> str:
    """The log on which the work of the editors stands."""
    return f"process/{process}/synthesis"


def empty_synthesis_desk(id_: str) -> SynthesisDesk:
    """The view of that log before the first fact."""
    return SynthesisDesk(id_)


def fold_synthesis_desk(view: SynthesisDesk, event: Event) -> SynthesisDesk:
    """The view after one more fact; facts of an unknown type change nothing (SPEC T6)."""
    if event.type != "synthesis_changed":
        return view
    body = msgspec.convert(event.body, SynthesisChanged)
    return replace(
        view, changes={**view.changes, body.proposition: view.changes.get(body.proposition, 0) + 1}
    )


def fold_published(view: ProcessView, body: SynthesisPublished, at: int) -> ProcessView:
    """A version can be read, and contested for a while."""
    waiting = 0 if view.synthesis is None else view.synthesis.waiting
    standing = SynthesisStanding(body.number, at, body.contest_until, body.coverage, body.families, waiting)
    return replace(view, synthesis=standing)


def fold_contested(view: ProcessView, body: PlacementContested, at: int) -> ProcessView:
    """One more contest waits for an answer."""
    return _waiting(view, 1)


def fold_contest_answered(view: ProcessView, body: ContestAnswered, at: int) -> ProcessView:
    """One fewer."""
    return _waiting(view, -1)


def _waiting(view: ProcessView, more: int) -> ProcessView:
    if view.synthesis is None:
        return view
    return replace(view, synthesis=replace(view.synthesis, waiting=view.synthesis.waiting + more))


def check_work(process: ProcessView, *, at: int) -> None:
    """Pass while arguments may be sorted: from the opening of the consultation to the end of the synthesis.

    Raises:
        Refused: `NOT_OPEN` before, `CLOSED` after.
    """
    consultation, synthesis = (plan_of(process, phase) for phase in (Phase.CONSULTATION, Phase.SYNTHESIS))
    opens_at = consultation.opens_at if consultation else None
    if opens_at is None:
        raise Refused(Code.NOT_OPEN)
    if at < opens_at:
        raise Refused(Code.NOT_OPEN, opens_at=opens_at)
    if synthesis is not None and synthesis.closes_at is not None and at >= synthesis.closes_at:
        raise Refused(Code.CLOSED, closed_at=synthesis.closes_at)


def check_number(process: ProcessView, number: int) -> None:
    """Pass if `number` is that of the next version; refused `CHANGED` if somebody published meanwhile."""
    newest = 0 if process.synthesis is None else process.synthesis.number
    if number != newest + 1:
        raise changed(newest)
