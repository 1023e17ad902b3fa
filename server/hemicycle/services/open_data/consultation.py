"""Propositions and arguments, with the votes that were counted elsewhere."""

from __future__ import annotations

from collections.abc import Mapping

from hemicycle.store.extracts import Extract, Step
from hemicycle.store.propositions import shuffle_of

from .records import Field, Kind, Record, of_table


def _fill(record: Record) -> Mapping[str, object]:
    return {"shuffle": shuffle_of(record["id"])}


_TEXT_FIELDS = (
    Field("sources", Kind.JSON, "The addresses that its author names as sources."),
    Field("version", Kind.INTEGER, "How often its text was written, its first time included."),
    Field("revised_at", Kind.INSTANT, "When its text was last changed; empty if it never was."),
    Field("state", Kind.TEXT, "`visible`, `withdrawn` by its author, or put away by moderation."),
)

PROPOSITIONS = of_table(
    "propositions",
    "What was proposed, in the order of the numbers.",
    Extract("propositions", order=("number",)),
    (
        Field("id", Kind.ID, "The proposition's id, a part of its address."),
        Field("process", Kind.ID, "The process it belongs to."),
        Field("number", Kind.INTEGER, "Its number within the process."),
        Field("section", Kind.TEXT, "The chapter it stands in."),
        Field("title", Kind.TEXT, "Its title."),
        Field("body", Kind.TEXT, "Its text, as Markdown."),
        Field("author", Kind.TEXT, "The name its author shows in public."),
        Field("official", Kind.BOOLEAN, "Whether it comes from the parliamentarian; these are never ranked."),
        Field("created_at", Kind.INSTANT, "When it was published."),
        Field("arguments_for", Kind.INTEGER, "How many arguments for it there are."),
        Field("arguments_against", Kind.INTEGER, "How many arguments against it there are."),
        Field(
            "imported_agree",
            Kind.INTEGER,
            "« D’accord » counted on another platform; empty if there was none.",
        ),
        Field("imported_mixed", Kind.INTEGER, "« Mitigé » counted there."),
        Field("imported_disagree", Kind.INTEGER, "« Pas d’accord » counted there."),
        Field("kind", Kind.TEXT, "`problem`, `cause` or `solution`."),
        Field("parent", Kind.ID, "What it answers: a node of the presentation or a proposition."),
        *_TEXT_FIELDS,
    ),
    fill=_fill,
)

ARGUMENTS = of_table(
    "arguments",
    "Arguments for and against propositions.",
    Extract("arguments", steps=(Step("proposition", "propositions"),)),
    (
        Field("id", Kind.ID, "The argument's id."),
        Field("proposition", Kind.ID, "The proposition it speaks of."),
        Field("side", Kind.TEXT, "`for` or `against`."),
        Field("body", Kind.TEXT, "Its text, as Markdown."),
        Field("author", Kind.TEXT, "The name its author shows in public."),
        Field("created_at", Kind.INSTANT, "When it was published."),
        Field("imported_votes", Kind.INTEGER, "Supports counted on another platform."),
        *_TEXT_FIELDS,
    ),
)
