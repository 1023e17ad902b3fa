"""Records as bytes: CSV for spreadsheets (RFC 4180), JSON for programs, one record a line in both."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

import msgspec

from .records import Field, Format, Kind, Record, RecordType

# A spreadsheet takes a cell that begins with one of these for a formula, and may run it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
# Without it old spreadsheets take UTF-8 for something else.
_MARK = "\ufeff".encode()
_NUMBERS = frozenset({Kind.INTEGER, Kind.BOOLEAN, Kind.INSTANT})


class Writer:
    """Writes one file in parts: `head`, any number of `page`s, `foot`."""

    def __init__(self, format: Format, type_: RecordType) -> None:
        self._format = format
        self._fields = type_.fields
        self._mark = _MARK if type_.marked else b""
        self._first = True

    def head(self) -> bytes:
        """What stands before the records."""
        if self._format is Format.JSON:
            return b"["
        return self._mark + csv_lines([[field.name for field in self._fields]])

    def page(self, records: list[Record]) -> bytes:
        """Some records."""
        if self._format is Format.CSV:
            return csv_lines(
                [_cell(field, record[field.name]) for field in self._fields] for record in records
            )
        lines = b"".join(b",\n" + msgspec.json.encode(record) for record in records)
        if self._first and lines:
            self._first, lines = False, lines[1:]
        return lines

    def foot(self) -> bytes:
        """What stands behind them."""
        return b"" if self._format is Format.CSV else b"\n]\n"


def read_json(lines: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """The records of a JSON file as `Writer` makes it, each with the number of its line."""
    for number, line in enumerate(lines, start=1):
        text = line.strip().removesuffix(b",")
        if text not in (b"", b"[", b"]", b"[]"):
            yield number, text


def csv_lines(rows: Iterable[list[str]]) -> bytes:
    """Rows of cells as CSV."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()


def safe_text(text: str) -> str:
    """`text` with an apostrophe before what a spreadsheet would take for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _cell(field: Field, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    return text if field.kind in _NUMBERS else safe_text(text)
