"""An invented consultation as large as one likes: its texts as a file to import, its votes as an export.

Sizes and shapes are those of the République numérique, or a multiple: 700 propositions, 4,000 arguments,
150,000 votes of 21,000 people, log-normal, so that a tenth of the propositions has most of the votes.
It is the same each time.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

PROPOSITIONS, ARGUMENTS, VOTES, VOTERS = 700, 4_000, 150_000, 21_000
CHOICES, WEIGHTS = ("agree", "mixed", "disagree"), (81, 7, 12)
# What is looked for: a word of many texts, and two that stand together in some.
WORDS = (
    *("données", "publiques", "accès", "code", "source", "neutralité", "internet", "citoyens"),
    *("loi", "article", "droit", "liberté", "protection", "licence", "logiciel", "libre"),
    *("plateforme", "service", "usage", "recherche", "culture", "numérique", "réseau", "territoire"),
    *("commune", "école"),
)


class Size(NamedTuple):
    """How much there is of each."""

    propositions: int
    arguments: int
    votes: int
    voters: int


def size_of(scale: int) -> Size:
    """So many times the real one."""
    return Size(*(scale * part for part in (PROPOSITIONS, ARGUMENTS, VOTES, VOTERS)))


def write_texts(file: Path, size: Size) -> None:
    """The propositions and arguments, as `hemicycle import` reads them; nobody has voted elsewhere."""
    draw = random.Random(1)
    words = [*WORDS, *(f"mot{n}" for n in range(2_000))]
    share = size.arguments // size.propositions + 1
    left = size.arguments
    with gzip.open(file, "wt", compresslevel=1) as lines:
        for n in range(size.propositions):
            mine = min(left, draw.randrange(2 * share))
            mine = left if n == size.propositions - 1 else mine
            left -= mine
            lines.write(json.dumps(_proposition(n, mine, draw, words)) + "\n")


def _proposition(n: int, arguments: int, draw: random.Random, words: list[str]) -> dict[str, Any]:
    return {
        "id": n,
        "title": " ".join(draw.choices(words, k=8)),
        "body": " ".join(draw.choices(words, k=int(draw.lognormvariate(4.3, 0.8)))),
        "section": f"Section {n % 18}",
        "author": f"Autrice {n % 500}",
        "official": n % 23 == 0,
        "created_at": _instant(n),
        "votes": dict.fromkeys(CHOICES, 0),
        "arguments": [
            {
                "id": f"{n}-{k}",
                "side": draw.choice(("for", "against")),
                "body": " ".join(draw.choices(words, k=40)),
                "author": f"Auteur {draw.randrange(1_300)}",
                "created_at": _instant(n + k),
                "votes": 0,
            }
            for k in range(arguments)
        ],
    }


def _instant(n: int) -> str:
    return f"2015-10-{1 + n // 1_440 % 28:02}T{n // 60 % 24:02}:{n % 60:02}:00+00:00"


def add_votes(export: Path, size: Size) -> None:
    """Put a ballot box into an export: the ballots, what they come to, and the manifest that names both."""
    manifest = json.loads((export / "manifest.json").read_text())
    process = manifest["process"]
    targets = [record["id"] for record in json.loads((export / "propositions.json").read_text())]
    counts: Counter[tuple[str, str]] = Counter()
    voters = 0
    with (export / "ballots.json").open("w") as file:
        file.write("[")
        between = "\n"
        for voter, votes in _ballots(targets, size):
            voters += bool(votes)
            for target, choice in votes.items():
                counts[f"proposition/{target}", choice] += 1
                record = {
                    "process": process,
                    "voter": voter,
                    "target": f"proposition/{target}",
                    "choice": choice,
                    "at": "2015-10-18T21:54:00.000Z",
                    "counted": True,
                    "version": 1,
                }
                file.write(between + json.dumps(record, separators=(",", ":")))
                between = ",\n"
        file.write("\n]\n")
    totals = {("", "voters"): voters, ("", "votes_cast"): sum(counts.values())}
    rows = [
        {"process": process, "target": target, "choice": choice, "count": count}
        for (target, choice), count in sorted((totals | counts).items())
    ]
    lines = ",\n".join(json.dumps(row) for row in rows)
    (export / "tallies.json").write_text(f"[\n{lines}\n]\n")
    kept = [entry for entry in manifest["files"] if entry["type"] not in ("ballots", "tallies")]
    manifest["files"] = [*kept, *(_entry(export, name) for name in ("ballots", "tallies"))]
    (export / "manifest.json").write_text(json.dumps(manifest))


def _ballots(targets: list[str], size: Size) -> Iterator[tuple[str, dict[str, str]]]:
    """Each voter with their votes, in the order of the voters' pseudonyms."""
    draw = random.Random(2)
    weights = [draw.lognormvariate(3.18, 1.74) for _ in targets]
    each = size.votes // size.voters + 1
    names = sorted(hashlib.sha256(str(n).encode()).hexdigest()[:24] for n in range(size.voters))
    left = size.votes
    for name in names:
        votes: dict[str, str] = {}
        for target in draw.choices(targets, weights, k=min(left, each * 2)):
            if len(votes) < min(left, each):
                votes[target] = draw.choices(CHOICES, WEIGHTS)[0]
        left -= len(votes)
        yield name, dict(sorted(votes.items()))


def _entry(export: Path, name: str) -> dict[str, Any]:
    with (export / f"{name}.json").open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"file": f"{name}.json", "type": name, "records": 0, "bytes": 0, "sha256": digest}
