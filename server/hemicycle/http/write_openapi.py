"""`python -m hemicycle.http.write_openapi [--check]`: the committed copy of the OpenAPI document.

Writes `protocol/schema/openapi.json`; `--check` fails when that differs from what would be written.
"""

from __future__ import annotations

import sys
from pathlib import Path

from .application import ROUTES
from .openapi import text_of

FILE = Path(__file__).resolve().parents[3] / "protocol" / "schema" / "openapi.json"


def main() -> int:
    """Write, or with `--check` compare."""
    if "--check" not in sys.argv[1:]:
        FILE.write_text(text_of(ROUTES))
        return 0
    if FILE.exists() and FILE.read_text() == text_of(ROUTES):
        return 0
    print(f"stale: protocol/schema/{FILE.name}; run `make protocol`", file=sys.stderr)
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
