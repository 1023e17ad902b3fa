"""People at real browsers: a Chromium, and what each kind of person does first."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from tests.support.chromium import CHROMIUM, DEVICES, FLAGS, WHOLE_CHROMIUM
from tests.support.marks import takes
from tests.support.patience import PATIENCE_MS

from .hall import DEBATE, ROOT, Hall

DESKTOP, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
# What Chromium says of a refused request, and of a network that a test cut.
EXPECTED = ("Failed to load resource", "ERR_INTERNET_DISCONNECTED", "WebSocket connection to")
AXE = (ROOT / "client_web" / "node_modules" / "axe-core" / "axe.min.js").read_text
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Visitors:
    """Opens browsers, and closes them all at the end."""

    def __init__(self, playwright: Playwright) -> None:
        self._playwright = playwright
        self._open: list[Browser] = []

    def browser(self, *, camera: Path | None = None, h264: bool = True, keeps_pages: bool = False) -> Browser:
        """A Chromium with fake devices; `camera` is a file it shows instead of its test picture.

        Without `h264` it is one that WebRTC gives no H.264, neither to send nor to receive. One that
        `keeps_pages` shows them again from memory on the way back, as people's browsers do.
        """
        more = [] if camera is None else [f"--use-file-for-fake-video-capture={camera}"]
        more += [] if h264 else ["--disable-features=OpenH264SoftwareEncoder"]
        browser = self._playwright.chromium.launch(
            executable_path=WHOLE_CHROMIUM if keeps_pages else CHROMIUM,
            args=[*FLAGS, *DEVICES, *more, *(["--headless=new"] if keeps_pages else [])],
            ignore_default_args=["--disable-back-forward-cache"] if keeps_pages else [],
        )
        self._open.append(browser)
        return browser

    def close(self) -> None:
        """Close all."""
        for browser in self._open:
            browser.close()


@contextmanager
def open_chromium() -> Iterator[Visitors]:
    """Playwright with the system's Chromium."""
    takes("browser")
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        visitors = Visitors(playwright)
        try:
            yield visitors
        finally:
            visitors.close()


class Crowd:
    """The people of one hall, each with a context of their own; errors of their pages are collected."""

    def __init__(self, browser: Browser, hall: Hall) -> None:
        self._browser = browser
        self._hall = hall
        self.errors: list[str] = []

    def beside(self, browser: Browser) -> Crowd:
        """The same crowd at another browser."""
        other = Crowd(browser, self._hall)
        other.errors = self.errors
        return other

    def context(self, viewport: dict[str, int] = DESKTOP, **options: Any) -> BrowserContext:
        """A device of one person."""
        context = self._browser.new_context(
            viewport=viewport,  # type: ignore[arg-type]
            locale="fr-FR",
            permissions=["camera", "microphone"],
            **options,
        )
        context.set_default_timeout(PATIENCE_MS)
        return context

    def open(self, path: str, context: BrowserContext | None = None, name: str = "") -> Page:
        """A page of the hall, or of a whole address that leads to it; what goes wrong in it is an error."""
        page = (context or self.context()).new_page()
        page.on("pageerror", lambda error: self.errors.append(f"{name or path}: {error}"))
        page.on(
            "console",
            lambda line: (
                self.errors.append(f"{name or path}: {line.text}")
                if line.type == "error" and not any(known in line.text for known in EXPECTED)
                else None
            ),
        )
        page.goto(path if path.startswith("http") else self._hall.url + path)
        return page

    def invited(self, key: str, *, context: BrowserContext | None = None) -> Page:
        """Somebody who follows an invitation link and presses its button."""
        page = self.open(self._hall.links[key], context, key)
        page.get_by_role("button", name="Entrer", exact=True).click()
        page.wait_for_url(f"**/debates/{DEBATE}/**")
        return page

    def citizen(self, email: str, path: str, *, context: BrowserContext | None = None) -> Page:
        """Somebody with an account: signs in with the code of the mail, then opens `path`."""
        context = context or self.context()
        request = context.request
        origin = {"Origin": self._hall.url}
        body = {"email": email, "next": "/", "locale": "fr"}
        assert request.post(f"{self._hall.url}/api/sign-in", data=body, headers=origin).ok
        code = self.code(email)
        answer = request.post(
            f"{self._hall.url}/api/sign-in/code", data={"email": email, "code": code}, headers=origin
        )
        assert answer.ok, answer.text()
        return self.open(path, context, email)

    def green_room(self, key: str, name: str) -> Page:
        """A panelist who followed the link and accepted; devices come next."""
        page = self.open(self._hall.links[key], None, key)
        page.get_by_label("Nom à l’écran").fill(name)
        page.get_by_label("J’accepte que mon image").check()
        page.get_by_role("button", name="Accepter et continuer").click()
        return page

    def panelist(self, key: str, name: str) -> Page:
        """Somebody who passes the green room with camera and microphone and waits to be let in."""
        page = self.green_room(key, name)
        page.get_by_role("button", name="Activer Micro").click()
        page.get_by_role("button", name="Activer Caméra").click()
        expect(page.get_by_text("Caméra allumée.")).to_be_visible()
        page.get_by_role("button", name="Continuer").click()
        page.get_by_role("button", name="Entrer en salle d’attente").click()
        expect(page.get_by_text("L’équipe du direct ne vous voit pas encore")).to_be_visible()
        return page

    def code(self, email: str) -> str:
        """The code of the newest mail that has one: other mails go to the same address."""
        with urllib.request.urlopen(f"{self._hall.url}/api/outbox") as answer:
            mails = json.load(answer)
        codes = (m["subject"].partition(" ")[0] for m in mails if m["to"] == email)
        return next(str(code) for code in codes if len(code) == 6 and code.isdigit())


def violations(page: Page, rules: object = RULES) -> list[str]:
    """What axe finds on a page, one line each; `COLOURS` are the rules that a palette can break."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE())
    found = page.evaluate("rules => axe.run({runOnly: rules})", rules)
    return [
        f"{v['id']}: {v['help']} — {[node['html'][:120] for node in v['nodes'][:3]]}"
        for v in found["violations"]
    ]
