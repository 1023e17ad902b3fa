"""One message to thousands of viewers: what a delivery costs, and how late the last one is.

In one run: the floor, our server with full sessions (hello with a token, two logs and a board followed), and
nginx with nchan where it is installed; all send messages of the same size at the same rate. The servers have
core 0, the load has core 1.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from hemicycle_protocol.messages import Hello, Subscribe

from . import machine, peers
from .publishers import Captioner, post_often
from .report import Row, report
from .swarm import opening, scratch, viewers
from .target import run_hemicycle

# Viewers → messages a second.
SIZES = {2_000: 10, 15_000: 4}
WARM_S = 2.0


def main() -> None:
    """`python -m load_tests fanout`."""
    parser = argparse.ArgumentParser(prog="python -m load_tests fanout", description=__doc__)
    parser.add_argument(
        "--viewers", type=int, action="append", help="may be repeated; 2000 and 15000 by default"
    )
    parser.add_argument(
        "--rate", type=float, help="messages a second; 20,000 or 60,000 deliveries by default"
    )
    parser.add_argument("--seconds", type=float, default=8.0, help="how long is measured, for each server")
    parser.add_argument("--rounds", type=int, default=1, help="the row is the one of median cost")
    parser.add_argument("--server", action="append", choices=["floor", "hemicycle", "nchan"])
    parser.add_argument("--quick", action="store_true", help="200 viewers for a second, to see that it works")
    parser.add_argument("--json", metavar="FILE")
    options = parser.parse_args()
    machine.raise_file_limit()
    report(asyncio.run(_run(options)), options.json)


async def _run(options: argparse.Namespace) -> list[Row]:
    sizes = [200] if options.quick else options.viewers or list(SIZES)
    seconds = 1.0 if options.quick else options.seconds
    names = options.server or ["floor", "hemicycle", "nchan"]
    rows: list[Row] = []
    for count in sizes:
        rate = options.rate or SIZES.get(count, min(15, max(1, 30_000 // count)))
        size_bytes = 180
        for name in [n for n in ("hemicycle", "floor", "nchan") if n in names]:
            if name == "nchan" and not peers.has_nchan():
                print("nginx with nchan is not installed: left out")
                continue
            rounds = [await _measure(name, count, rate, seconds, size_bytes) for _ in range(options.rounds)]
            row, size = sorted(rounds, key=lambda r: r[0]["cpu_us_per_delivery"])[len(rounds) // 2]
            if name == "hemicycle":
                size_bytes = size
            rows.append(row)
    return rows


async def _measure(
    name: str, count: int, rate: float, seconds: float, size_bytes: int
) -> tuple[dict[str, Any], int]:
    """One server, one size; the row and the bytes of a message."""
    with scratch() as folder_name:
        folder = Path(folder_name)
        async with _server(name, folder, rate, size_bytes, count) as (port, pids, said, answers):
            before = machine.usage(*pids)
            async with viewers(folder, "/live", said, answers=answers, count=count, port=port) as swarm:
                opened_s = await swarm.opened()
                joined = machine.usage(*pids)
                await swarm.measure(WARM_S)
                used, began = machine.usage(*pids), time.monotonic()
                got = await swarm.measure(seconds)
                spent_s = machine.usage(*pids).cpu_s - used.cpu_s
                took_s = time.monotonic() - began
    if not got["messages"] or got["lost"]:
        raise SystemExit(
            f"{name}: {got['messages']} messages arrived, {got['lost']} viewers lost: not measured"
        )
    row = {
        "server": name,
        "viewers": count,
        "deliveries_per_s": round(got["messages"] / took_s),
        "cpu_us_per_delivery": round(spent_s * 1e6 / got["messages"], 2),
        "kb_per_connection": round((joined.memory_kb - before.memory_kb) / count, 2),
        "p50_ms": round(got["p50_us"] / 1e3, 2),
        "p99_ms": round(got["p99_us"] / 1e3, 2),
        "cpu_percent": round(100 * spent_s / took_s),
        "joined_in_s": opened_s,
    }
    print({**row, "bytes": got["bytes"] // got["messages"]}, flush=True)
    return row, got["bytes"] // got["messages"]


@contextlib.asynccontextmanager
async def _server(
    name: str, folder: Path, rate: float, size_bytes: int, count: int
) -> AsyncIterator[tuple[int, list[int], bytes, int]]:
    """A server with a publisher: its port, its processes, what viewers say and how many frames answer it."""
    if name == "floor":
        async with peers.floor(size_bytes, rate) as peer:
            yield peer.port, peer.pids, b"", 0
    elif name == "nchan":
        async with peers.nchan(folder) as peer, post_often(peer.port, rate, size_bytes):
            yield peer.port, peer.pids, b"", 0
    else:
        async with run_hemicycle(folder) as target:
            topics = [f"debate/{target.debate}", f"process/{target.process}", f"debate/{target.debate}/board"]
            said = opening(
                Hello([1], target.token("viewer", "citizen")), *(Subscribe(topic) for topic in topics)
            )
            async with Captioner(target, rate):
                yield target.port, target.pids, said, 1 + len(topics)
