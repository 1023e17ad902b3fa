"""The published syntheses: families of arguments, where each argument was placed, and what was contested.

Editions are read back; families and placements of the newest one stand beside them to be read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from hemicycle.store.extracts import Extract, Key, Reading

from .records import Field, Kind, Page, Record, RecordType, Show, of_table

_PROCESS = Field("process", Kind.ID, "The process.")
_PROPOSITION = Field("proposition", Kind.ID, "The proposition.")
_VERSIONS = Extract("synthesis_versions", order=("number",))
_EDITIONS = Extract("synthesis_editions", order=("number", "proposition"))

SYNTHESES = of_table(
    "syntheses",
    "The published versions of the synthesis.",
    _VERSIONS,
    (
        _PROCESS,
        Field("number", Kind.INTEGER, "The version."),
        Field("at", Kind.INSTANT, "When it was published."),
        Field("note", Kind.TEXT, "What is new in it."),
        Field("coverage", Kind.JSON, "How many arguments, and supports of them, were placed or left out."),
        Field("families", Kind.INTEGER, "How many families there are."),
    ),
)


def _without_parts(reading: Reading, records: list[Record]) -> list[Record]:
    """Editions in which no words of an argument that was put away since can be read."""
    places = [place for record in records for place in _places(record["body"])]
    hidden = reading.unreadable([f"argument/{place['argument']}" for place in places])
    for place in places:
        if f"argument/{place['argument']}" in hidden:
            place.pop("part", None)
    return records


def _places(edition: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for family in edition.get("families", []):
        yield from family["places"]


SYNTHESIS_EDITIONS = of_table(
    "synthesis_editions",
    "What each version says of each proposition: families, placements, and what is in none and why.",
    _EDITIONS,
    (
        _PROCESS,
        Field("number", Kind.INTEGER, "The version."),
        _PROPOSITION,
        Field(
            "body", Kind.JSON, "Its families with their arguments, and the arguments in none with the reason."
        ),
    ),
    show=_without_parts,
)


def _of_newest(
    name: str,
    about: str,
    fields: tuple[Field, ...],
    rows: Callable[[dict[str, Any]], list[Record]],
    show: Show = lambda reading, records: records,
) -> RecordType:
    """Records that follow from the newest version's editions, one edition after the other."""

    def read(reading: Reading, process: str, after: Key | None) -> Page:
        numbers = [row["number"] for row in reading.all_rows(_VERSIONS, process)]
        if not numbers:
            return Page([], None)
        start = after if after is not None else (numbers[-1], "")
        found = reading.rows(_EDITIONS, process, after=start, limit=1)
        if not found:
            return Page([], None)
        body = msgspec.json.decode(found[0]["body"])
        proposition = found[0]["proposition"]
        records = [{"proposition": proposition} | record for record in rows(body)]
        return Page(show(reading, records), (found[0]["number"], proposition))

    return RecordType(name, about, (_PROPOSITION, *fields), read)


def _families(edition: dict[str, Any]) -> list[Record]:
    names = ("id", "side", "title", "summary")
    return [
        {name: family[name] for name in names} | {"arguments": len(family["places"])}
        for family in edition.get("families", [])
    ]


FAMILIES = _of_newest(
    "families",
    "The families of arguments of the newest version.",
    (
        Field("id", Kind.TEXT, "The family."),
        Field("side", Kind.TEXT, "`for` or `against`."),
        Field("title", Kind.TEXT, "What its arguments have in common."),
        Field("summary", Kind.TEXT, "In more words, as Markdown."),
        Field("arguments", Kind.INTEGER, "How many arguments stand in it."),
    ),
    _families,
)


def _placements(edition: dict[str, Any]) -> list[Record]:
    placed = [
        {"argument": place["argument"], "family": family["id"], "part": place.get("part"), "reason": None}
        for family in edition.get("families", [])
        for place in family["places"]
    ]
    left = [
        {"argument": one["argument"], "family": None, "part": None, "reason": one["reason"]}
        for one in edition.get("unclassified", [])
    ]
    return placed + left


def _without_hidden_parts(reading: Reading, records: list[Record]) -> list[Record]:
    hidden = reading.unreadable([f"argument/{record['argument']}" for record in records])
    return [
        record | {"part": None} if f"argument/{record['argument']}" in hidden else record
        for record in records
    ]


PLACEMENTS = _of_newest(
    "placements",
    "Where each argument stands in the newest version; one may stand in several families.",
    (
        Field("argument", Kind.ID, "The argument."),
        Field("family", Kind.TEXT, "Its family; empty if it is in none."),
        Field("part", Kind.TEXT, "The part of it that is meant; empty for all of it."),
        Field("reason", Kind.TEXT, "Why it is in no family."),
    ),
    _placements,
    _without_hidden_parts,
)


def _without_words_of_hidden(reading: Reading, records: list[Record]) -> list[Record]:
    """What is said of an argument that was put away since tells what stood in it."""
    hidden = reading.unreadable([f"argument/{record['argument']}" for record in records])
    return [
        record | {"text": "", "answer": ""} if f"argument/{record['argument']}" in hidden else record
        for record in records
    ]


CONTESTS = of_table(
    "placement_contests",
    "Authors who disagree with where their argument was placed, and the answers.",
    Extract("placement_contests"),
    (
        Field("id", Kind.ID, "The contest."),
        _PROCESS,
        _PROPOSITION,
        Field("argument", Kind.ID, "The argument."),
        Field("synthesis", Kind.INTEGER, "The version that is contested."),
        Field("text", Kind.TEXT, "Why."),
        Field("at", Kind.INSTANT, "When."),
        Field("version", Kind.INTEGER, "How often it changed."),
        Field("outcome", Kind.TEXT, "What became of it."),
        Field("answer", Kind.TEXT, "The editor's answer."),
        Field("answered_at", Kind.INSTANT, "When it was answered."),
    ),
    show=_without_words_of_hidden,
)
