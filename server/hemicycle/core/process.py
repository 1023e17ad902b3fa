"""The state of a process: the fold of `process/{id}`. What each phase adds is folded in its own module."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from msgspec.structs import replace

from hemicycle_protocol.events import EVENTS, EventBody, ProcessCreated
from hemicycle_protocol.panel import PanelAdvanced
from hemicycle_protocol.process import ProcessPublished
from hemicycle_protocol.views import Event, ProcessView

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


def _published(view: ProcessView, body: ProcessPublished, at: int) -> ProcessView:
    return replace(view, draft=False)


def _panel(view: ProcessView, body: PanelAdvanced, at: int) -> ProcessView:
    return replace(view, panel=body.panel)


FOLDS: dict[type[EventBody], Fold] = {
    ProcessCreated: _created,
    ProcessPublished: _published,
    PanelAdvanced: _panel,
}
