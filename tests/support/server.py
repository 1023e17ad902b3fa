"""A whole web node on a free port in this process, with real files, and a browser-like client for it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import httpx

from hemicycle.app import Node, open_node
from hemicycle.clock import Clock
from hemicycle.config import Config
from hemicycle.live import make_protocol
from hemicycle.services.process.plan import NewArgument, NewDebate, NewProcess, NewProposition
from hemicycle.serving import listen, make_server
from hemicycle_protocol.api import NewInvitation
from hemicycle_protocol.views import AgendaItem, AgendaKind, Phase, PhasePlan, Role, Seat, Side

from .databases import sqlite_database
from .web import web_client

SECRET = "a key for tests that is long enough to sign tokens"
PAGES = ("index", "live", "stage", "console", "board", "overlay")
SEATS = [Seat("1", "Hélène", Side.PARLIAMENTARIAN), Seat("2", "Ousmane", Side.CITIZENS)]
AGENDA = [AgendaItem("a1", AgendaKind.THEME, "Ouverture", 600_000)]


class Browser:
    """An HTTP client that names its site as browsers do, and keeps cookies."""

    def __init__(self, http: httpx.AsyncClient, site: str) -> None:
        self.http = http
        self.site = site

    async def get(self, path: str, **headers: str) -> httpx.Response:
        return await self.http.get(path, headers=_dashed(headers))

    async def post(self, path: str, body: object = None, **headers: str) -> httpx.Response:
        return await self.http.post(path, json=body or {}, headers={"Origin": self.site, **_dashed(headers)})

    async def delete(self, path: str) -> httpx.Response:
        return await self.http.delete(path, headers={"Origin": self.site})

    async def act(self, name: str, /, **args: object) -> httpx.Response:
        return await self.post("/api/commands", {"name": name, "args": args})

    async def sign_in(self, email: str) -> dict[str, object]:
        """By the code of the mail, as written in the outbox of a demo."""
        assert (await self.post("/api/sign-in", {"email": email})).status_code == 202
        mail = next(m for m in (await self.get("/api/outbox")).json() if m["to"] == email)
        answer = await self.post("/api/sign-in/code", {"email": email, "code": mail["subject"][:6]})
        assert answer.status_code == 200, answer.text
        info: dict[str, object] = answer.json()
        return info


class Served:
    """A running node with a process `p1` and a debate `d1`."""

    def __init__(self, node: Node, site: str) -> None:
        self.node = node
        self.site = site

    @contextlib.asynccontextmanager
    async def browser(self) -> AsyncIterator[Browser]:
        async with web_client(self.site) as http:
            yield Browser(http, self.site)

    async def link(self, role: Role, *, name: str = "Camille", seat: str | None = None) -> str:
        """The token of a new invitation to `d1`."""
        invitation = await self.node.services.people.invitations.create(NewInvitation("d1", role, name, seat))
        assert invitation.link
        return invitation.link.rpartition("/")[2]


def make_client_build(folder: Path) -> Path:
    """Six pages and an asset, as the client's build leaves them."""
    (folder / "assets").mkdir(parents=True)
    for page in PAGES:
        (folder / f"{page}.html").write_text(f"<!doctype html><title>{page}</title><main id={page}>")
    (folder / "assets" / "index-abc123.js").write_text("export {}\n")
    (folder / "icon.svg").write_text("<svg/>")
    return folder


def make_config(folder: Path, **given: object) -> Config:
    """The configuration of a demo node whose state is under `folder`, and little of the environment."""
    client, var = folder / "dist", folder / "var"
    if not client.exists():
        make_client_build(client)
    if not var.exists() and "database_url" not in given:
        sqlite_database(var)
    values = {
        "port": 0,
        "var_dir": var,
        "client_dir": client,
        "demo": True,
        "drain_s": 0,
        "consent": False,
    }
    return Config(**{**values, "secret_key": SECRET, **given})  # type: ignore[arg-type]


@contextlib.asynccontextmanager
async def run_server(
    folder: Path, *, clock: Clock | None = None, furnished: bool = True, **given: object
) -> AsyncIterator[Served]:
    """A node that answers, with its process and debate; by the machine's clock unless one is given."""
    config = make_config(folder, **given)
    listener = listen(config.host, config.port)
    site = f"http://127.0.0.1:{listener.getsockname()[1]}"
    async with open_node(config, site=site, clock=clock) as node:
        if furnished:
            await furnish(node)
        server = make_server(node.application, make_protocol(node.live), node.http_limits)
        serving = asyncio.create_task(server.serve([listener]))
        try:
            yield Served(node, site)
        finally:
            node.feeds.close()
            server.should_exit = True
            await serving


async def furnish(node: Node) -> None:
    """A process `p1` of three propositions, and its debate `d1`."""
    creation, now = node.services.process.creation, node.clock.now()
    phases = [PhasePlan(Phase.CONSULTATION, now - 1_000, now + 10_000_000)]
    propositions = [
        NewProposition(
            "Publier", "**Tout** publier", "Solutions", "Inès", True, [NewArgument("for", "Oui.", "Yann")]
        ),
        NewProposition("Former", "Former les agents", "Solutions", "Sylvie"),
        NewProposition("Le secret", "Trop invoqué", "Causes", "Karim"),
    ]
    debate = NewDebate("d1", "Jusqu’où ?", now, AGENDA, SEATS)
    await creation.create_process(
        NewProcess("p1", "Eau publique", "Pourquoi.", phases, propositions, [debate])
    )


def _dashed(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}
