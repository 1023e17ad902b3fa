"""Citizens vote through real sessions: durable, acknowledged votes a second, and how late at half of that.

Every voter has a token and a session of their own and casts at most 15 votes a second, one at a time. After
the run the server counts every ballot again: a difference is a failed run. With `--consultation` all votes of
a real consultation are cast again instead (`replay`).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import urllib.request
from pathlib import Path
from typing import Any

from hemicycle_protocol.messages import Hello, Pong

from . import machine
from .replay import DEFAULT_FILE, replay
from .report import Row, report
from .swarm import Swarm, opening, scratch
from .target import Target, recount, run_hemicycle

MOST = 1_000_000


def main() -> None:
    """`python -m load_tests votes`."""
    parser = argparse.ArgumentParser(prog="python -m load_tests votes", description=__doc__)
    parser.add_argument("--viewers", type=int, default=1_000, help="how many citizens vote")
    parser.add_argument("--seconds", type=float, default=8.0, help="how long each of the two measurements is")
    parser.add_argument("--quick", action="store_true", help="100 voters for a second, to see that it works")
    parser.add_argument(
        "--consultation",
        type=Path,
        nargs="?",
        const=DEFAULT_FILE,
        metavar="FILE",
        help=f"import this file and cast all its votes again (FILE: {DEFAULT_FILE})",
    )
    parser.add_argument("--json", metavar="FILE")
    options = parser.parse_args()
    if options.quick:
        options.viewers, options.seconds = 100, 1.0
    machine.raise_file_limit()
    run = _run(options) if options.consultation is None else replay(options.consultation)
    report(asyncio.run(run), options.json)


async def _run(options: argparse.Namespace) -> list[Row]:
    with scratch() as name:
        folder = Path(name)
        async with run_hemicycle(folder) as target:
            propositions = await asyncio.to_thread(_count_propositions, target)
            async with _voters(folder, target, options.viewers, propositions) as swarm:
                await swarm.opened()
                await _vote(swarm, min(2.0, options.seconds), MOST)  # a warm-up
                rows = [await _measured(target, swarm, "most", options, MOST)]
                half = float(rows[0]["acks_per_s"]) / 2  # type: ignore[arg-type]
                rows.append(await _measured(target, swarm, "half", options, half))
        differences = await recount(folder)
    for row in rows:
        row["differences"] = differences
    if differences:
        report(rows, None)
        raise SystemExit(f"the ballots were counted again: {differences} differences")
    return list(rows)


async def _measured(
    target: Target, swarm: Swarm, rate_name: str, options: argparse.Namespace, rate: float
) -> dict[str, object]:
    before = machine.usage(*target.pids)
    got = await _vote(swarm, options.seconds, rate)
    spent_s = machine.usage(*target.pids).cpu_s - before.cpu_s
    if got["lost"] or got["refused"] or got["acknowledged"] < got["cast"]:
        raise SystemExit(f"not every vote was acknowledged: {got}")
    return {
        "rate": rate_name,
        "voters": options.viewers,
        "votes": got["acknowledged"],
        "acks_per_s": round(got["in_time"] / got["seconds"]),
        "p50_ms": round(got["p50_us"] / 1000, 1),
        "p99_ms": round(got["p99_us"] / 1000, 1),
        "cpu_us_per_vote": round(spent_s * 1e6 / got["acknowledged"]),
    }


def _voters(folder: Path, target: Target, count: int, propositions: int) -> Swarm:
    hellos, pong = folder / "hellos", folder / "pong"
    with hellos.open("wb") as file:
        for number in range(count):
            said = opening(Hello([1], target.token(f"voter-{number}", "citizen")))
            file.write(len(said).to_bytes(2, "big") + said)
    pong.write_bytes(opening(Pong(0)))
    return Swarm("voters", hellos, pong, count, target.port, target.process, propositions)


async def _vote(swarm: Swarm, seconds: float, rate: float) -> dict[str, Any]:
    swarm.say(f"vote {seconds} {rate}")
    got: dict[str, Any] = json.loads(await swarm.line(seconds + 60))
    return got


def _count_propositions(target: Target) -> int:
    url = f"http://127.0.0.1:{target.port}/api/processes/{target.process}"
    with urllib.request.urlopen(url, timeout=10) as answer:
        page: dict[str, Any] = json.load(answer)
    return int(page["propositions"])
