"""The consultation on the digital-republic bill of 2015, or where it is not at hand, one as large.

The real file lies beside the project, not in it. A clone alone makes a file of the same shape and size:
as many propositions, sections, arguments and votes, texts as long, from words of the tests' own.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from pathlib import Path

REAL = Path(__file__).parents[3] / "shared" / "data" / "republique-numerique-2015.jsonl.gz"
PROPOSITIONS, OFFICIAL, SECTIONS, ARGUMENTS = 692, 30, 18, 3_988
_TEXT = """
    données publiques ouvertes accès réseau neutralité loi administration logiciel libre citoyen droit
    recherche publication service numérique protection personne information décision algorithme école
    commune état entreprise culture bien commun partage licence format standard sécurité débat
"""
_WORDS = _TEXT.split()


def consultation_file(folder: Path) -> Path:
    """The real file, or one like it, written into `folder`."""
    if REAL.exists():
        return REAL
    path = folder / "consultation.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as file:
        for line in _lines():
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    return path


def _lines() -> Iterator[dict[str, object]]:
    chance = random.Random(2015)
    left = ARGUMENTS
    for n in range(1, PROPOSITIONS + 1):
        share = min(left, round(2 * left / (PROPOSITIONS - n + 1) * chance.random()))
        arguments = left if n == PROPOSITIONS else share
        left -= arguments
        yield {
            "id": n,
            "title": f"Article {n} - {_text(chance, 7)}",
            "body": "\n\n".join(_text(chance, 30) for _ in range(chance.choice([1, 1, 2, 3, 12]))),
            "section": f"Partie {n % SECTIONS + 1} - {_WORDS[n % SECTIONS]}",
            "author": f"a{chance.randrange(1_518):04}",
            "official": n <= OFFICIAL,
            "created_at": f"2015-10-{1 + n % 28:02}T10:00:00+0200",
            "votes": {
                "agree": chance.randrange(208),
                "mixed": chance.randrange(17),
                "disagree": chance.randrange(31),
            },
            "arguments": [_argument(chance, 10_000 * n + k) for k in range(arguments)],
        }


def _argument(chance: random.Random, id_: int) -> dict[str, object]:
    return {
        "id": id_,
        "side": chance.choice(["for", "for", "against"]),
        "body": _text(chance, 35),
        "author": f"a{chance.randrange(1_518):04}",
        "created_at": "2015-10-12T12:00:00+0200",
        "votes": chance.randrange(7),
    }


def _text(chance: random.Random, words: int) -> str:
    return " ".join(chance.choice(_WORDS) for _ in range(words)).capitalize() + "."
