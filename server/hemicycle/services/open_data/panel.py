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
