"""What a type of records is: named fields with a meaning, read from a table and kept in one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

import msgspec

from hemicycle.store.extracts import Extract, Key, Reading, Row, Writing, json_text
from hemicycle_protocol.views import ProcessView

# Records read at a time: what an export holds in memory, however large the process.
PAGE = 500

Record = dict[str, Any]


class Kind(StrEnum):
    """How a value is written. Ids are texts that an import under another name changes."""

    TEXT = "text"
    ID = "id"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    INSTANT = "instant"
    JSON = "json"


class Format(StrEnum):
    """The two forms of a file; only JSON is read back."""

    CSV = "csv"
    JSON = "json"


class Field(NamedTuple):
    """A column of the files: name, form and meaning; `column` is the table's name for it."""

    name: str
    kind: Kind
    about: str
    column: str = ""


class Page(NamedTuple):
    """Some records; `after` continues, None at the end."""

    records: list[Record]
    after: Key | None


class BadRecord(ValueError):
    """A record of a file cannot be read: which field, and why."""


class ReadPage(Protocol):
    """Reads the records of a process that follow a key."""

    def __call__(self, reading: Reading, process: str, after: Key | None) -> Page:
        """Up to a page of them."""
        ...


Show = Callable[[Reading, list[Record]], list[Record]]
Keep = Callable[[Writing, str, list[Record]], None]


# What a spreadsheet set to French, as most of the readers' are, parts cells by: there a comma is in numbers.
SEPARATOR = ";"


@dataclass(frozen=True)
class RecordType:
    """One file of an export. Without `keep` it follows from other files and an import passes over it.

    `wanted` says of a process whether it is exported at all; `separator` stands between the cells of its CSV.
    """

    name: str
    about: str
    fields: tuple[Field, ...]
    read: ReadPage
    keep: Keep | None = None
    wanted: Callable[[ProcessView], bool] = lambda view: True
    table: str = ""
    formats: tuple[Format, ...] = tuple(Format)
    separator: str = SEPARATOR


def of_table(
    name: str,
    about: str,
    extract: Extract,
    fields: tuple[Field, ...],
    *,
    show: Show | None = None,
    fill: Callable[[Record], Mapping[str, object]] | None = None,
    wanted: Callable[[ProcessView], bool] = lambda view: True,
) -> RecordType:
    """The rows of a table as records.

    `show` takes from records what may not be read; doing it twice must change nothing more. `fill` gives an
    import the columns that are not in the file.
    """

    def read(reading: Reading, process: str, after: Key | None) -> Page:
        rows = reading.rows(extract, process, after=after, limit=PAGE)
        records = [record_of(fields, row) for row in rows]
        shown = records if show is None else show(reading, records)
        full = len(rows) == PAGE
        return Page(shown, tuple(rows[-1][name] for name in extract.order) if full else None)

    def keep(writing: Writing, process: str, records: list[Record]) -> None:
        rows = [row_of(fields, record) for record in records]
        if fill is not None:
            for row, record in zip(rows, records, strict=True):
                row.update(fill(record))
        writing.put(extract.table, rows)

    return RecordType(name, about, fields, read, keep, wanted, extract.table)


def record_of(fields: tuple[Field, ...], row: Mapping[str, Any]) -> Record:
    """A row as a record."""
    return {field.name: _to_record(field.kind, row[field.column or field.name]) for field in fields}


def row_of(fields: tuple[Field, ...], record: Record) -> Row:
    """A record as a row.

    Raises:
        BadRecord: a field is missing, or is not what its kind says.
    """
    row = {}
    for field in fields:
        if field.name not in record:
            raise BadRecord(f"{field.name} is missing")
        row[field.column or field.name] = _to_row(field, record[field.name])
    return row


def instant_text(ms: int) -> str:
    """An instant in UTC, as ISO 8601 writes it, to the millisecond."""
    instant = datetime.fromtimestamp(ms // 1000, UTC).replace(microsecond=ms % 1000 * 1000)
    return instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def instant_ms(text: str) -> int:
    """The instant of a text; `ValueError` if it is none or has no zone."""
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(f"{text} has no time zone")
    since = instant - datetime.fromtimestamp(0, UTC)
    return (since.days * 86_400 + since.seconds) * 1000 + since.microseconds // 1000


def _to_record(kind: Kind, value: Any) -> Any:
    if value is None:
        return None
    if kind is Kind.INSTANT:
        return instant_text(value)
    if kind is Kind.JSON:
        return msgspec.json.decode(value)
    return bool(value) if kind is Kind.BOOLEAN else value


_TYPES: dict[Kind, type] = {
    Kind.TEXT: str,
    Kind.ID: str,
    Kind.INTEGER: int,
    Kind.BOOLEAN: bool,
    Kind.INSTANT: str,
}


def _to_row(field: Field, value: Any) -> Any:
    if value is None:
        return None
    if field.kind is Kind.JSON:
        return json_text(value)
    expected = _TYPES[field.kind]
    if not isinstance(value, expected) or (expected is int and isinstance(value, bool)):
        raise BadRecord(f"{field.name} is no {field.kind}")
    if field.kind is Kind.INSTANT:
        try:
            return instant_ms(str(value))
        except ValueError as error:
            raise BadRecord(f"{field.name}: {error}") from None
    return value
