"""The consultation as the old platform exported it: one row an object, whose type says which are filled.

Written for programs that read those exports. Counts add up votes cast here and elsewhere; what stands in the
bin is not counted. Instants are in UTC, written without a zone; an author is a number made of the shown name.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import Any

import msgspec

from hemicycle.store.extracts import Extract, Key, Reading, Row

from .consultation import ARGUMENTS_SHOWN, PROPOSITIONS_SHOWN, VISIBLE
from .records import Field, Format, Kind, Page, Record, RecordType, instant_text

NAME = "consultation-cap"
# A page holds all arguments of its propositions: few of them.
PROPOSITIONS = 20

_OBJECT = ("published", "trashed", "trashed_status", "trashed_at", "trashed_reason")
_BLOCKS: dict[str, tuple[str, ...]] = {
    "contributions": (
        *("id", "author_id", "author_type_name", "consultation_title", "section_title", "title", "body_text"),
        *("created_at", "updated_at", "url", *_OBJECT),
        *("votes_count", "votes_count_ok", "votes_count_mitige", "votes_count_nok"),
        *("arguments_count", "arguments_count_for", "arguments_count_against"),
        *("sources_count", "versions_count", "context_element_title", "context_element_body_text"),
    ),
    "contributions_votes": ("id", "related_id", "author_id", "value", "created_at"),
    "contributions_arguments": (
        *("related_id", "related_kind", "id", "author_id", "type", "body", "created_at", "updated_at", "url"),
        *(*_OBJECT, "votes_count"),
    ),
    "contributions_reportings": (
        "related_id",
        "related_kind",
        "id",
        "author_id",
        "type",
        "body",
        "created_at",
    ),
    "contributions_sources": (
        *("id", "related_id", "related_kind", "author_id", "trashed", "trashed_status", "trashed_at"),
        *("trashed_reason", "body", "created_at", "updated_at", "published", "votes_count"),
    ),
    "contribution_versions": (
        *("id", "author_id", "title", "explanation", "body_text", "created_at", "updated_at"),
        *("votes_count", "votes_count_ok", "votes_count_mitige", "votes_count_nok"),
    ),
}
COLUMNS = ("type", *(f"{block}_{name}" for block, names in _BLOCKS.items() for name in names))
_SIDES = {"for": "FOR", "against": "AGAINST"}
_CHOICES = ("agree", "mixed", "disagree")


def _read(reading: Reading, process: str, after: Key | None) -> Page:
    rows = reading.rows(Extract("propositions", order=("number",)), process, after=after, limit=PROPOSITIONS)
    titles = [row["title"] for row in reading.all_rows(Extract("processes", owner="id"), process)]
    records: list[Record] = []
    for row in PROPOSITIONS_SHOWN(reading, _with_sources(rows)):
        arguments = reading.all_rows(Extract("arguments", owner="proposition"), row["id"])
        arguments = ARGUMENTS_SHOWN(reading, _with_sources(arguments))
        targets = [f"proposition/{row['id']}", *(f"argument/{argument['id']}" for argument in arguments)]
        counts = _counts(reading, process, targets)
        bins = {each["target"]: each for each in reading.find("moderated", [(target,) for target in targets])}
        sides = Counter(argument["side"] for argument in arguments if argument["state"] == VISIBLE)
        records.append(
            _opinion(row, titles[0], counts[targets[0]], sides)
            | _trash("contributions", row, bins, targets[0])
        )
        records += [_source(row, number, url) for number, url in enumerate(row["sources"], 1)]
        records += [
            _argument(argument, counts[target]) | _trash("contributions_arguments", argument, bins, target)
            for argument, target in zip(arguments, targets[1:], strict=True)
        ]
    return Page(records, (rows[-1]["number"],) if len(rows) == PROPOSITIONS else None)


def _with_sources(rows: list[Row]) -> list[Record]:
    return [row | {"sources": msgspec.json.decode(row["sources"])} for row in rows]


def _counts(reading: Reading, box: str, targets: list[str]) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {target: {} for target in targets}
    for row in reading.find("tallies", [(box, target) for target in targets]):
        counts[row["target"]][row["choice"]] = row["count"]
    return counts


def _trash(block: str, row: Record, bins: dict[str, Row], target: str) -> Record:
    """Whether it is in the bin, since when and why."""
    put_away = row["state"] != VISIBLE
    entry = bins.get(target, {}) if put_away else {}
    since = entry.get("decided_at")
    return {
        f"{block}_trashed": "Oui" if put_away else "Non",
        f"{block}_trashed_status": "INVISIBLE" if put_away else None,
        f"{block}_trashed_at": None if since is None else _instant(since),
        f"{block}_trashed_reason": entry.get("reason"),
    }


def _opinion(row: Record, title: str, here: dict[str, int], sides: Counter[str]) -> Record:
    votes = [here.get(choice, 0) + (row[f"imported_{choice}"] or 0) for choice in _CHOICES]
    return _record(
        "opinion",
        "contributions",
        id=row["id"],
        author_id=_author(row),
        consultation_title=title,
        section_title=row["section"],
        title=row["title"],
        body_text=row["body"],
        created_at=_instant(row["created_at"]),
        updated_at=_instant(row["revised_at"] or row["created_at"]),
        url=f"/propositions/{row['id']}",
        published="Oui",
        votes_count=sum(votes),
        votes_count_ok=votes[0],
        votes_count_mitige=votes[1],
        votes_count_nok=votes[2],
        arguments_count=sides.total(),
        arguments_count_for=sides["for"],
        arguments_count_against=sides["against"],
        sources_count=len(row["sources"]),
        versions_count=row["version"] - 1,
    )


def _argument(row: Record, here: dict[str, int]) -> Record:
    return _record(
        "argument",
        "contributions_arguments",
        related_id=row["proposition"],
        related_kind="opinion",
        id=row["id"],
        author_id=_author(row),
        type=_SIDES[row["side"]],
        body=row["body"],
        created_at=_instant(row["created_at"]),
        updated_at=_instant(row["revised_at"] or row["created_at"]),
        url=f"/propositions/{row['proposition']}",
        published="Oui",
        votes_count=sum(here.values()) + row["imported_votes"],
    )


def _source(row: Record, number: int, url: str) -> Record:
    return _record(
        "source",
        "contributions_sources",
        id=f"{row['id']}-s{number}",
        related_id=row["id"],
        related_kind="opinion",
        author_id=_author(row),
        trashed="Non",
        body=url,
        created_at=_instant(row["created_at"]),
        updated_at=_instant(row["revised_at"] or row["created_at"]),
        published="Oui",
        votes_count=0,
    )


def _record(type_: str, block: str, **values: Any) -> Record:
    record: Record = dict.fromkeys(COLUMNS)
    record["type"] = type_
    for name, value in values.items():
        column = f"{block}_{name}"
        assert column in record, column
        record[column] = value
    return record


def _author(row: Record) -> str:
    return hashlib.blake2b(row["author"].encode(), digest_size=6).hexdigest()


def _instant(ms: int) -> str:
    return instant_text(ms)[:19].replace("T", " ")


CAP = RecordType(
    NAME,
    "Propositions and arguments in the columns of Cap Collectif's consultation export, counts included.",
    tuple(Field(name, Kind.TEXT, "As in the exports of Cap Collectif.") for name in COLUMNS),
    _read,
    formats=(Format.CSV,),
    separator=",",
)
