"""Logs as records: facts without the people behind them."""

from __future__ import annotations

from typing import Any

from hemicycle.core.instants import to_minute
from hemicycle.store.extracts import Extract, Key, Reading, Writing

from .records import PAGE, BadRecord, Field, Kind, Page, Record, RecordType, record_of, row_of

# Fields of facts that name an account or a device; display names and roles stay.
PRIVATE = frozenset({"actor", "person", "by", "device", "voter", "account"})

# Facts of questions, which stand under their authors' names; whoever watched knows when they came anyway.
_QUESTIONS = "question_"
_FIELDS = (
    Field("offset", Kind.INTEGER, "The place of the fact in its log: 1, 2, 3, without holes."),
    Field("at", Kind.INSTANT, "When it happened, by the server's clock; a text or a question to the minute."),
    Field("type", Kind.TEXT, "What kind of fact: the names of `hemicycle_protocol.events`."),
    Field("body", Kind.JSON, "What the fact says; instants within are milliseconds since 1970."),
)


def facts_type(name: str, about: str, extract: Extract, *, owner: Field | None = None) -> RecordType:
    """The facts of one log a process, or with `owner` of one log for each of its debates."""
    fields = _FIELDS if owner is None else (owner, *_FIELDS)

    def read(reading: Reading, process: str, after: Key | None) -> Page:
        rows = reading.rows(extract, process, after=after, limit=PAGE)
        records = []
        for row in rows:
            if owner is not None:
                row[owner.name] = row["log"].partition("/")[2]
            record = record_of(fields, row)
            if row["type"].startswith(_QUESTIONS):
                record = record_of(fields, row | {"at": to_minute(row["at"])})
                record["body"] = _to_minutes(record["body"])
            records.append(record | {"body": without_people(record["body"])})
        return Page(records, (rows[-1]["log"], rows[-1]["offset"]) if len(rows) == PAGE else None)

    def keep(writing: Writing, process: str, records: list[Record]) -> None:
        rows = []
        for record in records:
            row = row_of(fields, record)
            row["log"] = f"process/{process}" if owner is None else f"{owner.name}/{row.pop(owner.name)}"
            rows.append(row)
        _check_whole(writing, rows)
        writing.put("events", rows)
        writing.put_heads({row["log"]: row["offset"] for row in rows})

    return RecordType(name, about, fields, read, keep, table="events")


def without_people(value: Any) -> Any:
    """A body without the fields that name an account or a device, at any depth."""
    if isinstance(value, dict):
        return {name: without_people(inner) for name, inner in value.items() if name not in PRIVATE}
    if isinstance(value, list):
        return [without_people(inner) for inner in value]
    return value


def _to_minutes(value: Any) -> Any:
    """A body whose instants are told to the minute, at any depth."""
    if isinstance(value, dict):
        return {
            name: to_minute(inner) if name.endswith("_at") and isinstance(inner, int) else _to_minutes(inner)
            for name, inner in value.items()
        }
    return value


def _check_whole(writing: Writing, rows: list[dict[str, Any]]) -> None:
    """Each log goes on where it stood: a hole would make its readers ask for ever."""
    heads = writing.heads(sorted({row["log"] for row in rows}))
    for row in rows:
        expected = heads.get(row["log"], 0) + 1
        if row["offset"] != expected:
            raise BadRecord(f"offset {row['offset']} stands where {expected} follows")
        heads[row["log"]] = expected
