"""Every page, in both palettes and at three widths: axe finds nothing and nothing overflows.

The pages are those of a debate under way, so that nothing is checked in its empty state only.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from .conftest import KARIM, Evening
from .hall import DEBATE, PROCESS
from .people import DESKTOP, PHONE, violations

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
    "overlay": f"/debates/{DEBATE}/overlay?bloc=horloge&apercu=1",
}
OWN = {"stage": "elise", "desk": "ali", "control": "host", "board": "board"}
HOSTS = {"people": f"/debates/{DEBATE}/people"}


def page_named(evening: Evening, name: str) -> Page:
    """The page, settled."""
    if name in OWN:
        page: Page = getattr(evening, OWN[name])
        return page
    if name in HOSTS:
        page = evening.crowd.open(HOSTS[name], evening.host.context)
        expect(page.get_by_role("listitem").first).to_be_visible()
        return page
    page = evening.crowd.open(PUBLIC[name])
    if name != "overlay":
        expect(page.locator("h1").first).to_be_visible()
    return page


@pytest.mark.parametrize("name", [*PUBLIC, *OWN, *HOSTS])
def test_a_page_is_usable_by_everyone(evening: Evening, name: str) -> None:
    """WCAG 2.2 AA as far as a program can see, light and dark, 1440, 390 and 320 px wide."""
    page = page_named(evening, name)
    found = []
    for size in (DESKTOP, PHONE, SMALLEST):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            found += [f"{size['width']} {scheme} {line}" for line in violations(page)]
        overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if overflow > 0 and name != "overlay":
            found.append(f"{size['width']}: {overflow} px too wide")
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    page.emulate_media(color_scheme="light")
    if name in PUBLIC:
        page.context.close()
    if name in HOSTS:
        page.close()
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
