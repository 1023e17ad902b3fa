"""The pages in a busy room: a hundred acts a second around a reader, who is left in peace."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hall import DEBATE

from .audience import WORDS, Audience, busy_room
from .conftest import Evening

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ACTS = 200
PATH = f"/debates/{DEBATE}"

# The row at the top of the list and where it stands, the field, and whatever was moved on the page.
_PLACE = """() => {
  const list = document.querySelector('#panel-questions .scroller')
  const top = list.getBoundingClientRect().top
  const row = [...list.querySelectorAll('li')].find((row) => row.getBoundingClientRect().bottom > top)
  const { id, value, selectionStart } = document.activeElement
  const at = row.getBoundingClientRect().top
  return { row: row.dataset.id, at, id, value, selectionStart, shifted: window.shifted }
}"""
# Captions lie over the picture, and a number grows to the left within the room that is kept for it.
_WATCH_SHIFT = """() => {
  window.shifted = []
  new PerformanceObserver((list) => {
    for (const { hadRecentInput, sources } of list.getEntries())
      for (const { node } of hadRecentInput ? [] : sources)
        if (!node?.parentElement?.closest('.num, .player')) window.shifted.push(node?.textContent)
  }).observe({ type: 'layout-shift' })
}"""
# Changes of everything but the switch itself, which counts what it holds back, and the player.
_WATCH_CHANGES = """(places) => {
  window.changes = []
  const observer = new MutationObserver((all) => {
    for (const { target } of all) {
      const element = target.nodeType === Node.ELEMENT_NODE ? target : target.parentElement
      if (!element?.closest('.freeze, .player')) window.changes.push(element?.outerHTML.slice(0, 120))
    }
  })
  for (const place of document.querySelectorAll(places))
    observer.observe(place, { subtree: true, childList: true, characterData: true, attributes: true })
}"""
_WATCH_VOICE = """() => {
  window.said = []
  const region = document.getElementById('polite')
  new MutationObserver(() => {
    if (region.textContent !== '') window.said.push([Date.now(), region.textContent])
  }).observe(region, { childList: true, characterData: true, subtree: true })
}"""
LIVE_PARTS = "#main .panel, #main .captions, #main .strip, header .status .count"


@pytest.fixture(scope="module")
def room(evening: Evening) -> Iterator[Audience]:
    """The audience at work; some have asked already."""
    with busy_room(evening.hall) as audience:
        yield audience


def wait_for_acts(page: Page, room: Audience, acts: int = ACTS) -> None:
    """Until so many more acts were done."""
    until = room.acts + acts
    while room.acts < until:
        assert room.is_here
        page.wait_for_timeout(50)


def open_debate(evening: Evening, room: Audience, **options: Any) -> Page:
    """The page of the debate with the room's questions on it."""
    page = evening.crowd.open(PATH, evening.crowd.context(**options))
    expect(page.get_by_text(WORDS).nth(4)).to_be_visible()
    return page


def test_a_reader_keeps_place_draft_and_caret(evening: Evening, room: Audience) -> None:
    """[UX 4.4] Nothing typed is touched and nothing that is read moves, whatever arrives."""
    page = open_debate(evening, room)
    page.locator("#panel-questions .scroller").evaluate("list => list.scrollTo(0, 120)")
    field = page.get_by_label("Poser une question")
    field.click()
    field.press_sequentially(WORDS)
    field.evaluate("field => field.setSelectionRange(7, 7)")
    page.evaluate(_WATCH_SHIFT)
    before = page.evaluate(_PLACE)
    room.ask_more()
    wait_for_acts(page, room)
    expect(page.get_by_role("button", name=re.compile("nouvelles? question"))).to_be_visible()
    assert page.evaluate(_PLACE) == before
    page.context.close()


@pytest.mark.parametrize(
    ("path", "live"),
    [
        (PATH, "#main .panel, #main .captions, #main .strip, header .status .count"),
        (f"{PATH}/board", "#main"),
    ],
)
def test_a_frozen_page_stands_still(evening: Evening, room: Audience, path: str, live: str) -> None:
    """[UX 4.5] While the display is paused nothing changes in a live panel; then everything is there."""
    page = evening.crowd.open(path)
    expect(page.get_by_text(WORDS).nth(4)).to_be_visible()
    page.get_by_role("button", name="Mettre l’affichage en pause").first.click()
    # Numbers on their way when the switch is pressed still arrive.
    wait_for_acts(page, room, ACTS // 5)
    page.evaluate(_WATCH_CHANGES, live)
    wait_for_acts(page, room)
    assert page.evaluate("window.changes") == []
    page.get_by_role("button", name="Reprendre").first.click()
    while page.evaluate("window.changes") == []:
        wait_for_acts(page, room, 1)
    page.context.close()


def test_a_reader_who_wants_no_motion_sees_none(evening: Evening, room: Audience) -> None:
    """[UX 4.8] With reduced motion nothing is ever animated."""
    page = open_debate(evening, room, reduced_motion="reduce")
    for _ in range(10):
        wait_for_acts(page, room, ACTS // 10)
        assert page.evaluate("document.getAnimations().map(({ effect }) => effect.target.outerHTML)") == []
    page.context.close()


def test_the_announcer_speaks_once_in_twenty_seconds(evening: Evening, room: Audience) -> None:
    """[UX 4.6] Everything is to be said: still at most one message in 20 s, and none while somebody types."""
    context = evening.crowd.context()
    context.clock.install()
    context.add_init_script("localStorage.setItem('hemicycle.voice', 'all')")
    page = evening.crowd.open(PATH, context)
    expect(page.get_by_text(WORDS).nth(4)).to_be_visible()
    page.clock.pause_at(page.evaluate("Date.now() + 1_000"))
    page.evaluate(_WATCH_VOICE)
    pass_time(page, room, seconds=50)
    said = page.evaluate("window.said.map(([at]) => at)")
    assert len(said) >= 2
    assert all(later - earlier >= 20_000 for earlier, later in pairwise(said))
    page.get_by_label("Poser une question").click()
    page.evaluate("window.said = []")
    pass_time(page, room, seconds=30)
    assert page.evaluate("window.said") == []
    page.get_by_role("tab", name="Questions").focus()
    pass_time(page, room, seconds=6)
    assert len(page.evaluate("window.said")) == 1
    context.close()


def pass_time(page: Page, room: Audience, *, seconds: int) -> None:
    """Seconds of the page's clock, with some acts in each."""
    for _ in range(0, seconds, 2):
        page.clock.fast_forward(2_000)
        wait_for_acts(page, room, 3)
