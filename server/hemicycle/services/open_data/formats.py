"""Records as bytes: CSV for spreadsheets (RFC 4180), JSON for programs, one record a line in both."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator

import msgspec

from .records import Field, Format, Kind, Record, RecordType

# A spreadsheet takes a cell that begins with one of these for a formula, and may run it; some take the wide
# ones of Chinese and Japanese keyboards for the same. Where it parts cells by another sign than we do, what
# follows that sign, and quotes, begins a cell as well.
_BEGINNING = re.compile(r"(\A|[;,\t\r\n])[ \"]*(?=[=+\-@＝＋－＠\t\r])")
# The same in JSON, but for numbers that are below nought.
_BEGINNING_IN_JSON = re.compile(r"(?<=[;, \"])(?!-[0-9.eE+-]+[,\]}])[=+\-@＝＋－＠]")
# Without it spreadsheets take UTF-8 for something else.
_MARK = "\ufeff".encode()
_NUMBERS = frozenset({Kind.INTEGER, Kind.BOOLEAN, Kind.INSTANT})


class Writer:
    """Writes one file in parts: `head`, any number of `page`s, `foot`."""

    def __init__(self, format: Format, type_: RecordType) -> None:
        self._format = format
        self._fields = type_.fields
        self._separator = type_.separator
        self._first = True

    def head(self) -> bytes:
        """What stands before the records."""
        if self._format is Format.JSON:
            return b"["
        return _MARK + self._lines([[field.name for field in self._fields]])

    def page(self, records: list[Record]) -> bytes:
        """Some records."""
        if self._format is Format.CSV:
            return self._lines(
                [_cell(field, record[field.name]) for field in self._fields] for record in records
            )
        lines = b"".join(b",\n" + msgspec.json.encode(record) for record in records)
        if self._first and lines:
            self._first, lines = False, lines[1:]
        return lines

    def foot(self) -> bytes:
        """What stands behind them."""
        return b"" if self._format is Format.CSV else b"\n]\n"

    def _lines(self, rows: Iterable[list[str]]) -> bytes:
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=self._separator, lineterminator="\r\n").writerows(rows)
        return text.getvalue().encode()


def read_json(lines: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """The records of a JSON file as `Writer` makes it, each with the number of its line."""
    for number, line in enumerate(lines, start=1):
        text = line.strip().removesuffix(b",")
        if text not in (b"", b"[", b"]", b"[]"):
            yield number, text


def safe_text(text: str) -> str:
    """`text` with an apostrophe before what a spreadsheet would take for a formula."""
    return _BEGINNING.sub(lambda found: f"{found[0]}'", text)


def safe_json(text: str) -> str:
    """The same JSON, in which nothing can be taken for a formula."""
    return _BEGINNING_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _cell(field: Field, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value if field.kind in _NUMBERS else safe_text(value)
    text = msgspec.json.encode(value).decode()
    return text if field.kind in _NUMBERS else safe_json(text)
