"""`python -m hemicycle.likeness`: arguments and families as JSON on stdin, places and groups on stdout."""

from __future__ import annotations

import json
import sys

from .groups import Given, Known, group


def main() -> None:
    """Read, compare, write."""
    given = json.load(sys.stdin)
    near, groups = group(
        [Given(**one) for one in given["arguments"]], [Known(**one) for one in given["families"]]
    )
    json.dump(
        {"places": [one._asdict() for one in near], "families": [one._asdict() for one in groups]}, sys.stdout
    )


if __name__ == "__main__":
    main()
