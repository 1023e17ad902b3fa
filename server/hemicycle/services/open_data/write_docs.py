"""`python -m hemicycle.services.open_data.write_docs [--check]`: the columns, in docs/open-data.md.

They stand below the line `MARK`; what stands above it is written by hand.
"""

from __future__ import annotations

import sys
from pathlib import Path

from .cap import CAP
from .registry import TYPES

FILE = Path(__file__).resolve().parents[4] / "docs" / "open-data.md"
MARK = "<!-- Below this line: written by hemicycle.services.open_data.write_docs -->\n"


def columns_text() -> str:
    """A table for each file."""
    parts = []
    for type_ in TYPES.values():
        if type_ is CAP:
            continue
        read_back = "" if type_.keep else " It follows from the other files; an import passes over it."
        rows = [f"| `{field.name}` | {field.kind} | {field.about} |" for field in type_.fields]
        table = "\n".join(["| column | kind | meaning |", "|---|---|---|", *rows])
        parts.append(f"\n## {type_.name}\n\n{type_.about}{read_back}\n\n{table}\n")
    return "".join(parts)


def whole_text() -> str:
    """The file as it must be."""
    return FILE.read_text().partition(MARK)[0] + MARK + columns_text()


def main() -> int:
    """Write, or with `--check` compare."""
    if "--check" not in sys.argv[1:]:
        FILE.write_text(whole_text())
        return 0
    if FILE.read_text() == whole_text():
        return 0
    print(f"stale: docs/{FILE.name}; run `make protocol`", file=sys.stderr)
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
