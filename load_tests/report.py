"""Results as a table for people and as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from . import machine

Row = Mapping[str, object]


def report(rows: Sequence[Row], file: str | None) -> None:
    """Print the rows; write them with machine and commit to `file` if there is one."""
    about = {"machine": machine.describe(), "commit": machine.commit()}
    print(f"\n{about['machine']}\ncommit {about['commit']}\n")
    print(table(rows))
    if file:
        Path(file).write_text(json.dumps({**about, "rows": list(rows)}, indent=2) + "\n")


def table(rows: Sequence[Row]) -> str:
    """The rows under the names of their fields, in columns."""
    names = list(rows[0])
    cells = [names, *([_text(row.get(name)) for name in names] for row in rows)]
    widths = [max(len(line[i]) for line in cells) for i in range(len(names))]
    return "\n".join(
        "  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)) for line in cells
    )


def _text(value: object) -> str:
    return f"{value:,.2f}" if isinstance(value, float) else "–" if value is None else str(value)
