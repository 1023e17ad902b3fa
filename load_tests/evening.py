"""A debate for real browsers: a node with its stage as an operator starts them, people at Chromium.

The debate is made by `hemicycle create`; the pages are the built client (`make client`).
"""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.async_api import Page, Playwright, async_playwright

from .peers import answering, free_port
from .target import HEMICYCLE, stop, told

PLAN = Path(__file__).with_name("evening.toml")
DEBATE = "soiree"
CHROMIUM = "/usr/bin/chromium-headless-shell"
PATIENCE_MS = 30_000
_FLAGS = [
    *("--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-component-update"),
    *("--disable-sync", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"),
    "--autoplay-policy=no-user-gesture-required",
]


class Evening(NamedTuple):
    """A running node and the paths of its people's links, by name."""

    port: int
    links: dict[str, str]
    playwright: Playwright
    browsers: AsyncExitStack

    async def open(
        self, path: str, *, host: str = "127.0.0.1", script: str = "", chromium: str | Path = CHROMIUM
    ) -> Page:
        """A page in a Chromium of its own; `script` runs in it first, `host` is how it calls the node."""
        site = f"http://{host}:{self.port}"
        # Cameras need a safe address: this one is safe enough here.
        flags = [*_FLAGS, f"--unsafely-treat-insecure-origin-as-secure={site}"]
        browser = await self.playwright.chromium.launch(executable_path=chromium, args=flags)
        self.browsers.push_async_callback(browser.close)
        context = await browser.new_context(
            viewport={"width": 1440, "height": 900}, locale="fr-FR", permissions=["camera", "microphone"]
        )
        context.set_default_timeout(PATIENCE_MS)
        if script:
            await context.add_init_script(script)
        page = await context.new_page()
        await page.goto(site + path)
        return page

    async def panelist(self, name: str, *, script: str, **options: str | Path) -> Page:
        """Somebody who passes the green room with microphone and camera, and waits to be let in."""
        page = await self.open(self.links[name], script=script, **options)  # type: ignore[arg-type]
        await page.get_by_label("Nom à l’écran").fill(name)
        await page.get_by_label("J’accepte que mon image").check()
        for button in ("Accepter et continuer", "Activer Micro", "Activer Caméra"):
            await page.get_by_role("button", name=button).click()
        await page.get_by_text("Caméra allumée.").wait_for()
        for button in ("Continuer", "Entrer en salle d’attente"):
            await page.get_by_role("button", name=button).click()
        await page.get_by_text("L’équipe du direct ne vous voit pas encore").wait_for()
        return page

    async def host(self, panel: Sequence[str]) -> Page:
        """The host, who lets the panel in and goes live."""
        page = await self.open(self.links["Nour"])
        await page.get_by_role("button", name="Entrer", exact=True).click()
        for name in panel:
            await page.get_by_role("button", name=f"Faire entrer {name} sur le plateau").click()
        await page.get_by_role("button", name="Passer en direct").first.click()
        await page.get_by_role("button", name="Confirmer").first.click()
        return page


@asynccontextmanager
async def run_evening(folder: Path, *, also_at: str = "") -> AsyncIterator[Evening]:
    """An evening that is about to begin; `also_at`: another address of this machine to be called at."""
    port = free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("HEMICYCLE_")},
        "HEMICYCLE_VAR_DIR": str(folder / "var"),
        "HEMICYCLE_BASE_URL": f"http://127.0.0.1:{port}",
        "HEMICYCLE_HOST": "0.0.0.0" if also_at else "127.0.0.1",
        "HEMICYCLE_ALLOWED_ORIGINS": f"http://{also_at}:{port}" if also_at else "",
        "HEMICYCLE_LOG_LEVEL": "warning",
        "HEMICYCLE_DRAIN_S": "0.5",
        "HEMICYCLE_CONSENT": "0",
    }
    printed = await told(environment, "create", str(PLAN))
    links = dict(re.findall(r"\w+, (\w+) +http://[^/]+(/\S+)", printed))
    node = await asyncio.create_subprocess_exec(*HEMICYCLE, "serve", "--port", str(port), env=environment)
    try:
        await answering(port)
        async with async_playwright() as playwright, AsyncExitStack() as browsers:
            yield Evening(port, links, playwright, browsers)
    finally:
        await stop(node)
