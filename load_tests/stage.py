"""Nine panelists on one stage: its CPU, how old pictures are elsewhere on the stage and with viewers, cuts.

The stage and the web node are started as an operator starts them; the panelists are protocol clients on the
other core. Ages come from stamps in the pictures themselves; a player adds its own margin to the viewers'.
With `--soak` only the memory of stage and node is watched, for as long as one likes.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import uvloop
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from hemicycle_protocol.codec import decode_server, encode
from hemicycle_protocol.errors import Facts
from hemicycle_protocol.messages import (
    SUBPROTOCOL,
    Chunk,
    Command,
    Done,
    Group,
    Hello,
    Ping,
    Pong,
    Refused,
    Subscribe,
)

from . import machine
from .panelist import STAMP, Down, Up, make_layers, make_sound, prepare
from .report import report
from .target import HEMICYCLE, Target, run_hemicycle

CUT_S = 5.0
SAMPLE_S = 10.0
CONNECT_S = 60.0


class NotNow(Exception):
    """A command was refused."""

    def __init__(self, code: str, facts: Facts) -> None:
        super().__init__(f"{code} {facts}")
        self.code = code


class Line:
    """A person's `/live` session, for commands only."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._refs = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._reader = asyncio.create_task(self._read())

    @classmethod
    async def open(cls, target: Target, token: str) -> Line:
        return cls(await _connect(target, "/live", token))

    async def do(self, name: str, **args: object) -> dict[str, Any]:
        """The result of a command; what is refused ends the run."""
        ref = next(self._refs)
        answer = self._waiting[ref] = asyncio.get_running_loop().create_future()
        await self._socket.send(encode(Command(ref, name, dict(args))))
        return await asyncio.wait_for(answer, CONNECT_S)

    async def negotiate(self, target: Target, args: dict[str, object]) -> dict[str, Any]:
        """Talk to the stage, which may still be starting: as a browser does, again until it is there."""
        by = time.monotonic() + CONNECT_S
        while True:
            try:
                return await self.do("negotiate", debate=target.debate, **args)
            except NotNow as refused:
                if refused.code != "stage_away" or time.monotonic() > by:
                    raise
            await asyncio.sleep(0.5)

    async def close(self) -> None:
        self._reader.cancel()
        await self._socket.close()

    async def _read(self) -> None:
        async for data in self._socket:
            assert isinstance(data, bytes)
            match decode_server(data):
                case Ping(n=n):
                    await self._socket.send(encode(Pong(n)))
                case Done(ref=ref, result=result):
                    self._waiting.pop(ref).set_result(result)
                case Refused(ref=ref, code=code, facts=facts):
                    self._waiting.pop(ref).set_exception(NotNow(code, facts))


class Viewer:
    """Follows the program; the age of each picture when it arrives, and whose it is."""

    def __init__(self) -> None:
        self.ages: list[int] = []
        self.seen: list[tuple[float, str]] = []
        self.stalls_ms: list[float] = []

    async def watch(self, target: Target) -> None:
        socket = await _connect(target, "/media", None)
        await socket.send(encode(Subscribe(f"debate/{target.debate}/program")))
        last = None
        async for data in socket:
            assert isinstance(data, bytes)
            message = decode_server(data)
            if isinstance(message, Ping):
                await socket.send(encode(Pong(message.n)))
            if isinstance(message, Chunk):
                now = time.monotonic()
                self.stalls_ms += [(now - last) * 1000] if last else []
                last = now
                for found in STAMP.finditer(message.data):
                    self.ages.append(time.time_ns() // 1_000_000 - int(found[2]))
                    self.seen.append((now, found[1].decode()))
            assert not isinstance(message, Group) or message.init


async def run(*, panelists: int, seconds: float, cuts: int, soak_min: float) -> dict[str, object]:
    """One measured run."""
    prepare()
    layers, sound = make_layers(), make_sound()
    with tempfile.TemporaryDirectory() as folder:
        async with run_hemicycle(Path(folder)) as target:
            stage = await _start_stage(target, Path(folder))
            try:
                return await _measure(target, stage.pid, panelists, seconds, cuts, soak_min, layers, sound)
            finally:
                stage.terminate()
                await stage.wait()


async def _measure(
    target: Target,
    stage: int,
    panelists: int,
    seconds: float,
    cuts: int,
    soak_min: float,
    layers: Any,
    sound: Any,
) -> dict[str, object]:
    host = await Line.open(target, target.token("host", "host"))
    viewer = Viewer()
    watching = asyncio.create_task(viewer.watch(target))
    ups: list[Up] = []
    downs: list[Down] = []
    lines = [host]
    for n in range(1, panelists + 1):
        seat = str(n)
        line = await Line.open(target, target.token(f"panelist-{n}", "panelist", seat=seat))
        lines.append(line)
        await line.do("take_seat", debate=target.debate)
        await host.do("set_seat_state", debate=target.debate, seat=seat, to="on_stage")

        async def negotiate(args: dict[str, object], line: Line = line) -> dict[str, Any]:
            return await line.negotiate(target, args)

        up, down = Up(seat, layers, sound), Down()
        await up.connect(negotiate)
        await down.connect(negotiate)
        ups.append(up)
        downs.append(down)
    await host.do("give_floor", debate=target.debate, seat="1", limit_ms=600_000)
    await asyncio.sleep(3)
    if soak_min:
        figures = await _soak(soak_min, stage=stage, node=target.pids[0])
    else:
        figures = await _window(stage, ups, downs, viewer, seconds)
        cut_ms = [await _cut(host, target, viewer, str(2 + n % (panelists - 1))) for n in range(cuts)]
        figures |= {"cut_p50_ms": _percentile(cut_ms, 0.5), "cut_max_ms": max(cut_ms)}
    watching.cancel()
    for down in downs:
        await down.peer.close()
    for up in ups:
        await up.close()
    for line in lines:
        await line.close()
    return {"panelists": panelists, **figures}


async def _soak(minutes: float, **pids: int) -> dict[str, object]:
    """The memory of processes every ten seconds: at the start, at the end, and the slope between.

    The slope is the line of least squares; its first half and its second tell a warm-up from a leak.
    """
    began = time.monotonic()
    at: list[float] = []
    used: dict[str, list[float]] = {name: [] for name in pids}
    while (passed := time.monotonic() - began) < minutes * 60:
        at.append(passed / 3_600)
        for name, pid in pids.items():
            used[name].append(machine.usage(pid).memory_kb / 1024)
        await asyncio.sleep(SAMPLE_S)
    if len(at) < 4:
        raise SystemExit("a soak needs a minute at least")
    half = len(at) // 2
    figures: dict[str, object] = {"soak_min": minutes}
    for name, mb in used.items():
        figures[f"{name}_start_mb"], figures[f"{name}_end_mb"] = mb[0], mb[-1]
        for part, some in (("first", slice(half)), ("second", slice(half, None))):
            slope = statistics.linear_regression(at[some], mb[some]).slope
            figures[f"{name}_{part}_half_mb_per_h"] = slope
    return figures


async def _window(
    stage: int, ups: Sequence[Up], downs: Sequence[Down], viewer: Viewer, seconds: float
) -> dict[str, object]:
    for down in downs:
        down.ages.clear()
    viewer.ages.clear()
    viewer.stalls_ms.clear()
    before, began = machine.usage(stage), time.monotonic()
    sent, got = sum(u.packets for u in ups), sum(d.packets for d in downs)
    await asyncio.sleep(seconds)
    took = time.monotonic() - began
    after = machine.usage(stage)
    ages = [age for down in downs for age in down.ages]
    if not ages or not viewer.ages:
        raise SystemExit("nothing arrived: this run could not measure")
    return {
        "packets_in_per_s": round((sum(u.packets for u in ups) - sent) / took),
        "packets_out_per_s": round((sum(d.packets for d in downs) - got) / took),
        "stage_cpu_percent": (after.cpu_s - before.cpu_s) / took * 100,
        "stage_mb": after.memory_kb / 1024,
        "panelist_p50_ms": _percentile(ages, 0.5),
        "panelist_p95_ms": _percentile(ages, 0.95),
        "viewer_p50_ms": _percentile(viewer.ages, 0.5),
        "viewer_p95_ms": _percentile(viewer.ages, 0.95),
        "longest_gap_ms": round(max(viewer.stalls_ms, default=0.0)),
    }


async def _cut(host: Line, target: Target, viewer: Viewer, seat: str) -> int:
    """From the host's act to the first picture of the new speaker at the viewer's, in ms."""
    viewer.seen.clear()
    began = time.monotonic()
    await host.do("give_floor", debate=target.debate, seat=seat, limit_ms=600_000)
    while not any(who == seat for _, who in viewer.seen):
        if time.monotonic() - began > CUT_S:
            raise SystemExit(f"no cut to seat {seat} within {CUT_S} s")
        await asyncio.sleep(0.01)
    took = next(at for at, who in viewer.seen if who == seat) - began
    await asyncio.sleep(3)
    return round(took * 1000)


async def _start_stage(target: Target, folder: Path) -> asyncio.subprocess.Process:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HEMICYCLE_")}
    environment |= {"HEMICYCLE_SECRET_KEY": target.key, "HEMICYCLE_VAR_DIR": str(folder / "var")}
    command = [*HEMICYCLE, "stage", "--url", f"ws://127.0.0.1:{target.port}", "--debate", target.debate]
    return await asyncio.create_subprocess_exec(
        *machine.pinned(machine.SERVER_CORE, command), env=environment
    )


async def _connect(target: Target, path: str, token: str | None) -> ClientConnection:
    uri = f"ws://127.0.0.1:{target.port}{path}"
    socket = await connect(uri, subprotocols=[Subprotocol(SUBPROTOCOL)], compression=None, max_size=None)
    await socket.send(encode(Hello(versions=[1], token=token)))
    await socket.recv()
    return socket


def _percentile(values: Sequence[float], share: float) -> int:
    return round(sorted(values)[min(len(values) - 1, int(len(values) * share))])


def main() -> None:
    """Read the options and run."""
    parser = argparse.ArgumentParser(prog="python -m load_tests stage", description=__doc__)
    parser.add_argument("--panelists", type=int, default=9, choices=range(2, 10))
    parser.add_argument("--seconds", type=float, default=15.0, help="how long to measure")
    parser.add_argument("--cuts", type=int, default=5)
    parser.add_argument(
        "--soak", type=float, default=0.0, metavar="MINUTES", help="watch only the memory, so long"
    )
    parser.add_argument("--json", help="write the results to this file")
    options = parser.parse_args(sys.argv[1:])
    if hasattr(os, "sched_setaffinity") and (os.cpu_count() or 1) > 1:
        os.sched_setaffinity(0, {machine.LOAD_CORE})
    row = uvloop.run(
        run(
            panelists=options.panelists,
            seconds=options.seconds,
            cuts=options.cuts,
            soak_min=options.soak,
        )
    )
    report([row], options.json)
