"""How many durable, acknowledged ballots a second the ballot box takes, by how many come at a time.

`python -m tests.bench.ballots [--url URL] [--ballots N]`: the same 20,000 voters and 700 targets as the
floor, which is the bare driver doing one upsert, one event and one tally in a transaction per batch.
CPU is of this process (on SQLite that is all there is).
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
import time

import uvloop

from hemicycle.store import Database, open_database
from hemicycle.store.ballots import Ballot

VOTERS, TARGETS = 20_000, 700


def ballots(count: int, seed: int) -> list[Ballot]:
    draw = random.Random(seed)
    return [
        Ballot(
            "bench",
            f"proposition/rn-{draw.randrange(TARGETS)}",
            f"{draw.randrange(VOTERS):024d}",
            draw.choice(("agree", "mixed", "disagree")),
            seq,
            1_700_000_000_000 + seq,
        )
        for seq in range(count)
    ]


async def flood(database: Database, items: list[Ballot], at_once: int) -> list[float]:
    """Cast all, `at_once` waiting at any time; the time each one waited."""
    waited: list[float] = []
    left = iter(items)

    async def voter() -> None:
        for ballot in left:
            before = time.perf_counter()
            await database.ballots.cast(ballot)
            waited.append(time.perf_counter() - before)

    await asyncio.gather(*(voter() for _ in range(at_once)))
    return sorted(waited)


async def main(url: str | None, count: int) -> None:
    print(f"{'at once':>8} {'ballots/s':>10} {'cpu µs':>8} {'p50 ms':>8} {'p99 ms':>8}")
    for at_once in (1, 20, 100, 500, 2_000):
        with tempfile.TemporaryDirectory() as folder:
            database = await open_database(url or f"sqlite:///{folder}/bench.db")
            items = ballots(min(count, at_once * 400), seed=at_once)
            wall, cpu = time.perf_counter(), time.process_time()
            waited = await flood(database, items, at_once)
            wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
            rate, cost = len(items) / wall, cpu / len(items) * 1e6
            p50, p99 = (waited[len(waited) * p // 100] * 1e3 for p in (50, 99))
            print(f"{at_once:>8} {rate:>10.0f} {cost:>8.1f} {p50:>8.1f} {p99:>8.1f}")
            assert not await database.ballots.recount("bench")
            await database.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url")
    parser.add_argument("--ballots", type=int, default=100_000)
    arguments = parser.parse_args()
    uvloop.run(main(arguments.url, arguments.ballots))
