"""People who sign in with a code: what they are told when it does not go on, and where they end up."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from hemicycle.core.sign_ins import TO_MAILBOX_FROM_NETWORK

from .hall import empty_hall
from .people import Crowd, Visitors

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def crowd(chromium: Visitors, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crowd]:
    hall = empty_hall(tmp_path_factory.mktemp("sign-in"))
    hall.start()
    try:
        crowd = Crowd(chromium.browser(), hall)
        yield crowd
        assert crowd.errors == []
    finally:
        hall.stop()


def ask(page: Page, address: str) -> None:
    page.get_by_label("Adresse e-mail").fill(address)
    page.get_by_role("button", name="Recevoir un code").click()


def enter(page: Page, code: str) -> None:
    page.get_by_label("Code à 6 chiffres").fill(code)
    page.get_by_role("button", name="Valider").click()


def test_a_code_signs_in_after_a_slip_a_reload_and_in_other_digits(crowd: Crowd) -> None:
    """[H28] [H29] The page that a phone dropped from memory comes back where it was."""
    page = crowd.open("/sign-in?next=/me", None, "ines")
    ask(page, "inès@exemple.fr")
    expect(page.get_by_role("alert").filter(has_text="« è »")).to_be_visible()
    ask(page, "ines@exemple.fr")
    expect(page.get_by_text("Un message est parti à ines@exemple.fr")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Un message est parti à ines@exemple.fr")).to_be_visible()
    code = crowd.code("ines@exemple.fr")
    enter(page, f"{(int(code) + 1) % 10**6:06}")
    expect(page.get_by_role("alert").filter(has_text="4 essais restants")).to_be_visible()
    enter(page, code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")))
    page.wait_for_url("**/me")


def test_a_code_typed_in_another_browser_leads_to_the_link(crowd: Crowd) -> None:
    """[H28]"""
    page = crowd.open("/sign-in", None, "yann")
    ask(page, "yann@exemple.fr")
    expect(page.get_by_label("Code à 6 chiffres")).to_be_visible()
    page.context.clear_cookies()
    enter(page, crowd.code("yann@exemple.fr"))
    expect(page.get_by_role("alert").filter(has_text="dans un autre navigateur")).to_be_visible()


def test_who_may_have_no_more_mails_is_sent_to_the_last_one(crowd: Crowd) -> None:
    """[H28] With how long to wait, and another address within reach."""
    page = crowd.open("/sign-in", None, "zoe")
    for _ in range(TO_MAILBOX_FROM_NETWORK):
        ask(page, "zoe@exemple.fr")
        page.get_by_role("button", name="Autre adresse").click()
    ask(page, "zoe@exemple.fr")
    expect(page.get_by_role("alert").filter(has_text="ouvrez le lien du dernier")).to_be_visible()
