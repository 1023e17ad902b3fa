"""`python -m load_tests PROFILE`: one module a profile; `--help` after it lists its options."""

from __future__ import annotations

import importlib
import sys

PROFILES = {
    "fanout": "one message to thousands: ours, the floor and nchan in one run",
    "storm": "a node is killed under its viewers, who resume elsewhere",
    "nodes": "two nodes against one",
    "votes": "citizens vote through real sessions",
    "stage": "nine panelists on one stage",
    "program": "a thousand viewers of the program on one node",
    "delay": "from camera to screen in real browsers",
    "away": "a panelist's network vanishes and returns",
    "queries": "the pages of a consultation ten times as large as the real one",
}


def main() -> None:
    """Run the profile that is named."""
    if len(sys.argv) < 2 or sys.argv[1] not in PROFILES:
        print("python -m load_tests PROFILE [--help]\n")
        for name, what in PROFILES.items():
            print(f"  {name:8} {what}")
        raise SystemExit(2)
    module = importlib.import_module(f"load_tests.{sys.argv.pop(1)}")
    module.main()


main()
