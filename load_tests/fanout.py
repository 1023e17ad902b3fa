"""One message to thousands of viewers: what a delivery costs, and how late the last one is.

In one run: the floor, our server with full sessions (hello with a token, two logs and a board followed), and
nginx with nchan where it is installed; all send messages of the same size at the same rate. The servers have
core 0, the load has core 1. Our server publishes by a caption that a captioner posts: checked, written to the
database, then sent; what that alone costs, without any viewer, is the column `publish_ms`.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any, NamedTuple

from hemicycle_protocol.messages import Hello, Subscribe

from . import machine, peers
from .publishers import Captioner, post_often
from .report import Row, report
from .swarm import Swarm, opening, scratch, viewers
from .target import run_hemicycle

# Viewers → messages a second.
SIZES = {2_000: 10, 15_000: 4}
WARM_S = 2.0
# Ours comes first: the others send messages of its size.
SERVERS = ["hemicycle", "floor", "nchan"]
SIZE_BYTES = 180


class Place(NamedTuple):
    """A running server: where it is, what viewers say to it, how many frames answer, how one publishes."""

    port: int
    pids: list[int]
    said: bytes
    answers: int
    publish: Callable[[], AbstractAsyncContextManager[Any]]


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
    parser.add_argument(
        "--idle", type=float, default=0, help="measure this long what idle viewers cost (ours)"
    )
    parser.add_argument("--server", action="append", choices=SERVERS, help="may be repeated; all by default")
    parser.add_argument("--quick", action="store_true", help="200 viewers for a second, to see that it works")
    parser.add_argument("--json", metavar="FILE")
    options = parser.parse_args()
    if options.quick:
        options.viewers, options.seconds, options.rate = [200], 1.0, 15
    machine.raise_file_limit()
    report(asyncio.run(_run(options)), options.json)


async def _run(options: argparse.Namespace) -> list[Row]:
    rows: list[Row] = []
    for count in options.viewers or SIZES:
        rate = options.rate or SIZES.get(count, min(15, max(1, 30_000 // count)))
        size_bytes = SIZE_BYTES
        for name in [n for n in SERVERS if n in (options.server or SERVERS)]:
            if name == "nchan" and not peers.has_nchan():
                print("nginx with nchan is not installed: left out")
                continue
            rounds = [await _measure(name, count, rate, size_bytes, options) for _ in range(options.rounds)]
            rounds.sort(key=lambda row: row["cpu_us_per_delivery"])
            row = rounds[len(rounds) // 2]
            size_bytes = row["message_bytes"] if name == "hemicycle" else size_bytes
            rows.append(row)
    return rows


async def _measure(
    name: str, count: int, rate: float, size_bytes: int, options: argparse.Namespace
) -> dict[str, Any]:
    """One server at one size."""
    with scratch() as folder_name:
        folder = Path(folder_name)
        async with _server(name, folder, rate, size_bytes) as place:
            publish_ms = await _publishing(place, rate) if name == "hemicycle" else None
            before = machine.usage(*place.pids)
            swarm = viewers(folder, "/live", place.said, answers=place.answers, count=count, port=place.port)
            async with swarm:
                opened_s = await swarm.opened()
                joined = machine.usage(*place.pids)
                idle_us = await _idling(place, count, options.idle) if name == "hemicycle" else None
                async with place.publish():
                    await swarm.measure(WARM_S)
                    got, spent_s, took_s = await _delivering(place, swarm, options.seconds)
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
        "publish_ms": publish_ms,
        "idle_us_per_s": idle_us,
        "joined_in_s": opened_s,
        "message_bytes": got["bytes"] // got["messages"],
    }
    print(row, flush=True)
    return row


async def _publishing(place: Place, rate: float, seconds: float = 3.0) -> float:
    """What one message costs before anybody receives it, in milliseconds."""
    async with place.publish():
        before = machine.usage(*place.pids)
        await asyncio.sleep(seconds)
        return round((machine.usage(*place.pids).cpu_s - before.cpu_s) * 1000 / seconds / rate, 2)


async def _idling(place: Place, count: int, seconds: float) -> float | None:
    """What a viewer costs while nothing happens, in microseconds a second; 25 s are a round of pings."""
    if not seconds:
        return None
    before = machine.usage(*place.pids)
    await asyncio.sleep(seconds)
    return round((machine.usage(*place.pids).cpu_s - before.cpu_s) * 1e6 / seconds / count, 2)


async def _delivering(place: Place, swarm: Swarm, seconds: float) -> tuple[dict[str, Any], float, float]:
    used, began = machine.usage(*place.pids), time.monotonic()
    got = await swarm.measure(seconds)
    return got, machine.usage(*place.pids).cpu_s - used.cpu_s, time.monotonic() - began


@asynccontextmanager
async def _server(name: str, folder: Path, rate: float, size_bytes: int) -> AsyncIterator[Place]:
    if name == "floor":
        async with peers.floor(size_bytes, rate) as peer:
            yield Place(peer.port, peer.pids, b"", 0, nullcontext)
    elif name == "nchan":
        async with peers.nchan(folder) as peer:
            yield Place(peer.port, peer.pids, b"", 0, lambda: post_often(peer.port, rate, size_bytes))
    else:
        async with run_hemicycle(folder) as target:
            topics = [f"debate/{target.debate}", f"process/{target.process}", f"debate/{target.debate}/board"]
            token = target.token("viewer", "citizen")
            said = opening(Hello([1], token), *(Subscribe(topic) for topic in topics))
            yield Place(target.port, target.pids, said, 1 + len(topics), lambda: Captioner(target, rate))
