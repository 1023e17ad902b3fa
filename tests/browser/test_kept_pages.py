"""Pages that a browser keeps and shows again on the way back, which automation usually switches off."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from .hall import empty_hall
from .people import Crowd, Visitors

NAME = "Zephyrine Quatrebarbes"
EMAIL = "zephyrine@exemple.fr"
# Whether the page that stands there is the one that stood there before, and what of it is painted.
KEPT = "() => window.kept === true"
SHOWN = "() => getComputedStyle(document.body).visibility === 'hidden' ? '' : document.body.innerText"


@pytest.fixture(scope="module")
def crowd(chromium: Visitors, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crowd]:
    hall = empty_hall(tmp_path_factory.mktemp("kept"))
    hall.start()
    try:
        crowd = Crowd(chromium.browser(keeps_pages=True), hall)
        yield crowd
        assert crowd.errors == []
    finally:
        hall.stop()


def test_the_way_back_after_signing_out_shows_nothing_of_the_account(crowd: Crowd) -> None:
    """[H24] Neither here nor in another tab; while one is signed in it shows the page as it was."""
    page = crowd.citizen(EMAIL, "/me")
    page.get_by_label("Nom", exact=False).first.fill(NAME)
    page.get_by_role("button", name="Enregistrer").first.click()
    expect(page.get_by_text(EMAIL).first).to_be_visible()
    other = crowd.open("/me", page.context)
    expect(other.get_by_text(EMAIL).first).to_be_visible()
    page.evaluate("() => { window.kept = true }")
    page.goto(page.url.replace("/me", "/"))
    page.go_back(wait_until="commit")  # a page that was kept does not load
    page.wait_for_function(KEPT)
    expect(page.get_by_text(EMAIL).first).to_be_visible()
    page.get_by_role("button", name="Se déconnecter").first.click()
    page.wait_for_url(lambda url: not url.endswith("/me"))
    expect(other.get_by_text(EMAIL)).to_have_count(0)
    page.go_back(wait_until="commit")
    page.wait_for_function(f"() => !({KEPT})()")  # it came back covered, and is made anew
    expect(page.get_by_text(EMAIL)).to_have_count(0)
    for each in (page, other):
        shown = each.evaluate(SHOWN)
        assert EMAIL not in shown
        assert NAME not in shown
    page.context.close()
