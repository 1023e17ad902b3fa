"""The consultation of 2015 as its readers have it: a small first list, orders, votes whose numbers move.

Every byte that a first visit transfers counts for the budget. How long the page takes to answer to a press
is written into the report, as the machine decides it, not the test.
"""

from __future__ import annotations

import asyncio
import re
import statistics
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from playwright.sync_api import CDPSession, Page, expect

from hemicycle.app import open_node
from hemicycle.config import read_config
from tests.support.real_consultation import consultation_file

from .hall import ROOT, Hall, empty_hall, environment
from .people import PHONE, Crowd, Visitors

pytestmark = [pytest.mark.browser, pytest.mark.slow]

BUDGET_BYTES = 200_000
DAY_MS = 86_400_000
IMPORTED_IN = "2015"
# From a press to the picture that shows its effect: the time to the frame after it, in the page's own clock.
ANSWER = """async press => {
    const before = performance.now()
    press.click()
    await new Promise(done => requestAnimationFrame(() => setTimeout(done)))
    return performance.now() - before
}"""


@dataclass
class Reading:
    """A server with the whole consultation, and the people who read it."""

    hall: Hall
    crowd: Crowd
    process: str

    @property
    def path(self) -> str:
        return f"/processes/{self.process}/consultation"


class Meter:
    """The bytes that a page has transferred, as the network saw them, with those of its socket."""

    def __init__(self, page: Page) -> None:
        self.bytes = 0
        session: CDPSession = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.loadingFinished", lambda event: self._add(event["encodedDataLength"]))
        session.on("Network.webSocketFrameReceived", self._received)

    def _add(self, count: float) -> None:
        self.bytes += int(count)

    def _received(self, event: dict[str, dict[str, str]]) -> None:
        self._add(len(event["response"]["payloadData"]) * 3 / 4)  # as base 64


@pytest.fixture(scope="module")
def reading(chromium: Visitors, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reading]:
    """The consultation is imported and open."""
    var = tmp_path_factory.mktemp("large")
    file = consultation_file(var)
    hall = empty_hall(var)

    async def furnish() -> str:
        async with open_node(read_config(base_url=hall.url, var_dir=hall.var, demo=True)) as node:
            closes_at = node.clock.now() + 10 * DAY_MS
            process, _ = await node.services.process.creation.import_process(
                file, title="République numérique", closes_at=closes_at
            )
            return process

    # Playwright's synchronous side keeps an event loop in this thread.
    with ThreadPoolExecutor(1) as other_thread:
        process = other_thread.submit(asyncio.run, furnish()).result()
    hall.start()
    try:
        crowd = Crowd(chromium.browser(), hall)
        yield Reading(hall, crowd, process)
        assert crowd.errors == []
    finally:
        hall.stop()


def first_title(page: Page) -> str:
    """What the list begins with."""
    return page.locator("ol h3").first.inner_text()


def test_the_first_list_is_small(reading: Reading) -> None:
    """With an empty cache, on a phone: page, scripts, fonts, list and the numbers of all propositions."""
    page = reading.crowd.context(PHONE).new_page()
    meter = Meter(page)
    page.goto(reading.hall.url + reading.path)
    expect(page.locator("ol h3").nth(19)).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(500)
    print(f"the first list transferred {meter.bytes:,} bytes")
    assert 0 < meter.bytes < BUDGET_BYTES
    page.context.close()


def test_the_list_stands_in_the_order_that_is_chosen(reading: Reading) -> None:
    """Most agreed first, the same each time; at random, the same for one reader and another for the next."""
    page = reading.crowd.open(reading.path)
    expect(page.locator("ol h3").first).to_be_visible()
    mine = first_title(page)
    page.reload()
    expect(page.locator("ol h3").first).to_be_visible()
    assert first_title(page) == mine
    page.get_by_label("les plus soutenues").check()
    expect(page.locator("ol h3").first).not_to_have_text(mine)
    agreed = first_title(page)
    other = reading.crowd.open(reading.path)
    other.get_by_label("les plus soutenues").check()
    expect(other.locator("ol h3").first).to_have_text(agreed)
    for each in (page, other):
        each.context.close()


def test_what_is_searched_is_found_in_the_texts(reading: Reading) -> None:
    """A word finds the texts that hold it, shown where it stands; what no text holds says so."""
    page = reading.crowd.open(reading.path)
    expect(page.locator("ol h3").first).to_be_visible()
    box = page.get_by_role("search").get_by_role("searchbox")
    box.fill("donnees")
    page.get_by_role("button", name="Chercher", exact=True).click()
    expect(page.get_by_text("propositions trouvées")).to_be_visible()
    expect(page.locator("ol mark").first).to_have_text(re.compile("donn", re.IGNORECASE))
    box.fill("zxqvw")
    page.get_by_role("button", name="Chercher", exact=True).click()
    expect(page.get_by_text("Rien ne contient tous ces mots.")).to_be_visible()
    page.context.close()


def test_a_vote_moves_the_number_on_another_page(reading: Reading) -> None:
    """Two readers of one text: one votes, changes and withdraws, the other sees it without doing anything."""
    voter = reading.crowd.citizen("votante@exemple.fr", reading.path)
    voter.get_by_label("les plus soutenues").check()
    expect(voter.get_by_text("repris d’une autre plateforme")).to_be_visible()
    title = voter.locator("ol li").filter(has=voter.get_by_role("button", name="D’accord")).first
    path = title.locator("h3 a").get_attribute("href")
    assert path is not None
    watcher, page = reading.crowd.open(path), reading.crowd.open(path, voter.context)
    cast = watcher.locator(".stack:not(.pale)")
    expect(watcher.locator(".stack.pale").get_by_text(IMPORTED_IN)).to_be_visible()
    expect(cast).to_have_count(0)
    page.get_by_role("button", name="D’accord").first.click()
    expect(cast.locator(".num").first).to_have_text("1")
    print(f"a press is answered after {presses(page)} ms in the median")
    expect(cast.locator(".num")).to_have_text(["0", "0", "1"])
    for context in (voter.context, watcher.context):
        context.close()


def presses(page: Page) -> float:
    """The median time of the page's answer to a press of a vote's button."""
    buttons = page.locator(".votes button")
    times = [buttons.nth(n % 3).evaluate(ANSWER) for n in range(15)]  # the last one is a choice, not its end
    return float(round(statistics.median(times), 1))


def test_the_votes_can_be_counted_again(reading: Reading) -> None:
    """After all of it, every number is that of the ballots."""
    done = subprocess.run(
        [sys.executable, "-m", "hemicycle", "recount"],
        cwd=ROOT,
        env=environment(reading.hall.url, reading.hall.var),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0" in done.stdout
