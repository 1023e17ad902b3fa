"""Ask the advisory services whether a locked package has a known hole: `make audit`, part of `make check`.

A hole fails with its name. Where a service cannot be reached, or knows nothing of what it was asked, it says
so and does not fail: a house without a network can be checked too.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[2]
PYTHON = (
    sys.executable,
    "-m",
    "pip_audit",
    "-r",
    "requirements-dev.lock",
    "--require-hashes",
    "--disable-pip",
)
PATIENCE_S = 120


class Answer(NamedTuple):
    """The holes that a service named, and what it could not say."""

    holes: list[str]
    unknown: str = ""


def python_answer(text: str) -> Answer:
    """What `pip-audit -f json` says."""
    given = _parsed(text).get("dependencies")
    if not given:
        return Answer([], "the advisory service did not answer")
    holes = [
        f"{package['name']} {package['version']}: {hole['id']}"
        for package in given
        for hole in package.get("vulns", [])
    ]
    skipped = [package["name"] for package in given if "skip_reason" in package]
    if len(skipped) == len(given):
        return Answer(holes, "the advisory service knows none of our packages")
    return Answer(holes, f"not audited: {', '.join(skipped)}" if skipped else "")


def npm_answer(text: str) -> Answer:
    """What `npm audit --json` says."""
    given = _parsed(text).get("vulnerabilities")
    if given is None:
        return Answer([], "the advisory service did not answer")
    return Answer(
        [
            f"{name} {hole['range']}: {', '.join(_title(via) for via in hole['via'])}"
            for name, hole in given.items()
        ]
    )


def _title(via: Any) -> str:
    return str(via) if isinstance(via, str) else str(via["title"])


def _parsed(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _said(command: Sequence[str], folder: Path) -> str:
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=PATIENCE_S, check=False
        )
    except subprocess.TimeoutExpired:
        return ""
    return done.stdout


def main() -> int:
    """Ask both; 1 if there is a hole."""
    answers = {
        "Python": python_answer(_said((*PYTHON, "-f", "json", "--timeout", "10"), ROOT)),
        "npm": npm_answer(_said(("npm", "audit", "--json"), ROOT / "client_web")),
    }
    for name, answer in answers.items():
        for hole in answer.holes:
            print(f"{name}: known hole in {hole}")
        if answer.unknown:
            print(f"{name}: {answer.unknown}")
    return int(any(answer.holes for answer in answers.values()))


if __name__ == "__main__":
    sys.exit(main())
