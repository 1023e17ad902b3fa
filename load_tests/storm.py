"""A node is killed under its viewers, who all come back to the other one and resume.

Two nodes share Redis and one database. All viewers follow two logs and a board on the first; a captioner
goes on speaking on the second, where a few hundred others watch. Then the first is killed (SIGKILL). Asked:
how long until everybody is back, what it cost the server, whether anybody missed a word, how late others were
served.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
from pathlib import Path
from typing import Any

from hemicycle_protocol.messages import Hello, Pong, Subscribe

from . import machine
from .peers import redis_server
from .publishers import Captioner
from .report import Row, report
from .swarm import Swarm, opening, scratch, viewers
from .target import Target, run_hemicycle

RATE = 5
OTHERS = 300
BACK_S = 60


def main() -> None:
    """`python -m load_tests storm`."""
    parser = argparse.ArgumentParser(prog="python -m load_tests storm", description=__doc__)
    parser.add_argument("--viewers", type=int, default=5_000)
    parser.add_argument("--seconds", type=float, default=5.0, help="how long all watch before and after")
    parser.add_argument("--spread-ms", type=int, default=1_000, help="within what they come back")
    parser.add_argument("--quick", action="store_true", help="200 viewers, to see that it works")
    parser.add_argument("--json", metavar="FILE")
    options = parser.parse_args()
    if options.quick:
        options.viewers, options.seconds = 200, 1.0
    machine.raise_file_limit()
    report([asyncio.run(_run(options))], options.json)


async def _run(options: argparse.Namespace) -> Row:
    with scratch() as name, redis_server() as redis:
        folder = Path(name)
        async with (
            run_hemicycle(folder, nodes=2, redis_url=redis.url) as target,
            Captioner(target, RATE, port=target.ports[1]) as captioner,
            _returners(folder, target, options) as storm,
            _others(folder, target) as others,
        ):
            await others.opened()
            await storm.opened()
            await asyncio.sleep(options.seconds)
            before = machine.usage(target.pids[1])
            captioner.forget()
            watching = asyncio.create_task(others.measure(options.seconds + options.spread_ms / 1000 + 5))
            os.kill(target.pids[0], signal.SIGKILL)
            back = await _everybody_back(storm, options.viewers)
            spent_s = machine.usage(target.pids[1]).cpu_s - before.cpu_s
            seen_elsewhere = await watching
            await captioner.finish()
            await asyncio.sleep(1)
            end = await _ask(storm)
    return {
        "viewers": options.viewers,
        "back_in_s": back["back_in_s"],
        "server_cpu_s": round(spent_s, 2),
        "captions": captioner.posted,
        "events_lost": end["gaps"] + (end["most"] - end["least"]) * options.viewers,
        "repetitions": end["repetitions"],
        "snapshots": end["snapshots"],
        "refused": end["refused"],
        "others_p99_ms": round(seen_elsewhere["p99_us"] / 1000, 1),
        "slowest_ack_ms": round(captioner.slowest_s * 1000, 1),
    }


def _returners(folder: Path, target: Target, options: argparse.Namespace) -> Swarm:
    hello, pong = folder / "storm-hello", folder / "storm-pong"
    hello.write_bytes(opening(Hello([1], target.token("viewer", "citizen"))))
    pong.write_bytes(opening(Pong(0)))
    places = [options.viewers, *target.ports, options.spread_ms]
    return Swarm("returners", hello, pong, *places, *_topics(target))


def _others(folder: Path, target: Target) -> Swarm:
    topics = _topics(target)
    said = opening(Hello([1]), *(Subscribe(topic) for topic in topics))
    return viewers(folder, "/live", said, answers=1 + len(topics), count=OTHERS, port=target.ports[1])


def _topics(target: Target) -> list[str]:
    return [f"debate/{target.debate}", f"process/{target.process}", f"debate/{target.debate}/board"]


async def _everybody_back(storm: Swarm, viewers_: int) -> dict[str, Any]:
    async with asyncio.timeout(BACK_S):
        while True:
            state = await _ask(storm)
            if state["in"] == viewers_ and state["lost"] == viewers_:
                return state
            await asyncio.sleep(0.1)


async def _ask(storm: Swarm) -> dict[str, Any]:
    storm.say("report")
    state: dict[str, Any] = json.loads(await storm.line(10))
    return state
