"""A process under load is killed at moments nobody chose: what it acknowledged is there."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
from collections import Counter
from typing import Any

import pytest

from hemicycle.store import Database, open_database
from tests.faults.voter import BOX, LOG
from tests.support.patience import PATIENCE_S
from tests.support.soak import rounds

ROUNDS = rounds(2)
Acks = list[list[str]]


@pytest.mark.slow
@pytest.mark.soak
async def test_kill_9_loses_nothing_that_was_acknowledged(url: str) -> None:
    """Ballots and facts are durable before they are answered; every number agrees afterwards."""
    seed = random.SystemRandom().randrange(10**9)
    print(f"seed {seed}")
    draw = random.Random(seed)
    acknowledged: Acks = []
    for round_ in range(ROUNDS):
        acknowledged += await killed_after(draw.randrange(200, 4_000), url, seed, round_)
        database = await open_database(url)
        try:
            await check(database, acknowledged)
        finally:
            await database.close()


async def killed_after(acks: int, url: str, seed: int, round_: int) -> Acks:
    """What a voting process said before it was killed, some time after `acks` answers."""
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.faults.voter", url, str(seed), str(round_)),
        stdout=asyncio.subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert child.stdout is not None
    lines: list[bytes] = []
    async with asyncio.timeout(PATIENCE_S):
        while len(lines) < acks:
            line = await child.stdout.readline()
            assert line, f"the child ended by itself: {await child.wait()}"
            lines.append(line)
        child.send_signal(signal.SIGKILL)
        lines += (await child.stdout.read()).splitlines(keepends=True)
        assert await child.wait() == -signal.SIGKILL
    return [line.decode().split() for line in lines if line.endswith(b"\n")]


async def check(database: Database, acknowledged: Acks) -> None:
    votes = await database.log.read(f"ballots/{BOX}", limit=10**7)
    facts = await database.log.read(LOG, limit=10**7)
    for events in (votes, facts):
        assert [event.offset for event in events] == list(range(1, len(events) + 1))

    said = {(event.offset, event.body["n"]) for event in facts}
    assert {(int(offset), int(n)) for kind, offset, n, *_ in acknowledged if kind == "fact"} <= said

    # What an acknowledged ballot chose stands, unless a ballot of a higher seq changed it since.
    newest: dict[tuple[str, str], tuple[int, str]] = {}
    for kind, *ballot in acknowledged:
        if kind == "ballot":
            voter, target, seq, choice = ballot
            newest[voter, target] = max(newest.get((voter, target), (0, "")), (int(seq), choice))
    stands: dict[tuple[str, str], tuple[Any, Any]] = {
        (str(e.actor), str(e.body["target"])): (e.body["seq"], e.body["choice"]) for e in votes
    }
    for place, (least, chosen) in newest.items():
        last_seq, last_choice = stands.get(place, (0, None))
        assert last_seq > least or str(last_choice) == chosen, place

    assert await database.ballots.recount() == []
    _, tallies, totals = await database.ballots.tallies(BOX)
    live = Counter((target, choice) for (_, target), (_, choice) in stands.items() if choice is not None)
    assert {(t, c): n for t, counts in tallies.items() for c, n in counts.items()} == live
    assert totals["votes_cast"] == live.total()
