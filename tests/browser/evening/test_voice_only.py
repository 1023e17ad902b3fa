"""A panelist whose browser has no H.264: told before the waiting room, and on stage by voice."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.people import Visitors
from tests.browser.pictures import loudness_of

from .conftest import Evening

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.media]

INES = "Inès Martin"


def test_a_browser_without_h264_says_so_and_takes_part_by_voice(evening: Evening, chromium: Visitors) -> None:
    """The stage forwards H.264 and nothing else; a voice needs none of it."""
    page = evening.crowd.beside(chromium.browser(h264=False)).green_room("ines", INES)
    expect(page.get_by_text("Ce navigateur ne peut pas envoyer d’image au plateau")).to_be_visible()
    expect(page.get_by_text("vous les entendez")).to_be_visible()
    expect(page.get_by_role("button", name="Activer Caméra")).to_be_disabled()
    page.get_by_role("button", name="Activer Micro").click()
    page.get_by_role("button", name="Continuer").click()
    page.get_by_role("button", name="Vérifier").click()
    expect(page.get_by_text("La connexion suffit pour le son.")).to_be_visible()
    page.get_by_role("button", name="Entrer en salle d’attente").click()
    evening.host.get_by_role("button", name=f"Faire entrer {INES} sur le plateau").click()
    expect(page.get_by_role("button", name="Demander la parole")).to_be_visible()
    assert loudness_of(page, "audio") > 0.01
    assert loudness_of(evening.karim, "audio >> nth=-1") > 0.01
    expect(page.get_by_role("button", name="Caméra éteinte")).to_be_disabled()
    page.get_by_role("button", name="Quitter").click()
    page.get_by_role("button", name="Confirmer").click()
    expect(page.get_by_role("heading", name="Vous avez quitté le plateau")).to_be_visible()
    page.close()
