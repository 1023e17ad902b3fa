"""The panel file, which anybody can verify (docs of `hemicycle verify panel`)."""

from __future__ import annotations

from hemicycle.store.extracts import Extract

from .records import Field, Kind, of_table

PANEL = of_table(
    "panel",
    "The panel of the process: one record, or none.",
    Extract("panels", order=("process",)),
    (
        Field("process", Kind.ID, "The process."),
        Field("version", Kind.INTEGER, "How often the file was changed."),
        Field(
            "file", Kind.JSON, "The panel file: rules, snapshot, pool, beacon, draw, calls, choices.", "body"
        ),
    ),
)

PANEL_ANSWERS = of_table(
    "panel_answers",
    "What was answered to those who contested the pool of the draw; what they wrote is theirs.",
    Extract("panel_challenges", filled="answered_at"),
    (
        Field("id", Kind.ID, "The challenge."),
        Field("process", Kind.ID, "The process."),
        Field("at", Kind.INSTANT, "When it came in."),
        Field("answer", Kind.TEXT, "The answer."),
        Field("answered_at", Kind.INSTANT, "When it was answered."),
    ),
)
