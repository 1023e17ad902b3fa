"""A zoo of hostile clients against a live node, while viewers measure: `python -m tests.faults.hostile`.

Each offender is tried alone. Printed of each: the bytes it sent, the node's resident memory before, at the
peak and after, how late viewers heard captions (p99) just before and meanwhile, and how the node ended it.
Late is a matter of the machine; only the ratio says something, and on an idle one alone.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gc
import itertools
import json
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple

from hemicycle.app import open_node
from hemicycle.services.kernel.caller import Caller
from hemicycle_protocol.messages import Chunk, Group, Hello, Pong, Subscribe
from hemicycle_protocol.views import Role, You
from tests.faults.checks import prepare, running
from tests.faults.crowd import do, token
from tests.faults.offenders import OFFENCES
from tests.support.cluster import WebNode
from tests.support.patience import PATIENCE_S
from tests.support.raw import message, request
from tests.support.server import make_config

DEBATE, PROGRAM = "debate/d1", "debate/d1/program"
CAPTIONER = You("captioner", "captioner", [Role.CAPTIONER], "d1")
STAGE = You("stage", "stage", [Role.STAGE], "d1")
CITIZEN = You("mallory", "mallory", [Role.CITIZEN])
# So many that who resumes from far back is sent much.
FACTS = 600
CAPTIONS_PER_S = 10
WORD = b"mot "


class Measured(NamedTuple):
    """What one offender did and what it did not."""

    name: str
    sent: int
    before_kb: int
    peak_kb: int
    after_kb: int
    calm_ms: float
    p99_ms: float
    ended: str
    is_ended_well: bool

    @property
    def gives_back(self) -> bool:
        """Whether the node's memory is within a tenth of what it was, at most."""
        return self.after_kb <= 1.1 * self.before_kb

    @property
    def ratio(self) -> float:
        """How much later the viewers heard."""
        return self.p99_ms / self.calm_ms


class Viewer(asyncio.Protocol):
    """One who watches; notes when each caption came."""

    def __init__(self, heard: dict[int, list[float]]) -> None:
        self._heard = heard
        self._transport: asyncio.Transport
        self.is_lost = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for a session and the debate at once it is open."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(request(X_Forwarded_For="198.51.100.7"))

    def data_received(self, data: bytes) -> None:
        """The answer to the upgrade, then frames."""
        if data.startswith(b"HTTP/1.1 101"):
            for said in (Hello([1], None), Subscribe(DEBATE), Subscribe(f"{DEBATE}/board")):
                self._transport.write(message(said))
        at = data.rfind(WORD)
        if at >= 0:
            number = data[at + len(WORD) : at + len(WORD) + 8]
            if number.isdigit():
                self._heard.setdefault(int(number), []).append(time.monotonic())

    def connection_lost(self, exc: Exception | None) -> None:
        """No viewer is ever sent away."""
        self.is_lost = True

    def live(self) -> None:
        """Say that it is there."""
        self._transport.write(message(Pong(0)))

    def leave(self) -> None:
        self._transport.abort()


class Zoo:
    """A node, its viewers, and a captioner who speaks all the time."""

    def __init__(self, node: WebNode, viewers: list[Viewer], heard: dict[int, list[float]]) -> None:
        self.node = node
        self.viewers = viewers
        self._heard = heard
        self._said: dict[int, float] = {}

    async def show(self) -> None:
        """Publish a picture, as the stage does: 1.2 Mbit/s in groups of two seconds."""
        async with self.node.enter(token(STAGE), "/media") as client:
            for group in itertools.count(1):
                at = int(time.time() * 1_000)
                await client.say(Group(PROGRAM, group, at, "video/mp4", bytes(1_000)))
                for index in range(18):
                    await client.say(Chunk(PROGRAM, group, index, at, bytes(16_000)))
                    await asyncio.sleep(0.111)

    async def speak(self) -> None:
        """Post captions, one a tenth of a second, and let the viewers live."""
        async with self.node.enter(token(CAPTIONER)) as client:
            for number in range(10_000_000, 99_999_999):
                begun = time.monotonic()
                self._said[number] = begun
                await do(client, "post_caption", debate="d1", text=f"mot {number}")
                if number % (CAPTIONS_PER_S * 10) == 0:
                    for viewer in self.viewers:
                        viewer.live()
                await asyncio.sleep(max(0.0, begun + 1 / CAPTIONS_PER_S - time.monotonic()))

    def p99_ms(self, since: float) -> float:
        """How late viewers heard what was said since then and has come to all; infinite if nothing has."""
        late = sorted(
            came - said
            for number, said in self._said.items()
            if said >= since
            for came in self._heard.get(number, ())
        )
        return 1_000 * late[len(late) * 99 // 100] if late else float("inf")

    async def all_hear(self) -> None:
        """Wait until a caption that is said from now on has come to every viewer."""
        since = time.monotonic()
        async with asyncio.timeout(PATIENCE_S):
            while not any(  # noqa: ASYNC110 (captions come by themselves)
                said >= since and len(self._heard.get(number, ())) >= len(self.viewers)
                for number, said in self._said.items()
            ):
                await asyncio.sleep(0.05)

    def resident_kb(self) -> int:
        """Of the node's process, as the system counts it."""
        status = Path(f"/proc/{self.node.process.pid}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0])

    async def suffer(self, name: str, *, calm_s: float, seconds: float) -> Measured:
        """Let one offender in."""
        begun = time.monotonic()
        await asyncio.sleep(calm_s)
        await self.all_hear()
        before, calm = self.resident_kb(), self.p99_ms(begun)
        peak = before
        since = time.monotonic()
        # In life its machine is its own: here its work must not be what keeps the viewers from hearing.
        offender = await asyncio.create_subprocess_exec(
            "nice", "-n", "15", sys.executable, "-m", "tests.faults.offenders", name, str(self.node.port),
            str(seconds), token(CITIZEN), stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        done = asyncio.create_task(offender.communicate())
        while not done.done():
            peak = max(peak, self.resident_kb())
            await asyncio.wait({done}, timeout=0.1)
        await self.all_hear()
        told = json.loads((await done)[0])
        after, p99 = self.resident_kb(), self.p99_ms(since)
        well = told["ended"] in OFFENCES[name].endings
        return Measured(name, told["sent"], before, peak, after, calm, p99, told["ended"], well)


@contextlib.asynccontextmanager
async def open_zoo(folder: Path, *, viewers: int) -> AsyncIterator[Zoo]:
    """A node in a process of its own, with so many who watch."""
    # The offenders are of one address, the viewers of another.
    environment = {**await prepare(folder), "HEMICYCLE_BEHIND_PROXY": "1"}
    await _say_much(folder)
    heard: dict[int, list[float]] = {}
    async with running(WebNode("node", folder, environment)) as node:
        # The node alone has a core, as far as there are two.
        first, *others = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(node.process.pid, {first})
        os.sched_setaffinity(0, set(others) or {first})
        loop = asyncio.get_running_loop()
        watching = []
        for _ in range(viewers):
            _, viewer = await loop.create_connection(lambda: Viewer(heard), "127.0.0.1", node.port)
            watching.append(viewer)
        zoo = Zoo(node, watching, heard)
        working = [asyncio.create_task(zoo.speak()), asyncio.create_task(zoo.show())]
        try:
            await zoo.all_hear()
            yield zoo
        finally:
            for task in working:
                task.cancel()
            await asyncio.gather(*working, return_exceptions=True)
            for viewer in watching:
                viewer.leave()
            os.sched_setaffinity(0, {first, *others})


async def _say_much(folder: Path) -> None:
    """A debate with a past."""
    async with open_node(make_config(folder)) as node:
        for number in range(FACTS):
            caller = Caller(CAPTIONER, "", "", node.clock.now(), "fr")
            text = f"{number} ".ljust(200, "x")
            await node.services.gate.handle(caller, "post_caption", {"debate": "d1", "text": text})


def row(measured: Measured) -> str:
    """A line of the table."""
    memory = " / ".join(
        f"{kb / 1024:.0f}" for kb in (measured.before_kb, measured.peak_kb, measured.after_kb)
    )
    late = f"{measured.calm_ms:.1f} → {measured.p99_ms:.1f} | {measured.ratio:.2f}"
    name, sent = measured.name.replace("_", " "), f"{measured.sent / 1e6:,.2f}"
    return f"| {name} | {sent} | {memory} | {late} | {measured.ended} |"


async def _run(options: argparse.Namespace) -> bool:
    names = options.only or list(OFFENCES)
    print("| offender | MB sent | RSS MB before / peak / after | p99 ms calm → meanwhile | ratio | ended |")
    print("|---|---|---|---|---|---|")
    is_well = True
    # A look for garbage of the measuring process would count as the node's.
    gc.disable()
    with tempfile.TemporaryDirectory() as folder:
        async with open_zoo(Path(folder), viewers=options.viewers) as zoo:
            for name in names:
                measured = await zoo.suffer(name, calm_s=options.calm, seconds=options.seconds)
                print(row(measured), flush=True)
                is_well = is_well and measured.is_ended_well and measured.gives_back
            is_well = is_well and not any(viewer.is_lost for viewer in zoo.viewers)
    return is_well


def main() -> int:
    """Print the table; 1 if an offender ended in another way than it should, or a viewer was lost."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.hostile", description=__doc__)
    parser.add_argument("--viewers", type=int, default=200)
    parser.add_argument("--calm", type=float, default=3.0, help="seconds of calm before each offender")
    parser.add_argument("--seconds", type=float, default=8.0, help="how long each may go on")
    parser.add_argument("--only", nargs="*", help="these offenders")
    return 0 if asyncio.run(_run(parser.parse_args())) else 1


if __name__ == "__main__":
    sys.exit(main())
