"""A thousand viewers of the program on one node: what a delivery and a viewer cost, how late pictures are.

A publisher takes the place of the stage: it sends groups of two seconds to `/media`, in chunks as long as the
stage's. Some viewers read too slowly for it: each group must come to them whole or not at all.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from hemicycle_protocol.codec import decode_server, encode
from hemicycle_protocol.messages import SUBPROTOCOL, Chunk, Group, Hello, Ping, Pong, Subscribe

from . import machine
from .report import Row, report
from .swarm import Swarm, opening, scratch
from .target import Target, run_hemicycle

GROUP_MS = 2_000
WARM_S = 3.0
INIT_BYTES = 700


class Stage:
    """Publishes a program of `bits_per_s` until the block ends."""

    def __init__(self, target: Target, bits_per_s: int, chunk_ms: int) -> None:
        self.chunks_per_group = GROUP_MS // chunk_ms
        self._target = target
        self._topic = f"debate/{target.debate}/program"
        self._period_s = GROUP_MS / 1000 / self.chunks_per_group
        self._bytes = round(bits_per_s / 8 * self._period_s)

    @asynccontextmanager
    async def publishing(self) -> AsyncIterator[None]:
        """On the air from the first chunk on."""
        uri = f"ws://127.0.0.1:{self._target.port}/media"
        subprotocols = [Subprotocol(SUBPROTOCOL)]
        async with (
            connect(uri, subprotocols=subprotocols, compression=None, max_size=None) as socket,
            asyncio.TaskGroup() as tasks,
        ):
            await socket.send(encode(Hello([1], self._target.token("stage", "stage"))))
            work = [tasks.create_task(self._publish(socket)), tasks.create_task(_answer(socket))]
            yield
            for task in work:
                task.cancel()

    async def _publish(self, socket: ClientConnection) -> None:
        loop = asyncio.get_running_loop()
        start, n = loop.time(), 0
        while True:
            group, index = divmod(n, self.chunks_per_group)
            at = time.time_ns() // 1_000_000
            if index == 0:
                await socket.send(encode(Group(self._topic, group, at, "video/mp4", bytes(INIT_BYTES))))
            marks = f"ts:{time.time_ns():019d}gc:{group}:{index};".encode()
            data = marks.ljust(self._bytes, b"\0")
            await socket.send(encode(Chunk(self._topic, group, index, at, data)))
            n += 1
            await asyncio.sleep(max(0.0, start + n * self._period_s - loop.time()))


async def _answer(socket: ClientConnection) -> None:
    async for data in socket:
        assert isinstance(data, bytes)
        if isinstance(message := decode_server(data), Ping):
            await socket.send(encode(Pong(message.n)))


async def _run(options: argparse.Namespace) -> Row:
    bits_per_s = round(options.mbit * 1e6)
    with scratch() as folder_name:
        folder = Path(folder_name)
        async with run_hemicycle(folder) as target:
            stage = Stage(target, bits_per_s, options.chunk_ms)
            node = target.pids[0]
            async with stage.publishing():
                alone = await _share(node, WARM_S)
                swarm = _watchers(folder, target, stage.chunks_per_group, bits_per_s, options)
                async with swarm:
                    await swarm.opened()
                    await swarm.measure(WARM_S)
                    used, began = machine.usage(node), time.monotonic()
                    loaded = machine.usage(swarm.pid)
                    got = await swarm.measure(options.seconds)
                    took = time.monotonic() - began
                    cpu_s = machine.usage(node).cpu_s - used.cpu_s
                    load_s = machine.usage(swarm.pid).cpu_s - loaded.cpu_s
    return _row(got, cpu_s=cpu_s, load_s=load_s, took_s=took, alone=alone, options=options)


def _watchers(
    folder: Path, target: Target, chunks: int, bits_per_s: int, options: argparse.Namespace
) -> Swarm:
    opening_file, pong_file = folder / "opening", folder / "pong"
    opening_file.write_bytes(opening(Hello([1]), Subscribe(f"debate/{target.debate}/program")))
    pong_file.write_bytes(opening(Pong(0)))
    half = bits_per_s // 8 // 2
    return Swarm(
        "watchers", opening_file, pong_file, options.viewers, options.slow, half, chunks, target.port
    )


async def _share(pid: int, seconds: float) -> float:
    """The share of a core that a process uses, in percent."""
    before = machine.usage(pid)
    await asyncio.sleep(seconds)
    return (machine.usage(pid).cpu_s - before.cpu_s) / seconds * 100


def _row(
    got: dict[str, Any],
    *,
    cpu_s: float,
    load_s: float,
    took_s: float,
    alone: float,
    options: argparse.Namespace,
) -> Row:
    torn, lost = got["torn"], got["lost"]
    if not got["chunks"] or lost or torn:
        raise SystemExit(
            f"{got['chunks']} chunks came, {lost} viewers lost, {torn} groups torn: not measured"
        )
    return {
        "viewers": options.viewers,
        "mbit_per_viewer": options.mbit,
        "chunk_ms": options.chunk_ms,
        "deliveries_per_s": round(got["chunks"] / took_s),
        "mbit_out": round(got["bytes"] * 8 / 1e6 / took_s),
        "node_cpu_percent": cpu_s / took_s * 100,
        "without_viewers": alone,
        "cpu_us_per_delivery": cpu_s * 1e6 / got["chunks"],
        "cpu_ms_per_viewer_s": cpu_s * 1e3 / took_s / options.viewers,
        "p50_ms": got["p50_us"] / 1e3,
        "p99_ms": got["p99_us"] / 1e3,
        "groups_skipped": got["skipped"],
        "slow_viewers": options.slow,
        "slow_groups": got["slow_groups"],
        "slow_skipped": got["slow_skipped"],
        "load_cpu_percent": load_s / took_s * 100,
    }


def main() -> None:
    """`python -m load_tests program`."""
    parser = argparse.ArgumentParser(prog="python -m load_tests program", description=__doc__)
    parser.add_argument("--viewers", type=int, default=1_000)
    parser.add_argument("--slow", type=int, default=20, help="so many of them read at half the rate")
    parser.add_argument("--mbit", type=float, default=1.2, help="of the program, per second")
    parser.add_argument("--chunk-ms", type=int, default=111, help="length of a chunk")
    parser.add_argument("--seconds", type=float, default=10.0, help="how long is measured")
    parser.add_argument("--quick", action="store_true", help="50 viewers for two seconds")
    parser.add_argument("--json", metavar="FILE")
    options = parser.parse_args()
    if options.quick:
        options.viewers, options.slow, options.seconds = 50, 2, 2.0
    machine.raise_file_limit()
    report([asyncio.run(_run(options))], options.json)
