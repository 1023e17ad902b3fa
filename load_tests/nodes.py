"""Two nodes against one: what they deliver together, and how much later news of the other node arrives.

A captioner speaks on the first node; viewers on both have full sessions. First one node alone, then two with
as many viewers each. All servers share one core here, so what two would deliver on cores of their own is told
by what a delivery costs: `times_one` is twice the cost on one node by the cost on two, Redis's own CPU
included. How much later the second node's viewers hear is measured with few of them, so that nobody waits for
the core.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from contextlib import AsyncExitStack
from pathlib import Path

from hemicycle_protocol.messages import Hello, Subscribe

from . import machine
from .peers import redis_server
from .publishers import Captioner
from .report import Row, report
from .swarm import Swarm, opening, scratch, viewers
from .target import Target, run_hemicycle

FEW = 50
WARM_S = 2.0


def main() -> None:
    """`python -m load_tests nodes`."""
    parser = argparse.ArgumentParser(prog="python -m load_tests nodes", description=__doc__)
    parser.add_argument("--viewers", type=int, default=2_000, help="of each node")
    parser.add_argument("--rate", type=float, default=10, help="messages a second")
    parser.add_argument("--seconds", type=float, default=8.0, help="how long each row is measured")
    parser.add_argument("--quick", action="store_true", help="100 viewers for a second, to see that it works")
    parser.add_argument("--json", metavar="FILE")
    options = parser.parse_args()
    if options.quick:
        options.viewers, options.seconds = 100, 1.0
    machine.raise_file_limit()
    report(asyncio.run(_run(options.viewers, options.rate, options.seconds)), options.json)


async def _run(count: int, rate: float, seconds: float) -> list[Row]:
    one = await _measure(1, count, rate, seconds)
    two = await _measure(2, count, rate, seconds)
    few = await _measure(2, FEW, rate, seconds)
    two["times_one"] = round(2 * one["cpu_us_per_delivery"] / two["cpu_us_per_delivery"], 2)  # type: ignore[operator]
    return [one, two, few]


async def _measure(nodes: int, count: int, rate: float, seconds: float) -> dict[str, object]:
    """`count` viewers on each of `nodes`; what all processes of the servers use for what all viewers get."""
    with scratch() as name, redis_server() as redis:
        folder = Path(name)
        async with AsyncExitStack() as stack:
            url = redis.url if nodes > 1 else ""
            target = await stack.enter_async_context(run_hemicycle(folder, nodes=nodes, redis_url=url))
            pids = [*target.pids, *([redis.pid] if nodes > 1 else [])]
            swarms = [
                await stack.enter_async_context(_viewers(folder, target, port, count))
                for port in target.ports
            ]
            for swarm in swarms:
                await swarm.opened()
            async with Captioner(target, rate):
                await asyncio.gather(*(swarm.measure(WARM_S) for swarm in swarms))
                before, began = machine.usage(*pids), time.monotonic()
                got = await asyncio.gather(*(swarm.measure(seconds) for swarm in swarms))
                took, spent_s = time.monotonic() - began, machine.usage(*pids).cpu_s - before.cpu_s
    messages = sum(each["messages"] for each in got)
    if not all(each["messages"] for each in got) or any(each["lost"] for each in got):
        raise SystemExit(f"not measured: {got}")
    return {
        "nodes": nodes,
        "viewers": count * nodes,
        "deliveries_per_s": round(messages / took),
        "cpu_us_per_delivery": round(spent_s * 1e6 / messages, 2),
        "times_one": None,
        "p95_ms": round(got[0]["p95_us"] / 1000, 1),
        "p95_ms_of_second": round(got[1]["p95_us"] / 1000, 1) if nodes > 1 else None,
        "later_p95_ms": round((got[1]["p95_us"] - got[0]["p95_us"]) / 1000, 1) if nodes > 1 else None,
    }


def _viewers(folder: Path, target: Target, port: int, count: int) -> Swarm:
    topics = [f"debate/{target.debate}", f"process/{target.process}", f"debate/{target.debate}/board"]
    said = opening(Hello([1], target.token("viewer", "citizen")), *(Subscribe(topic) for topic in topics))
    return viewers(folder, "/live", said, answers=1 + len(topics), count=count, port=port)
