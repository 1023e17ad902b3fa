"""Pressing at once after the last letter, on a slow link: what is judged is what stands on the page."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from hemicycle.app import open_node
from hemicycle.config import read_config
from hemicycle.services.process.plan import NewProcess
from hemicycle_protocol.views import Phase, PhasePlan, Role

from .hall import DAY_MS, ORGANISER_EMAIL, Hall, empty_hall
from .people import Crowd, Visitors

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ELISE = "elise@exemple.fr"
BILL, CONSULTATION = "loi", "avis"
LATENCY_MS = 1_500
UNSAVED = "n’est pas encore enregistré"
# Each message of the page's socket leaves that much later, in order.
SLOW = f"""() => {{
  const send = WebSocket.prototype.send
  WebSocket.prototype.send = function (data) {{
    setTimeout(() => this.readyState === WebSocket.OPEN && send.call(this, data), {LATENCY_MS})
  }}
}}"""


@dataclass
class Room:
    """A server with a bill being written and an open consultation, and the people who come."""

    hall: Hall
    crowd: Crowd


@pytest.fixture(scope="module")
def room(chromium: Visitors, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    hall = empty_hall(tmp_path_factory.mktemp("saving"))

    async def furnish() -> None:
        async with open_node(read_config(base_url=hall.url, var_dir=hall.var, demo=True)) as node:
            now = node.clock.now()
            for id_, phase in ((BILL, Phase.BILL), (CONSULTATION, Phase.CONSULTATION)):
                plan = PhasePlan(phase, now - DAY_MS, now + DAY_MS)
                await node.services.process.creation.create_process(
                    NewProcess(id_, "L’eau", "Bien boire.", [plan])
                )
            for email, role in ((ELISE, Role.PARLIAMENTARIAN), (ORGANISER_EMAIL, Role.ORGANISER)):
                await node.services.people.accounts.add_account(
                    email, name=email.partition("@")[0], roles=[Role.CITIZEN, role]
                )

    with ThreadPoolExecutor(1) as other_thread:
        other_thread.submit(asyncio.run, furnish()).result()
    hall.start()
    try:
        crowd = Crowd(chromium.browser(), hall)
        yield Room(hall, crowd)
        assert crowd.errors == []
    finally:
        hall.stop()


def test_a_bill_is_published_as_it_stands_on_the_page(room: Room) -> None:
    page = room.crowd.citizen(ELISE, f"/processes/{BILL}/bill/edit")
    page.get_by_role("button", name="Ajouter un premier article").click()
    expect(page.get_by_label("Texte", exact=True)).to_be_visible()
    page.get_by_label("Ce qui change dans cette version").fill("Première version.")
    page.evaluate(SLOW)
    page.get_by_label("Titre de la proposition de loi").fill("Une eau sans fuites")
    page.get_by_label("Exposé des motifs").fill("L’eau est un bien commun.")
    page.get_by_label("Texte", exact=True).fill("Chaque commune publie ses pertes d’eau.")
    page.get_by_role("button", name="Publier la version 1").click()
    expect(page.get_by_text("La version 1 est publiée.")).to_be_visible()
    reader = room.crowd.open(f"/processes/{BILL}/bill")
    expect(reader.get_by_text("Chaque commune publie ses pertes d’eau.")).to_be_visible()
    reader.context.close()
    page.context.close()


def test_what_could_not_be_saved_is_not_published(room: Room) -> None:
    """It says so, and what was typed stays, also over a reload."""
    page = room.crowd.citizen(ELISE, f"/processes/{BILL}/bill/edit")
    title = page.get_by_label("Titre de la proposition de loi")
    expect(title).to_be_editable()
    page.get_by_label("Ce qui change dans cette version").fill("Autre titre.")
    title.evaluate("field => field.removeAttribute('maxlength')")
    title.fill("trop " * 100)
    publish = page.get_by_role("button", name="Publier la version", exact=False)
    number = re.search(r"\d+", publish.inner_text())
    publish.click()
    expect(page.get_by_text(UNSAVED)).to_be_visible()
    expect(title).to_have_value("trop " * 100)
    page.reload()
    expect(title).to_have_value("trop " * 100)
    title.fill("Une eau sans fuites, partout")
    publish.click()
    assert number is not None
    expect(page.get_by_text(f"La version {number[0]} est publiée.")).to_be_visible()
    page.context.close()


def test_what_is_typed_while_the_page_saves_is_saved_too(room: Room) -> None:
    page = room.crowd.citizen(ORGANISER_EMAIL, f"/processes/{BILL}/organise")
    settings = page.get_by_role("form", name="Réglages")
    expect(settings.get_by_label("Titre")).to_have_value("L’eau")
    settings.get_by_label("Titre").fill("L’eau pour tous")
    page.evaluate(SLOW)
    settings.get_by_role("button", name="Enregistrer").click()
    settings.get_by_label("Titre").press("End")
    settings.get_by_label("Titre").press_sequentially(", demain")
    expect(settings.get_by_text("enregistré à")).to_be_visible()
    expect(settings.get_by_label("Titre")).to_have_value("L’eau pour tous, demain")
    page.reload()
    expect(settings.get_by_label("Titre")).to_have_value("L’eau pour tous, demain")
    page.context.close()


def test_the_last_letter_before_a_page_is_left_is_kept(room: Room) -> None:
    page = room.crowd.citizen("ana@exemple.fr", f"/processes/{CONSULTATION}/propose")
    body = page.get_by_label("Texte", exact=True)
    body.fill("Un verre d’eau par jour")
    body.press_sequentially(" !")
    page.reload()
    expect(body).to_have_value("Un verre d’eau par jour !")
    body.fill("Un verre d’eau par jour, offert")
    leave(page, "/")
    page.go_back()
    expect(body).to_have_value("Un verre d’eau par jour, offert")
    page.context.close()


def leave(page: Page, path: str) -> None:
    """Follow the page's own link somewhere else."""
    page.locator(f"a[href='{path}']").first.click()
    page.wait_for_url(lambda url: url.endswith(path))
