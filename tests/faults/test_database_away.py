"""The database is away during a debate: the debate goes on, acts are refused in words, health says so."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from hemicycle.app import open_node
from hemicycle.auth.tokens import TokenKind
from hemicycle_protocol.messages import Command, Refused
from hemicycle_protocol.views import Role, You
from tests.faults.checks import HOST, open_room, running
from tests.faults.crowd import DEBATE, PROCESS, do, follow, token
from tests.support.cluster import WebNode, hear
from tests.support.live import Client
from tests.support.patience import PATIENCE_S
from tests.support.postgres import Postgres
from tests.support.server import SECRET, furnish, make_config

pytestmark = [pytest.mark.slow, pytest.mark.postgresql]

TOPICS = [f"debate/{DEBATE}", f"debate/{DEBATE}/board", f"process/{PROCESS}", f"process/{PROCESS}/board"]
PATHS = [
    "/",
    f"/debates/{DEBATE}",
    f"/processes/{PROCESS}",
    f"/processes/{PROCESS}/consultation",
    f"/hls/{DEBATE}/program.m3u8",
    f"/api/debates/{DEBATE}",
    "/api/session",
]
LOG_BYTES = 40_000
CITIZEN = You("zoe", "Zoé", [Role.CITIZEN])


class Outage:
    """A node with a debate under way, and the way its database goes and comes back."""

    def __init__(self, node: WebNode, postgres: Postgres, name: str) -> None:
        self.node = node
        self._postgres = postgres
        self._name = name

    async def begins(self) -> None:
        await self._postgres.execute(f"ALTER DATABASE {self._name} ALLOW_CONNECTIONS false")
        await self._postgres.execute(
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{self._name}'"
        )

    async def ends(self) -> None:
        await self._postgres.execute(f"ALTER DATABASE {self._name} ALLOW_CONNECTIONS true")


@asynccontextmanager
async def outage(folder: Path, postgres: Postgres) -> AsyncIterator[Outage]:
    """A node in a live debate; its database may be sent away and back."""
    url = await postgres.create()
    config = make_config(folder, database_url=url)
    async with open_node(config) as node:
        await furnish(node)
    media = config.media / DEBATE
    media.mkdir(parents=True)
    (media / "program.m3u8").write_text("#EXTM3U\n")
    environment = {
        "HEMICYCLE_DATABASE_URL": url,
        "HEMICYCLE_SECRET_KEY": SECRET,
        "HEMICYCLE_VAR_DIR": str(config.var_dir),
        "HEMICYCLE_CLIENT_DIR": str(config.client_dir),
        "HEMICYCLE_STAGES": "elsewhere",
        "HEMICYCLE_DRAIN_S": "0",
        "HEMICYCLE_CONSENT": "0",
    }
    async with running(WebNode("node", folder, environment)) as node_:
        name = url.partition("@/")[2].partition("?")[0]
        yield Outage(node_, postgres, name)


async def test_a_debate_goes_on_while_the_database_is_away(tmp_path: Path, postgres: Postgres) -> None:
    """[H32] Who is there stays, who comes sees it; pages and the picture are served; it stays ready."""
    async with outage(tmp_path, postgres) as evening:
        node = evening.node
        room = await open_room(node, random.Random(1))
        question = room.questions[0]
        async with node.enter(token(CITIZEN)) as citizen, httpx.AsyncClient(base_url=node.site) as http:
            http.headers["cookie"] = f"hemicycle_session={token(CITIZEN, TokenKind.SESSION)}"
            before = {topic: (await follow(citizen, topic)).snapshot for topic in TOPICS}
            await read(http)

            await evening.begins()
            await is_refused(citizen, "support_question", question=question, on=True, seq=1)
            await is_refused(citizen, "ask_question", text="Et maintenant ?", key="k")
            assert (await http.get("/readyz")).json() == {
                "ready": True,
                "acts": False,
                "parts": {"database": False, "bridge": True, "accepting": True},
            }
            assert (await http.get("/readyz")).status_code == 200
            await read(http)
            for you in (None, CITIZEN, HOST):
                async with node.enter(None if you is None else token(you)) as newcomer:
                    for topic, snapshot in before.items():
                        followed = await follow(newcomer, topic)
                        assert followed.snapshot == snapshot or topic.endswith("board")

            await evening.ends()
            await comes_to_act(http)
            await do(citizen, "support_question", debate=DEBATE, question=question, on=True, seq=2)
        assert len(node.process.log.read_bytes()) < LOG_BYTES


async def read(http: httpx.AsyncClient) -> None:
    """What a viewer of the debate reads is there."""
    for path in PATHS:
        answer = await http.get(path)
        assert answer.status_code == 200, (path, answer.text)


async def is_refused(client: Client, name: str, **args: object) -> None:
    """The act is refused in words, and told when to try again."""
    await client.say(Command(7, name, {"debate": DEBATE, **args}))
    answer = await hear(client, lambda message: getattr(message, "ref", None) == 7)
    assert answer == Refused(7, "unavailable", {"retry_after_ms": 1_000})


async def comes_to_act(http: httpx.AsyncClient) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not (await http.get("/readyz")).json()["acts"]:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
