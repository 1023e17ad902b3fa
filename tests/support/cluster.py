"""The shape of `docker-compose.yml` as processes: two web nodes, a stage, Redis and PostgreSQL."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import TypeVar

from websockets.asyncio.client import connect

from hemicycle.app import open_node
from hemicycle.config import Config
from hemicycle_protocol.codec import decode_server
from hemicycle_protocol.messages import SUBPROTOCOL, FromServer, Hello, Ping, Pong, Welcome
from hemicycle_protocol.views import Role

from .live import Client
from .moved_clock import MovedClock
from .patience import PATIENCE_S
from .postgres import Postgres
from .server import Browser, Served, furnish, make_config
from .valkey import new_valkey
from .web import web_client

ROOT = Path(__file__).parents[2]
# On a busy machine a process needs a while to import its libraries.
START_S = 120
STOP_S = 60

Found = TypeVar("Found")


class Process:
    """A `hemicycle` command, or another `module` of Python; its log is a file of JSON lines."""

    def __init__(
        self, log: Path, command: list[str], environment: dict[str, str], *, module: str = "hemicycle"
    ) -> None:
        self.log = log
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", module, *command],
                cwd=ROOT,
                env={**os.environ, **environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )

    def said(self, event: str) -> dict[str, object]:
        """The last line of the log with that event, waited for."""
        return _wait_for(lambda: self._find(event), f"{event!r} in {self.log}", self)

    def stop(self, number: int = signal.SIGTERM) -> int:
        """End it and wait; its exit code."""
        self._process.send_signal(number)
        return self._process.wait(STOP_S)

    def signal(self, number: int) -> None:
        """Send it a signal."""
        self._process.send_signal(number)

    @property
    def id(self) -> int:
        """The system's number of it."""
        return self._process.pid

    @property
    def pid(self) -> int:
        """Its number."""
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """None while it runs."""
        return self._process.poll()

    def _find(self, event: str) -> dict[str, object] | None:
        found = None
        for line in self.log.read_text().splitlines():
            with contextlib.suppress(ValueError):
                entry = json.loads(line)
                found = entry if entry.get("event") == event else found
        return found


class WebNode:
    """One web node of the cluster; it keeps its port over restarts. With a clock, it goes by that."""

    def __init__(
        self, name: str, folder: Path, environment: dict[str, str], *, clock: MovedClock | None = None
    ) -> None:
        self.name = name
        self.clock = clock
        self.port = 0
        self._folder = folder
        self._environment = environment
        self.process: Process
        self._starts = 0

    @property
    def site(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self._starts += 1
        log = self._folder / f"{self.name}-{self._starts}.log"
        if self.clock is None:
            self.process = Process(log, ["serve", "--port", str(self.port)], self._environment)
        else:
            environment = self._environment | {"HEMICYCLE_PORT": str(self.port)}
            command = [str(self.clock.file), "json"]
            self.process = Process(log, command, environment, module="tests.support.moved_clock")
        port = self.process.said("serving")["port"]
        assert isinstance(port, int)
        self.port = port
        _wait_for(self._is_ready, f"{self.name} is ready", self.process)

    def stop(self) -> None:
        """End it if it runs."""
        if self.process.exit_code is None:
            self.process.stop()

    @contextlib.asynccontextmanager
    async def browser(self) -> AsyncIterator[Browser]:
        """A client with cookies of its own."""
        async with web_client(self.site) as http:
            yield Browser(http, self.site)

    @contextlib.asynccontextmanager
    async def enter(self, token: str | None = None, path: str = "/live") -> AsyncIterator[Client]:
        """A session on this node."""
        uri = f"ws://127.0.0.1:{self.port}{path}"
        async with connect(uri, subprotocols=[SUBPROTOCOL], compression=None, max_size=None) as socket:  # type: ignore[list-item]
            client = Client(socket)
            await client.say(Hello([1], token))
            await hear(client, lambda message: isinstance(message, Welcome))
            yield client

    def _is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.site}/readyz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False


class Cluster:
    """Two nodes `a` and `b`, and the invitations to their debate."""

    def __init__(self, a: WebNode, b: WebNode, stage: Process, links: dict[Role, str]) -> None:
        self.a = a
        self.b = b
        self.stage = stage
        self.links = links

    async def citizen(self, node: WebNode, email: str = "ines@exemple.fr") -> str:
        """A token for `hello` of somebody who signed in at `node` by mail."""
        async with node.browser() as browser:
            await browser.sign_in(email)
            return str((await browser.get("/api/session")).json()["token"])

    async def token(self, node: WebNode, role: Role) -> str:
        """A token for `hello`, fetched at `node` with the invitation of a role."""
        async with node.browser() as browser:
            answer = await browser.post("/api/invitations/accept", {"token": self.links[role]})
            assert answer.status_code == 200, answer.text
            return str(answer.json()["token"])


@contextlib.contextmanager
def run_cluster(folder: Path, postgres: Postgres) -> Iterator[Cluster]:
    """The whole cluster, with the process `p1` and the debate `d1`."""
    database = asyncio.run(postgres.create())
    with contextlib.ExitStack() as stack:
        redis = stack.enter_context(new_valkey())
        config = make_config(folder, database_url=database)
        links = asyncio.run(_furnish(config))
        environment = {
            "HEMICYCLE_DATABASE_URL": database,
            "HEMICYCLE_REDIS_URL": redis.connection_url,
            "HEMICYCLE_SECRET_KEY": config.secret_key.get_secret_value(),
            "HEMICYCLE_VAR_DIR": str(config.var_dir),
            "HEMICYCLE_CLIENT_DIR": str(config.client_dir),
            "HEMICYCLE_DEMO": "1",
            "HEMICYCLE_CONSENT": "0",
            "HEMICYCLE_DRAIN_S": "0.2",
        }
        nodes = [WebNode(name, folder, environment) for name in ("a", "b")]
        for node in nodes:
            node.start()
            stack.callback(node.stop)
        url = f"ws://127.0.0.1:{nodes[0].port}"
        stage = Process(folder / "stage.log", ["stage", "--url", url], environment)
        stack.callback(stage.stop)
        yield Cluster(nodes[0], nodes[1], stage, links)


async def hear(client: Client, wanted: Callable[[FromServer], bool]) -> FromServer:
    """The next message that is `wanted`, others passed over; pings are answered."""
    async with asyncio.timeout(PATIENCE_S):
        async for data in client.socket:
            assert isinstance(data, bytes)
            message = decode_server(data)
            if isinstance(message, Ping):
                await client.say(Pong(message.n))
            if wanted(message):
                return message
    raise AssertionError(f"the session ended with {client.socket.close_code}")


async def _furnish(config: Config) -> dict[Role, str]:
    async with open_node(config) as node:
        await furnish(node)
        served = Served(node, "")
        roles = (Role.MODERATOR, Role.HOST)
        return {role: await served.link(role, name=f"Camille, {role.value}") for role in roles}


def _wait_for(look: Callable[[], Found | None], what: str, process: Process) -> Found:
    """What `look` finds in another process, which tells us nothing: so it is looked for again and again."""
    deadline = time.monotonic() + START_S
    while not (found := look()):
        assert process.exit_code is None, f"{process.log} ended:\n{process.log.read_text()}"
        assert time.monotonic() < deadline, f"no {what} after {START_S} s"
        time.sleep(0.05)
    return found
