"""Write `protocol/vectors/panel`: `python -m tests.support.panel_vectors` after a change of the rules.

`rules.json` holds single computations, `files.json` whole panel files, sound and spoilt, each with what every
check finds (`true`, `false`, or null where the panel has not come so far).
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from hemicycle.core.panel import beacon, draw, ranking, steps
from hemicycle.core.panel.canonical import canonical, numbered, pool_hash
from hemicycle.core.panel.verify import verify
from hemicycle_protocol.panel_file import BeaconSource, DrawAlgorithm, PanelFile

from . import panels as p

VECTORS = Path(__file__).parents[2] / "protocol" / "vectors" / "panel"
KEY = draw.rfc3797_key(p.NUMBERS)
SIGNATURE = "ab" * 48


def rules() -> dict[str, Any]:
    """Single computations."""
    people = [f"b{n}" for n in range(12)]
    scores = [
        p.score("a", 5),
        p.score("a", 9, 2, "second"),
        p.score("b", 9, 1),
        p.score("d", 3),
        p.score("c", 3),
    ]
    values: list[object] = [{"b": [1, None], "a": 'é"\\\n\u2028\x01'}, [], {}]
    texts = ["", "abc", "é" * 61, "a" * 55, "a" * 56, "a" * 64, "a" * 119]
    return {
        "sha256": [[text, hashlib.sha256(text.encode()).hexdigest()] for text in texts],
        "md5": [[text, hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()] for text in texts],
        "canonical": [[value, canonical(value).decode()] for value in values],
        "pool": [{"process": "p1", "people": people, "hash": pool_hash("p1", numbered(people))}],
        "tickets": msgspec.to_builtins(draw.ticket_order(people, process="p1", beacon=p.RANDOMNESS)),
        "rfc3797": {"size": 25, "key": KEY, "order": draw.rfc3797_order(25, KEY)},
        "rounds": [[at, beacon.first_round_after(at)] for at in (1_776_643_200_000, 1_776_643_202_999)],
        "ranking": {
            "scores": msgspec.to_builtins(scores),
            "order": msgspec.to_builtins(ranking.rank(scores, process="p1", beacon=p.RANDOMNESS)),
        },
    }


def files() -> dict[str, PanelFile]:
    """Panels at each step, and what somebody might have changed afterwards."""
    called = p.called([*p.APPLIED, "r1"])
    seated = p.accept_all(called)
    chosen = p.accept_all(
        steps.choose(
            seated,
            "r8",
            criteria=["territoire"],
            reason="D’outre-mer.",
            eligible=["r8"],
            now=p.DRAWN + p.HOUR,
        ),
        now=p.DRAWN + 2 * p.HOUR,
    )
    passed = steps.advance(
        steps.answer(called, "r2", yes=False, name="", now=p.DRAWN + 5), now=p.DRAWN + 6, closed=["r4"]
    )
    return {
        "opened": p.opened(),
        "published": p.published(),
        "fixed": p.fixed(p.published()),
        "drawn": p.drawn(),
        "tied": p.called(scores=[p.score(f"t{n}", 4) for n in range(6)]),
        "few": p.called(["x"], p.RANKED[:4]),
        "struck": _struck(),
        "lottery": _lottery(),
        "signed": _signed(),
        "rfc3797_drand": steps.advance(
            p.entered(p.fixed(p.published(), DrawAlgorithm.RFC3797)), now=p.DRAWN, closed=[]
        ),
        "passed": passed,
        "chosen": chosen,
        **_spoilt(chosen),
    }


def _struck() -> PanelFile:
    file = steps.strike(p.published(), number=3, reason="Deux comptes.", now=p.CLOSES + p.HOUR)
    return steps.advance(p.entered(p.fixed(file)), now=p.DRAWN, closed=[])


def _lottery() -> PanelFile:
    file = steps.fix_beacon(
        p.published([f"m{n:02}" for n in range(25)]),
        source=BeaconSource.LOTTERY,
        algorithm=DrawAlgorithm.RFC3797,
        round_=None,
        name="Loto",
        expected_at=p.DRAWN,
        now=p.CLOSES,
    )
    file = steps.enter_beacon(file, value="", signature="", numbers=p.NUMBERS, now=p.DRAWN)
    return steps.advance(file, now=p.DRAWN, closed=[])


def _signed() -> PanelFile:
    value = hashlib.sha256(bytes.fromhex(SIGNATURE)).hexdigest()
    file = p.fixed(p.published())
    return steps.enter_beacon(file, value=value, signature=SIGNATURE, numbers=[], now=p.DRAWN)


def _spoilt(file: PanelFile) -> dict[str, PanelFile]:
    pool, drawn, fixed, snapshot = file.pool, file.draw, file.beacon, file.snapshot
    assert pool is not None
    assert drawn is not None
    assert fixed is not None
    assert snapshot is not None
    calls = file.calls
    return {
        "spoilt_format": replace(file, format="hemicycle-panel-9"),
        "spoilt_pool": replace(file, pool=replace(pool, members=pool.members[1:])),
        "spoilt_hash": replace(file, pool=replace(pool, hash="0" * 64)),
        "spoilt_dates": replace(file, beacon=replace(fixed, expected_at=pool.challenges_until)),
        "spoilt_announced": replace(file, beacon=replace(fixed, announced_at=fixed.expected_at)),
        "spoilt_value": replace(file, beacon=replace(fixed, value="0" * 64)),
        "spoilt_signature": replace(file, beacon=replace(fixed, signature="zz")),
        "spoilt_score": replace(
            file,
            snapshot=replace(snapshot, scores=[replace(snapshot.scores[0], agree=1), *snapshot.scores[1:]]),
        ),
        "spoilt_draw": replace(file, draw=replace(drawn, pool=drawn.pool[::-1])),
        "spoilt_skipped": replace(file, calls=[call for call in calls if call.person != "r1"]),
        "spoilt_order": replace(file, calls=[calls[1], calls[0], *calls[2:]]),
        "spoilt_twice": replace(file, calls=[*calls, calls[0]]),
        "spoilt_too_many": replace(file, calls=[*calls, replace(calls[0], person="r5", seat="A4")]),
        "spoilt_late": replace(file, calls=[replace(calls[0], accepted_at=calls[0].expires_at), *calls[1:]]),
        "spoilt_choice": replace(file, choices=[replace(one, reason="") for one in file.choices]),
    }


def documents() -> dict[str, str]:
    """File name → text of every vector."""
    whole = [
        {
            "name": name,
            "file": msgspec.to_builtins(file),
            "checks": {check.name: check.holds for check in verify(file)},
        }
        for name, file in files().items()
    ]
    return {
        "rules.json": json.dumps(rules(), ensure_ascii=False, indent=1) + "\n",
        "files.json": json.dumps(whole, ensure_ascii=False, separators=(",", ":")) + "\n",
    }


def main() -> None:
    """Write the files."""
    VECTORS.mkdir(parents=True, exist_ok=True)
    for name, text in documents().items():
        (VECTORS / name).write_text(text)


if __name__ == "__main__":
    main()
