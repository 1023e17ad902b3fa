"""The state of a process: the fold of `process/{id}`."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from hemicycle_protocol import events as e
from hemicycle_protocol.views import Event, ProcessView


def empty_process(id_: str) -> ProcessView:
    """The view before the first fact."""
    return ProcessView(id_, "")


def fold_process(view: ProcessView, event: Event) -> ProcessView:
    """The view after one more fact; facts of an unknown type change nothing (SPEC T6)."""
    if event.type != "process_created":
        return view
    body = msgspec.convert(event.body, e.ProcessCreated)
    return replace(
        view, id=body.id, title=body.title, summary=body.summary, phases=body.phases, debate=body.debate
    )
