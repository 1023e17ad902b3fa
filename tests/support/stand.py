"""The player's stand in a browser: a page with the player alone, a real gateway, a program that publishes."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from playwright.async_api import ConsoleMessage, Page, async_playwright, expect
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import JSONResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hemicycle_protocol.codec import decode_server
from hemicycle_protocol.messages import Chunk, Group, Ping, Pong

from .chromium import CHROMIUM, FLAGS
from .live import Client
from .marks import takes
from .patience import PATIENCE_MS

CLIENT = Path(__file__).parents[2] / "client_web"
# The pages' policy: the player must work under it.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; media-src 'self' blob:; worker-src 'self'"
)


def build_stand(folder: Path) -> None:
    """Build the page into `folder`."""
    subprocess.run(["node", "src/media/stand/build.mjs", str(folder)], cwd=CLIENT, check=True)


def stand_app(page: Path, media_dir: Path) -> ASGIApp:
    """The page at `/`, the program's files at `/hls/`."""
    routes = [
        Mount("/hls", StaticFiles(directory=media_dir)),
        Route("/healthz", lambda request: JSONResponse({"status": "ok"})),
        Mount("/", StaticFiles(directory=page, html=True)),
    ]
    return Starlette(routes=routes, middleware=[Middleware(_Policy)])


class _Policy:
    """Sends the policy with every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"].append((b"content-security-policy", POLICY.encode()))
            await send(message)

        await self._app(scope, receive, answer)


class Publisher:
    """The stage's side of `/media`: what the program publishes, sent in order; pings are answered."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._waiting: asyncio.Queue[Group | Chunk] = asyncio.Queue(1_000)
        self.publish: Callable[[Group | Chunk], None] = self._waiting.put_nowait
        self.flows = asyncio.Event()
        self.flows.set()

    async def send(self) -> None:
        """Send while it `flows`; what waits meanwhile is sent afterwards."""
        while True:
            message = await self._waiting.get()
            await self.flows.wait()
            await self._client.say(message)

    async def answer(self) -> None:
        async for data in self._client.socket:
            assert isinstance(data, bytes)
            if isinstance(message := decode_server(data), Ping):
                await self._client.say(Pong(message.n))


@contextlib.asynccontextmanager
async def open_page(*, forgiven: str = "\n") -> AsyncIterator[Page]:
    """A page of a real Chromium; errors on it fail the test, but for what is `forgiven` the console."""
    takes("browser")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        expect.set_options(timeout=PATIENCE_MS)
        page = await browser.new_page(viewport={"width": 960, "height": 720})
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))

        def heard(line: ConsoleMessage) -> None:
            if line.type == "error" and forgiven not in line.text:
                errors.append(line.text)

        page.on("console", heard)
        try:
            yield page
        finally:
            await browser.close()
        assert not errors, errors
