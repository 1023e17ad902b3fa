"""A panelist with two devices: one of them speaks for the seat, and neither fights for it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from .conftest import Evening

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.media]

INES = "Inès Martin"
# Longer than the pause before a page comes back to its server, and before a connection is tried again.
PEACE_MS = 6_000


def expect_on_stage(page: Page) -> None:
    expect(page.get_by_role("button", name="Demander la parole")).to_be_visible()


def expect_replaced(page: Page) -> None:
    expect(page.get_by_role("heading", name="Votre siège est ouvert sur un autre appareil")).to_be_visible()


def leave(page: Page) -> None:
    for name in ("Quitter", "Confirmer"):
        page.get_by_role("button", name=name).click()
    expect(page.get_by_role("heading", name="Vous avez quitté le plateau")).to_be_visible()
    page.close()


def test_the_second_device_takes_the_seat_and_the_first_is_told(evening: Evening) -> None:
    """[S10] On either device one button brings the seat there; a reload is not a second device."""
    phone = evening.crowd.panelist("ines", INES)
    evening.host.get_by_role("button", name=f"Faire entrer {INES} sur le plateau").click()
    expect_on_stage(phone)

    laptop = evening.crowd.green_room("ines", INES)
    laptop.get_by_role("button", name="Continuer ici").click()
    expect_on_stage(laptop)
    expect_replaced(phone)
    laptop.wait_for_timeout(PEACE_MS)
    expect_on_stage(laptop)
    expect_replaced(phone)

    phone.get_by_role("button", name="Continuer ici").click()
    expect_on_stage(phone)
    expect_replaced(laptop)

    phone.reload()
    phone.get_by_role("button", name="Continuer ici").click()
    expect_on_stage(phone)
    phone.wait_for_timeout(PEACE_MS)
    expect_on_stage(phone)
    leave(phone)
    laptop.close()
