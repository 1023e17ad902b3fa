"""The presentation of a process: its tree, and every text that stood in it."""

from __future__ import annotations

from hemicycle.store.extracts import Extract

from .records import Field, Kind, of_table

_TEXT = Field("text", Kind.JSON, "Title, Markdown, video, documents and sources.")

PRESENTATION = of_table(
    "presentation",
    "The tree of problem, causes and solutions as it stands.",
    Extract("presentation_nodes"),
    (
        Field("id", Kind.ID, "The node."),
        Field("process", Kind.ID, "The process."),
        Field("kind", Kind.TEXT, "`problem`, `cause`, `solution` or another part."),
        Field("parent", Kind.ID, "The node it hangs under."),
        Field("position", Kind.INTEGER, "Its place among those beside it."),
        Field("version", Kind.INTEGER, "How often its text was written."),
        _TEXT,
        Field("changed_at", Kind.INSTANT, "When its text was written."),
    ),
)

PRESENTATION_VERSIONS = of_table(
    "presentation_versions",
    "Every text that stood in the tree, in the order they were written, with the reason.",
    Extract("presentation_versions", order=("number",)),
    (
        Field("process", Kind.ID, "The process."),
        Field("number", Kind.INTEGER, "The place in the order."),
        Field("node", Kind.ID, "The node; it may be gone."),
        Field("version", Kind.INTEGER, "Which version of it."),
        Field("at", Kind.INSTANT, "When."),
        Field("kind", Kind.TEXT, "What the node is."),
        _TEXT,
        Field("name", Kind.TEXT, "The name that its writer shows."),
        Field("role", Kind.TEXT, "The writer's role."),
        Field("note", Kind.TEXT, "Why it was written."),
        Field("removed", Kind.BOOLEAN, "Whether the node was removed by it."),
    ),
)
