"""Every page, in both palettes and at three widths: axe finds nothing and nothing overflows.

The pages are those of a debate under way, so that nothing is checked in its empty state only.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hall import DEBATE, PROCESS
from tests.browser.people import COLOURS, DESKTOP, PHONE, violations
from tests.browser.probes import LARGE, LONGER, SPACED, cut_text, hidden_stops, keys_shown, small_targets

from .conftest import KARIM, Evening

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SMALLEST = {"width": 320, "height": 568}
# page → path, or the attribute of the evening whose page it is.
PUBLIC = {
    "home": "/",
    "process": f"/processes/{PROCESS}",
    "proposition": f"/propositions/{PROCESS}-1",
    "sign-in": "/sign-in",
    "sign-in-link": "/sign-in/link?token=unknown",
    "outbox": "/outbox",
    "enter": "/enter/unknown",
    "join": f"/debates/{DEBATE}/join/unknown",
    "debate": f"/debates/{DEBATE}",
    "wall": f"/debates/{DEBATE}/projector",
    "overlay": f"/debates/{DEBATE}/overlay?bloc=horloge&apercu=1",
}
OWN = {"stage": "elise", "desk": "ali", "control": "host", "board": "board"}
HOSTS = {"people": f"/debates/{DEBATE}/people"}


@pytest.fixture(scope="module", params=[*PUBLIC, *OWN, *HOSTS])
def page(request: pytest.FixtureRequest, evening: Evening) -> Iterator[Page]:
    """Each page, settled, for all the tests that take it; left as wide and as light as it was."""
    name = request.param
    if name in OWN:
        page: Page = getattr(evening, OWN[name])
    elif name in HOSTS:
        page = evening.crowd.open(HOSTS[name], evening.host.context)
        expect(page.get_by_role("listitem").first).to_be_visible()
    else:
        page = evening.crowd.open(PUBLIC[name])
        if name != "overlay":
            expect(page.locator("h1").first).to_be_visible()
    page.emulate_media(reduced_motion="reduce")
    yield page
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    page.emulate_media(color_scheme="light", reduced_motion="no-preference")
    if name in PUBLIC:
        page.context.close()
    if name in HOSTS:
        page.close()


def test_a_page_is_usable_by_everyone(page: Page) -> None:
    """[UX 4.1] WCAG 2.2 AA as far as a program can see, light and dark, 1440, 390 and 320 px wide."""
    found = []
    for size in (DESKTOP, PHONE, SMALLEST):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.emulate_media(color_scheme="light")
        found += [f"{size['width']} light {line}" for line in violations(page)]
        page.emulate_media(color_scheme="dark")
        found += [f"{size['width']} dark {line}" for line in violations(page, COLOURS)]
    assert found == []


def test_no_text_is_cut(page: Page) -> None:
    """[UX 4.2, 4.10] Neither at 320 px, nor with wider or larger letters, nor with longer words."""
    found = []
    for size in (SMALLEST, PHONE, DESKTOP):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        found += [f"{size['width']} {line}" for line in cut_text(page)]
        found += [f"{size['width']} spaced {line}" for line in cut_text(page, SPACED)]
        found += [f"{size['width']} longer {line}" for line in cut_text(page, times=LONGER)]
    found += [f"large {line}" for line in cut_text(page, LARGE)]
    assert found + keys_shown(page) == []


def test_the_focus_can_always_be_seen(page: Page) -> None:
    """[UX 4.3] Nothing lies over the element that the keyboard is on."""
    found = []
    for size in (PHONE, DESKTOP):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        found += [f"{size['width']} {line}" for line in hidden_stops(page)]
    assert found == []


def test_every_control_is_as_large_as_a_finger(page: Page) -> None:
    """[UX 4.9] 44 px both ways, inline links left out."""
    found = []
    for size in (PHONE, DESKTOP):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        found += [f"{size['width']} {line}" for line in small_targets(page)]
    assert found == []


def test_the_page_asks_nobody_else(evening: Evening) -> None:
    """No third-party request from any page."""
    page = evening.crowd.open("/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in PUBLIC.values():
        page.goto(evening.hall.url + path)
        page.wait_for_load_state("load")
    page.context.close()
    own = (evening.hall.url, "blob:", "data:", evening.hall.url.replace("http", "ws"))
    assert [url for url in asked if not url.startswith(own)] == []


def test_what_is_typed_is_left_alone(evening: Evening) -> None:
    """Draft, caret and focus stay while the debate goes on around the field, and survive a reload."""
    page = evening.crowd.open(f"/debates/{DEBATE}")
    field = page.get_by_label("Poser une question")
    field.click()
    field.type("Pourquoi pas")
    field.evaluate("field => field.setSelectionRange(3, 3)")
    evening.host.get_by_role("button", name=f"Donner la parole à {KARIM}").click()
    page.wait_for_timeout(1_500)
    kept = "({ tagName, value, selectionStart }) => [tagName, value, selectionStart]"
    assert page.locator(":focus").evaluate(kept) == ["TEXTAREA", "Pourquoi pas", 3]
    page.reload()
    expect(page.get_by_label("Poser une question")).to_have_value("Pourquoi pas")
    page.context.close()
