"""The bill as it was published, what became of contributions, and public supports.

Versions are read back; articles and links of the newest one stand beside them to be read. Only who chose to
be on the list of supports is in it; all others are counted in `tallies`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from hemicycle.store.extracts import Extract, Key, Reading

from .records import Field, Kind, Page, Record, RecordType, of_table

_PROCESS = Field("process", Kind.ID, "The process.")
_VERSIONS = Extract("bill_versions", order=("number",))

BILL_VERSIONS = of_table(
    "bill_versions",
    "Every published version of the bill, whole.",
    _VERSIONS,
    (
        _PROCESS,
        Field("number", Kind.INTEGER, "The version."),
        Field("title", Kind.TEXT, "The title of the bill."),
        Field("note", Kind.TEXT, "What is new in it."),
        Field("articles", Kind.INTEGER, "How many articles it has."),
        Field("at", Kind.INSTANT, "When it was published."),
        Field("content", Kind.JSON, "Title, explanatory statement, articles and links."),
    ),
)


def _of_newest(
    name: str, about: str, fields: tuple[Field, ...], rows: Callable[[dict[str, Any]], list[Record]]
) -> RecordType:
    """Records that follow from the newest version."""

    def read(reading: Reading, process: str, after: Key | None) -> Page:
        versions = reading.all_rows(_VERSIONS, process)
        return Page(rows(msgspec.json.decode(versions[-1]["content"])) if versions else [], None)

    return RecordType(name, about, fields, read)


def _articles(bill: dict[str, Any]) -> list[Record]:
    return [
        {"number": number, "id": article["id"], "title": article["title"], "body": article["body"]}
        for number, article in enumerate(bill.get("articles", []), 1)
    ]


BILL_ARTICLES = _of_newest(
    "bill_articles",
    "The articles of the newest version.",
    (
        Field("number", Kind.INTEGER, "Its place in the bill."),
        Field("id", Kind.TEXT, "The article, the same in every version."),
        Field("title", Kind.TEXT, "Its title."),
        Field("body", Kind.TEXT, "Its text."),
    ),
    _articles,
)


def _links(bill: dict[str, Any]) -> list[Record]:
    names = ("id", "kind", "target", "outcome", "reason", "article")
    return [{name: link.get(name) for name in names} for link in bill.get("links", [])]


BILL_LINKS = _of_newest(
    "bill_links",
    "What the newest version took from whom: retained, partly, or set aside, with the reason.",
    (
        Field("id", Kind.TEXT, "The link."),
        Field("kind", Kind.TEXT, "`proposition`, `family` or `question`."),
        Field("target", Kind.ID, "Which one."),
        Field("outcome", Kind.TEXT, "`retained`, `partly` or `set_aside`."),
        Field("reason", Kind.TEXT, "Why."),
        Field("article", Kind.TEXT, "In which article; empty if it was set aside as a whole."),
    ),
    _links,
)


def _without_hidden(reading: Reading, records: list[Record]) -> list[Record]:
    return [record | {"message": ""} if record["hidden"] else record for record in records]


def _fill(record: Record) -> Mapping[str, object]:
    # Nobody's account comes with an export: the public id stands where the person would.
    return {"person": f"support-{record['id']}", "public": True}


SUPPORTS = of_table(
    "supports",
    "Who supports the bill and chose to be on the public list.",
    Extract("supports", order=("id",), only=("public", True)),
    (
        Field("id", Kind.ID, "The support."),
        _PROCESS,
        Field("name", Kind.TEXT, "The name they show."),
        Field("message", Kind.TEXT, "What they say; empty if moderation hid it."),
        Field("hidden", Kind.TEXT, "Why it was hidden."),
        Field("at", Kind.INSTANT, "Since when they support, to the hour."),
    ),
    show=_without_hidden,
    fill=_fill,
)

SUPPORT_COUNTS = of_table(
    "support_counts",
    "How the number of supports grew: the last number of each hour.",
    Extract("support_counts", order=("at",)),
    (
        _PROCESS,
        Field("at", Kind.INSTANT, "The beginning of the hour."),
        Field("count", Kind.INTEGER, "How many there were."),
    ),
)
