"""Propositions and arguments, their earlier texts and their ranking.

What is in the bin, or was taken back by its author, stands without its text.
"""

from __future__ import annotations

from collections.abc import Mapping

from hemicycle.store.extracts import Extract, Reading, Step
from hemicycle.store.propositions import shuffle_of

from .records import Field, Kind, Record, RecordType, Show, of_table

# What a text that is put away does not show.
_WORDS: Record = {"title": "", "body": "", "author": "", "sources": []}
VISIBLE = "visible"


def _shown(kind: str, above: str = "") -> Show:
    """Texts of a kind; of those that are put away, alone or with the one `above`, only that there was one."""

    def show(reading: Reading, records: list[Record]) -> list[Record]:
        hidden = reading.hidden([f"{kind}/{record['id']}" for record in records])
        under = reading.put_away([(record[above],) for record in records]) if above else set()
        readable = []
        for record in records:
            state = hidden.get(f"{kind}/{record['id']}", record["state"])
            is_readable = state == VISIBLE and not (above and record[above] in under)
            blank = {} if is_readable else {name: _WORDS[name] for name in _WORDS.keys() & record.keys()}
            readable.append(record | blank | {"state": state})
        return readable

    return show


PROPOSITIONS_SHOWN = _shown("proposition")
ARGUMENTS_SHOWN = _shown("argument", above="proposition")


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
    show=PROPOSITIONS_SHOWN,
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
    show=ARGUMENTS_SHOWN,
)

_VERSION_FIELDS = (
    Field("target", Kind.ID, "The text: `proposition/{id}` or `argument/{id}`."),
    Field("version", Kind.INTEGER, "Which of its versions."),
    Field("title", Kind.TEXT, "Its title then; empty for arguments."),
    Field("body", Kind.TEXT, "Its text then, as Markdown."),
    Field("sources", Kind.JSON, "Its sources then."),
    Field("at", Kind.INSTANT, "When it was written."),
    Field("replaced_at", Kind.INSTANT, "When the next one replaced it."),
)
_ONLY_VISIBLE = ("state", VISIBLE)


def _versions(kind: str, *steps: Step) -> RecordType:
    extract = Extract("text_versions", order=("target", "version"), steps=steps)
    about = f"Earlier texts of {kind}s that can be read; the newest one stands in `{kind}s`."
    return of_table(f"{kind}_versions", about, extract, _VERSION_FIELDS, show=_without_hidden)


def _without_hidden(reading: Reading, records: list[Record]) -> list[Record]:
    hidden = reading.unreadable([record["target"] for record in records])
    return [record for record in records if record["target"] not in hidden]


PROPOSITION_VERSIONS = _versions("proposition", Step("target", "propositions", "proposition/", _ONLY_VISIBLE))
ARGUMENT_VERSIONS = _versions(
    "argument",
    Step("target", "arguments", "argument/", _ONLY_VISIBLE),
    Step("proposition", "propositions", only=_ONLY_VISIBLE),
)

RANKINGS = of_table(
    "rankings",
    "The propositions in the order of their « D’accord », as frozen when the consultation closed.",
    Extract("rankings", order=("proposition",)),
    (
        Field("process", Kind.ID, "The process."),
        Field("proposition", Kind.ID, "The proposition."),
        Field("rank", Kind.INTEGER, "Its rank; equal ones share it: 1, 2, 2, 4."),
        Field("agree", Kind.INTEGER, "« D’accord » that were counted."),
        Field("mixed", Kind.INTEGER, "« Mitigé »."),
        Field("disagree", Kind.INTEGER, "« Pas d’accord »."),
        Field("owed", Kind.BOOLEAN, "Whether a reasoned answer was promised to it."),
    ),
)
