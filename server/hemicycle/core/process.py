"""The state of a process: the fold of `process/{id}`. What each phase adds is folded in its own module."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import msgspec
from msgspec.structs import replace

from hemicycle_protocol import process as p
from hemicycle_protocol.bill import BillPublished, BillStepAdded, BillStepCorrected
from hemicycle_protocol.electorate import ElectorateChosen
from hemicycle_protocol.events import EVENTS, EventBody, ProcessCreated
from hemicycle_protocol.mobilisation import ThresholdCrossed, ThresholdsSet
from hemicycle_protocol.open_data import BallotsPublished
from hemicycle_protocol.panel import PanelAdvanced
from hemicycle_protocol.synthesis import ContestAnswered, PlacementContested, SynthesisPublished
from hemicycle_protocol.views import Commitment, Event, Phase, PhasePlan, PhaseState, ProcessView

from . import bill, mobilisation, synthesis
from .consultation import plan_of
from .electorate import fold_electorate_chosen
from .emit import Emit, process_log
from .open_data import fold_ballots_published
from .phases import put_plan

# A fold of one kind of fact: the view before, the fact and its instant to the view after.
Fold = Callable[[ProcessView, Any, int], ProcessView]


def empty_process(id_: str) -> ProcessView:
    """The view before the first fact."""
    return ProcessView(id_, "")


def fold_process(view: ProcessView, event: Event) -> ProcessView:
    """The view after one more fact; facts of an unknown type change nothing (SPEC T6)."""
    kind = EVENTS.get(event.type)
    fold = None if kind is None else FOLDS.get(kind)
    return view if kind is None or fold is None else fold(view, msgspec.convert(event.body, kind), event.at)


def _created(view: ProcessView, body: ProcessCreated, at: int) -> ProcessView:
    return replace(view, **{name: getattr(body, name) for name in body.__struct_fields__})


def _published(view: ProcessView, body: p.ProcessPublished, at: int) -> ProcessView:
    return replace(view, draft=False)


def _panel(view: ProcessView, body: PanelAdvanced, at: int) -> ProcessView:
    return replace(view, panel=body.panel)


def _changed(view: ProcessView, body: p.ProcessChanged, at: int) -> ProcessView:
    return replace(
        view,
        title=body.title,
        summary=body.summary,
        commitment=Commitment(body.top_n),
        zone=body.zone,
        cover=body.cover,
        version=view.version + 1,
    )


def _planned(view: ProcessView, body: p.PhasePlanned, at: int) -> ProcessView:
    version = _plan(view, body.phase).version + 1
    return _with(view, PhasePlan(body.phase, body.opens_at, body.closes_at, version=version))


def _extended(view: ProcessView, body: p.PhaseExtended, at: int) -> ProcessView:
    plan = _plan(view, body.phase)
    return _with(view, replace(plan, closes_at=body.closes_at, version=plan.version + 1))


def _opened(view: ProcessView, body: p.PhaseOpened, at: int) -> ProcessView:
    return _with(view, replace(_plan(view, body.phase), state=PhaseState.OPEN))


def _closed(view: ProcessView, body: p.PhaseClosed, at: int) -> ProcessView:
    return _with(view, replace(_plan(view, body.phase), state=PhaseState.CLOSED))


def _debate_added(view: ProcessView, body: p.DebateAdded, at: int) -> ProcessView:
    return view if view.debate is not None else replace(view, debate=body.debate)


def _plan(view: ProcessView, phase: Phase) -> PhasePlan:
    return plan_of(view, phase) or PhasePlan(phase)


def _with(view: ProcessView, plan: PhasePlan) -> ProcessView:
    return replace(view, phases=put_plan(view.phases, plan))


FOLDS: dict[type[EventBody], Fold] = {
    ProcessCreated: _created,
    p.ProcessPublished: _published,
    p.ProcessChanged: _changed,
    p.PhasePlanned: _planned,
    p.PhaseExtended: _extended,
    p.PhaseOpened: _opened,
    p.PhaseClosed: _closed,
    p.DebateAdded: _debate_added,
    PanelAdvanced: _panel,
    BillPublished: bill.fold_published,
    BillStepAdded: bill.fold_step_added,
    BillStepCorrected: bill.fold_step_corrected,
    ThresholdsSet: mobilisation.fold_thresholds_set,
    ThresholdCrossed: mobilisation.fold_threshold_crossed,
    SynthesisPublished: synthesis.fold_published,
    PlacementContested: synthesis.fold_contested,
    ContestAnswered: synthesis.fold_contest_answered,
    BallotsPublished: fold_ballots_published,
    ElectorateChosen: fold_electorate_chosen,
}


def folded(view: ProcessView, bodies: Iterable[EventBody], *, at: int) -> ProcessView:
    """The view after facts that are about to be appended at the instant `at`."""
    for body in bodies:
        view = fold_process(view, Emit(process_log(view.id), body).event(offset=0, at=at))
    return view
