"""A process from draft to mobilisation, as its people live it: who they are, and what time it is for them."""

from __future__ import annotations

import json
import urllib.request
from contextlib import suppress
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

from hemicycle_protocol.views import Phase
from tests.support.moved_clock import MovedClock

from .hall import Hall
from .people import Crowd

PARIS = ZoneInfo("Europe/Paris")
HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
# The tick of the upkeep does what is due within a second of real time; a closing waits a second more.
TICKS_MS = 2_500


class Journey:
    """One process of the hall, whose clock this moves."""

    def __init__(self, hall: Hall, crowd: Crowd, clock: MovedClock, process: str) -> None:
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
