"""Our server, started as an operator starts it, and what a client must know to use it.

The sample process and debate come from `hemicycle demo`, whose state a plain `hemicycle serve` then runs on.
As the load tests set the secret key, they can sign tokens for as many people as they need.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import os
import re
import secrets
import sys
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import NamedTuple

from . import machine
from .peers import answering, free_port

HEMICYCLE = [sys.executable, "-m", "hemicycle"]
START_S = 120
_PAGES = ("index", "live", "stage", "console", "board", "overlay")


class Target(NamedTuple):
    """Running nodes with a debate under way, and the key that tokens are signed with."""

    ports: list[int]
    pids: list[int]
    debate: str
    process: str
    key: str

    @property
    def port(self) -> int:
        """The first node's."""
        return self.ports[0]

    def token(self, id_: str, role: str, *, seat: str | None = None) -> str:
        """What the server gives a person for `hello`; good for an hour here."""
        now = time.time_ns() // 1_000_000
        claims = {"aud": "ws", "sub": id_, "name": id_, "iat_ms": now, "exp_ms": now + 3_600_000, "jti": id_}
        claims["roles"] = [role]
        if role != "citizen":
            claims["debate"] = self.debate
        if seat is not None:
            claims["seat"] = seat
        signed = ".".join(_base64(json.dumps(part).encode()) for part in ({"alg": "HS256"}, claims))
        mac = hmac.digest(self.key.encode(), signed.encode(), hashlib.sha256)
        return f"{signed}.{_base64(mac)}"


@asynccontextmanager
async def run_hemicycle(
    folder: Path, *, nodes: int = 1, redis_url: str = "", consultation: Path | None = None
) -> AsyncIterator[Target]:
    """Nodes that share one database; each has a port of its own and the servers' core.

    The process holds the propositions of the file `consultation` besides those of the sample.
    """
    key = secrets.token_urlsafe(48)
    environment = _environment(folder, key)
    debate, process = await _seed(environment)
    if consultation is not None:
        print(await told(environment, "import", str(consultation), "--process", process))
    if redis_url:
        environment["HEMICYCLE_REDIS_URL"] = redis_url
    async with AsyncExitStack() as stack:
        ports, pids = [], []
        for _ in range(nodes):
            port = free_port()
            command = machine.pinned(machine.SERVER_CORE, [*HEMICYCLE, "serve", "--port", str(port)])
            node = await asyncio.create_subprocess_exec(*command, env=environment)
            stack.push_async_callback(stop, node)
            await answering(port)
            ports.append(port)
            pids.append(node.pid)
        yield Target(ports, pids, debate, process, key)
        turns = sum([await asyncio.to_thread(busy_turns, port) for port in ports])
        if turns:
            raise SystemExit(
                f"the loop of a node worked for longer than 100 ms without a pause, {turns} times"
            )


def busy_turns(port: int) -> int:
    """How many turns of its loop a node has worked too long in; 0 for one that was killed."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=30) as answer:
            figures = answer.read().decode()
    except urllib.error.URLError:
        return 0
    found = re.search(r"^hemicycle_loop_busy_total (\S+)$", figures, re.MULTILINE)
    if found is None:
        raise SystemExit("the node's figures say nothing of the turns of its loop")
    return round(float(found[1]))


async def recount(folder: Path) -> int:
    """Let the operator's command count the ballots again; how many tallies differ."""
    printed = await told(_environment(folder, "x" * 48), "recount")
    print(printed)
    found = re.search(r"(\d+) difference", printed)
    if found is None:
        raise SystemExit("hemicycle recount did not say how many differences there are")
    return int(found[1])


async def told(environment: dict[str, str], *command: str) -> str:
    """What a command of the operator prints; what it complains of goes to our stderr."""
    process = await asyncio.create_subprocess_exec(
        *HEMICYCLE, *command, env=environment, stdout=asyncio.subprocess.PIPE
    )
    printed, _ = await process.communicate()
    if not printed:
        raise SystemExit(f"hemicycle {command[0]} said nothing and ended with {process.returncode}")
    return printed.decode().strip()


def _environment(folder: Path, key: str) -> dict[str, str]:
    """A state of its own, no stage, and pages that nobody will look at."""
    pages = folder / "pages"
    pages.mkdir(exist_ok=True)
    for page in _PAGES:
        (pages / f"{page}.html").write_text("<!doctype html>")
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("HEMICYCLE_")},
        "HEMICYCLE_VAR_DIR": str(folder / "var"),
        "HEMICYCLE_CLIENT_DIR": str(pages),
        "HEMICYCLE_SECRET_KEY": key,
        "HEMICYCLE_STAGES": "elsewhere",
        # All come from one address here, and all viewers are one person.
        "HEMICYCLE_MAX_CONNECTIONS_PER_PERSON": "18000",
        "HEMICYCLE_MAX_CONNECTIONS_PER_ADDRESS": "18000",
        "HEMICYCLE_MAX_MESSAGES_PER_ADDRESS": "100000",
        "HEMICYCLE_LOG_LEVEL": "warning",
        "HEMICYCLE_CONSENT": "0",
    }


async def _seed(environment: dict[str, str]) -> tuple[str, str]:
    """Let the demo make its process and debate; their ids, from the links it prints."""
    command = [*HEMICYCLE, "demo", "--port", "0", "--viewers", "0", "--panelists", "0"]
    demo = await asyncio.create_subprocess_exec(
        *command, env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    assert demo.stdout is not None
    printed = ""
    try:
        async with asyncio.timeout(START_S):
            while not (debate := re.search(r"/debates/([\w-]+)/overlay", printed)):
                line = await demo.stdout.readline()
                if not line:
                    raise SystemExit(f"hemicycle demo did not start: {printed}")
                printed += line.decode()
    finally:
        await stop(demo)
    process = re.search(r"/processes/([\w-]+)", printed)
    assert process is not None
    return debate[1], process[1]


async def stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.terminate()
        try:
            async with asyncio.timeout(30):
                await process.communicate()
        except TimeoutError:
            process.kill()
            await process.wait()


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
