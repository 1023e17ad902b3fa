"""A process from draft to mobilisation, as its people live it: who they are, and what time it is for them."""

from __future__ import annotations

import json
import urllib.request
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

from hemicycle_protocol.views import Phase
from tests.support.moved_clock import MovedClock

from .hall import Hall
from .people import DESKTOP, PHONE, Crowd, violations
from .probes import LARGE, LONGER, SPACED, cut_text, hidden_stops, keys_shown, small_targets

PARIS = ZoneInfo("Europe/Paris")
HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
# The tick of the upkeep does what is due within a second of real time; a closing waits a second more.
TICKS_MS = 2_500
SMALLEST = {"width": 320, "height": 568}
SETTLE_MS = 700


class Journey:
    """One process of the hall, whose clock this moves."""

    def __init__(
        self, hall: Hall, crowd: Crowd, clock: MovedClock, process: str, *, album: Path | None = None
    ) -> None:
        self.album = album
        # What `look` found that would keep somebody from using a page.
        self.found: list[str] = []
        self.hall = hall
        self.crowd = crowd
        self.clock = clock
        self.process = process
        # What one phase leaves to the next: paths of pages, by a name of the test's.
        self.known: dict[str, str] = {}
        self._pages: dict[str, Page] = {}

    @property
    def path(self) -> str:
        """The process's own page."""
        return f"/processes/{self.process}"

    def who(self, email: str, path: str = "") -> Page:
        """Somebody with an account, on a page of the process."""
        page = self._pages.get(email)
        if page is None:
            page = self._pages[email] = self.crowd.citizen(email, self.path + path)
        else:
            page.goto(self.hall.url + self.path + path)
        expect(page.locator("h1").first).to_be_visible()
        return page

    def visitor(self, path: str = "") -> Page:
        """Somebody without an account."""
        page = self.crowd.open(self.path + path)
        expect(page.locator("h1").first).to_be_visible()
        return page

    def look(self, page: Page, name: str) -> None:
        """Check that everybody can use the page as it stands, and photograph it if there is an album."""
        page.emulate_media(reduced_motion="reduce")
        self.found += [f"{name}: {line}" for line in hindrances(page)]
        if self.album is not None:
            take(page, self.album / name)
        page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
        page.emulate_media(color_scheme="light", reduced_motion="no-preference")

    def read(self, path: str) -> Any:
        """What the public API says."""
        with urllib.request.urlopen(f"{self.hall.url}/api/{path}") as answer:
            return json.load(answer)

    def letter(self, to: str, about: str) -> str:
        """The text of the newest mail to somebody with these words in its subject."""
        mails = [m for m in self.read("outbox") if m["to"] == to and about in m["subject"]]
        assert mails, [m["subject"] for m in self.read("outbox") if m["to"] == to]
        return str(max(mails, key=lambda mail: mail["at"])["text"])

    def plan(self, phase: Phase) -> dict[str, int]:
        """When a phase opens and closes."""
        phases = self.read(f"processes/{self.process}")["phases"]
        return next(plan for plan in phases if plan["phase"] == phase)

    def pass_to(self, at: int) -> None:
        """Let it be that instant; everybody signs in again, as sessions end in between."""
        self.clock.move_by(max(0, at - self.clock.now()))
        for page in self._pages.values():
            with suppress(Exception):
                page.context.close()
        self._pages.clear()
        clock = self.crowd.open("/")
        clock.wait_for_timeout(TICKS_MS)
        clock.context.close()

    def open_phase(self, phase: Phase) -> None:
        """Let a phase have opened, a moment ago if it had not yet."""
        self.pass_to(max(self.plan(phase)["opens_at"] + 1_000, self.clock.now()))

    def field_of(self, at: int) -> str:
        """An instant as a date field holds it."""
        return datetime.fromtimestamp(at / 1000, PARIS).strftime("%Y-%m-%dT%H:%M")


def confirmed(page: Page, words: str) -> None:
    """The page says that it was done."""
    expect(page.get_by_text(words).first).to_be_visible()


def hindrances(page: Page) -> list[str]:
    """[UX 4] What axe and the probes find on a page: light on a desktop, dark on a phone, and 320 px wide."""
    found = []
    for size, scheme in ((DESKTOP, "light"), (PHONE, "dark")):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        width = size["width"]
        found += [f"{width} {line}" for line in violations(page)]
        found += [f"{width} spaced {line}" for line in cut_text(page, SPACED)]
        found += [f"{width} target {line}" for line in small_targets(page)]
        found += [f"{width} focus {line}" for line in hidden_stops(page)]
    page.set_viewport_size(SMALLEST)  # type: ignore[arg-type]
    found += [f"320 {line}" for line in cut_text(page)]
    found += [f"320 longer {line}" for line in cut_text(page, times=LONGER)]
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    found += [f"large {line}" for line in cut_text(page, LARGE)]
    return found + keys_shown(page)


def take(page: Page, path: Path) -> None:
    """The whole page at both widths."""
    page.emulate_media(color_scheme="light")
    for width, size in (("desktop", DESKTOP), ("phone", PHONE)):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.wait_for_timeout(SETTLE_MS)
        page.screenshot(path=path.with_name(f"{path.name}-{width}.png"), full_page=True)
