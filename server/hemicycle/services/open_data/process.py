"""The process, its phases, and its log: what happened, in order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from hemicycle.store.extracts import Extract, Key, Reading

from .facts import facts_type
from .records import Field, Kind, Page, Record, RecordType, instant_ms, instant_text, of_table

_EXTRACT = Extract("processes", owner="id")


def _show(reading: Reading, records: list[Record]) -> list[Record]:
    return [record | {"phases": [_with_instants(phase) for phase in record["phases"]]} for record in records]


def _with_instants(phase: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: instant_text(value) if name.endswith("_at") and isinstance(value, int) else value
        for name, value in phase.items()
    }


def _fill(record: Record) -> Mapping[str, object]:
    phases = [
        {
            name: instant_ms(value) if name.endswith("_at") and value else value
            for name, value in phase.items()
        }
        for phase in record["phases"]
    ]
    # Its clock looks at once what of its phases has to be said.
    return {"phases": msgspec.json.encode(phases).decode(), "due_at": None if record["draft"] else 0}


PROCESS = of_table(
    "process",
    "The process itself: one record.",
    _EXTRACT,
    (
        Field("id", Kind.ID, "The process's id, a part of its address."),
        Field("title", Kind.TEXT, "Its title."),
        Field("summary", Kind.TEXT, "What it is about, as Markdown."),
        Field("phases", Kind.JSON, "Its phases, with `opens_at` and `closes_at`; also in `phases`."),
        Field("created_at", Kind.INSTANT, "When it was made."),
        Field("draft", Kind.BOOLEAN, "Whether only those who make it can read it."),
    ),
    show=_show,
    fill=_fill,
)


def _phases(reading: Reading, process: str, after: Key | None) -> Page:
    (row,) = reading.rows(_EXTRACT, process, limit=1) or [{"phases": "[]"}]
    plans = [_with_instants(plan) for plan in msgspec.json.decode(row["phases"])]
    return Page([{field.name: plan.get(field.name) for field in PHASES.fields} for plan in plans], None)


PHASES = RecordType(
    "phases",
    "The phases of the process: each is open from `opens_at` until just before `closes_at`.",
    (
        Field(
            "phase",
            Kind.TEXT,
            "`presentation`, `consultation`, `synthesis`, `debate`, `bill` or `mobilisation`.",
        ),
        Field("opens_at", Kind.INSTANT, "When it opens; empty if that is not known yet."),
        Field("closes_at", Kind.INSTANT, "When it closes; empty if it stays open."),
    ),
    _phases,
)

LOG = facts_type(
    "log",
    "The public log of the process: every fact, in order, as the wire tells it (protocol/SPEC.md).",
    Extract("events", order=("log", "offset"), owner="log", prefix="process/"),
)
