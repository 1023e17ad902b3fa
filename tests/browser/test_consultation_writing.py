"""People who write in a consultation: what is typed is helped, kept, published, changed and confirmed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from hemicycle.app import open_node
from hemicycle.config import read_config
from hemicycle.services.process.plan import NewProcess, NewProposition
from hemicycle_protocol.views import Phase, PhasePlan

from .hall import Hall, empty_hall
from .people import PHONE, Crowd, Visitors, violations

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DAY_MS = 86_400_000
PROCESS = "eau"
CONSULTATION = f"/processes/{PROCESS}/consultation"
TITLE = "Un repas végétarien par semaine dans les cantines"


@dataclass
class Room:
    """A server with an open consultation, and the people who come."""

    hall: Hall
    crowd: Crowd


@pytest.fixture(scope="module")
def room(chromium: Visitors, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    var = tmp_path_factory.mktemp("writing")
    hall = empty_hall(var)

    async def furnish() -> None:
        async with open_node(read_config(base_url=hall.url, var_dir=hall.var, demo=True)) as node:
            now = node.clock.now()
            plan = PhasePlan(Phase.CONSULTATION, now - DAY_MS, now + DAY_MS)
            given = [NewProposition("Servir plus de légumes", "À chaque repas.", "Menus", "Lina B.")]
            await node.services.process.creation.create_process(
                NewProcess(PROCESS, "Les cantines", "Bien manger.", [plan], given)
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


def test_a_proposition_goes_from_draft_to_a_confirmed_second_version(room: Room) -> None:
    author = room.crowd.citizen("autrice@exemple.fr", CONSULTATION)
    watcher = room.crowd.open(CONSULTATION)
    expect(watcher.get_by_role("heading", name="Servir plus de légumes")).to_be_visible()
    author.get_by_role("link", name="Proposer", exact=True).click()
    author.get_by_label("Titre").fill("Servir plus de légumes")
    expect(author.get_by_text("Cela existe peut-être déjà")).to_be_visible()
    author.get_by_label("Titre").fill(TITLE)
    author.get_by_label("Texte", exact=True).fill("Partout, **tout de suite**.")
    author.reload()
    expect(author.get_by_label("Titre")).to_have_value(TITLE)
    author.get_by_label("Sources").fill("pas une adresse")
    author.get_by_role("button", name="Publier").click()
    expect(author.get_by_text("une adresse doit commencer par https://").first).to_be_visible()
    author.get_by_label("Sources").fill("https://exemple.fr/etude")
    author.get_by_role("button", name="Publier").click()
    expect(author.get_by_role("heading", name=TITLE)).to_be_visible()
    path = author.url.removeprefix(room.hall.url)
    watcher.get_by_role("button", name="Afficher", exact=True).click()
    expect(watcher.get_by_role("heading", name=TITLE)).to_be_visible()

    voter = room.crowd.citizen("votant@exemple.fr", path)
    voter.get_by_role("button", name="D’accord").first.click()
    expect(voter.get_by_text("Votre vote")).to_be_visible()
    voter.get_by_role("button", name="Argumenter pour").click()
    voter.get_by_label("Votre argument pour").fill("C’est bon pour la santé.")
    voter.get_by_role("button", name="Publier").click()
    expect(voter.get_by_text("Votre argument est publié.")).to_be_visible()
    author.get_by_role("button", name="Afficher", exact=True).click()
    author.get_by_role("button", name="Soutenir cet argument").click()
    expect(voter.get_by_text("1 soutien")).to_be_attached()

    author.get_by_role("link", name="Modifier").click()
    author.get_by_label("Texte", exact=True).fill("Partout, **dès la rentrée**.")
    author.get_by_role("button", name="Enregistrer").click()
    expect(author.get_by_text("version 2")).to_be_visible()
    voter.get_by_role("button", name="Relire").click()
    expect(voter.get_by_text("Votre vote reste sur la version 1")).to_be_visible()
    voter.get_by_role("button", name="Confirmer sur la version 2").click()
    expect(voter.get_by_text("Votre vote reste sur la version 1")).to_be_hidden()
    author.goto(f"{room.hall.url}{path}/versions")
    expect(author.get_by_role("heading", name="Version 1")).to_be_visible()
    expect(author.locator("ins").first).to_be_visible()
    author.goto(f"{room.hall.url}/processes/{PROCESS}/ranking")
    expect(author.get_by_role("row").filter(has_text=TITLE)).to_contain_text("1")
    author.goto(f"{room.hall.url}/processes/{PROCESS}/mine")
    expect(author.get_by_role("link", name=TITLE).first).to_be_visible()
    for page in (author, voter, watcher):
        page.context.close()


def test_a_vote_goes_only_by_the_button_that_says_so(room: Room) -> None:
    """[CO2] Who presses their own choice again keeps it; a withdrawn vote can be put back at once."""
    page = room.crowd.citizen("prudente@exemple.fr", CONSULTATION)
    card = page.get_by_role("listitem").filter(has_text="Servir plus de légumes")
    agree = card.get_by_role("group").get_by_role("button").first
    agree.click()
    expect(page.get_by_text("enregistré à")).to_be_visible()
    agree.click()
    agree.click()
    expect(agree).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_text("Votre vote : D’accord")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Votre vote : D’accord")).to_be_visible()
    agree.click()
    expect(page.get_by_text("enregistré à")).to_be_visible()
    expect(agree).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Retirer mon vote").click()
    expect(page.get_by_text("Vote retiré à")).to_be_visible()
    expect(page.get_by_text("enregistré à")).to_be_hidden()
    expect(agree).to_have_attribute("aria-pressed", "false")
    page.get_by_role("button", name="Remettre").click()
    expect(page.get_by_text("enregistré à")).to_be_visible()
    expect(agree).to_have_attribute("aria-pressed", "true")
    page.context.close()


def test_a_phone_shows_the_first_vote_at_once(room: Room) -> None:
    """[UX 2.3] What narrows the list is a dialog; each filter in force can be taken off where it is seen."""
    page = room.crowd.context(PHONE).new_page()
    page.goto(room.hall.url + CONSULTATION)
    first = page.locator(".votes button").first
    expect(first).to_be_visible()
    box = first.bounding_box()
    assert box is not None
    assert box["y"] < 520
    expect(page.get_by_text("Un vote par personne")).to_have_count(1)
    opener = page.get_by_role("button", name="Trier", exact=True)
    opener.click()
    sheet = page.get_by_role("dialog", name="Trier et filtrer")
    sheet.get_by_label("Type").select_option("Causes")
    sheet.get_by_role("button", name="Voir").click()
    expect(sheet).to_be_hidden()
    expect(opener).to_be_focused()
    expect(page.get_by_text("Aucune proposition ici")).to_be_visible()
    page.get_by_role("button", name="Retirer le filtre Causes").click()
    expect(first).to_be_visible()
    assert page.evaluate("document.activeElement !== document.body")
    page.get_by_role("button", name="Autres actions, Servir plus de légumes").click()
    expect(page.get_by_role("button", name="Signaler")).to_be_visible()
    assert violations(page) == []
    page.context.close()


def test_a_search_finds_and_its_address_keeps_it(room: Room) -> None:
    page = room.crowd.open(CONSULTATION)
    page.get_by_label("Chercher dans les textes et les arguments").fill("légume")
    expect(page.get_by_text("1 proposition trouvée")).to_be_visible()
    expect(page.locator("mark, h3").first).to_be_visible()
    assert "q=l" in page.url
    page.reload()
    expect(page.get_by_text("1 proposition trouvée")).to_be_visible()
    page.get_by_label("Chercher dans les textes et les arguments").fill("introuvable")
    expect(page.get_by_text("Rien ne contient tous ces mots.")).to_be_visible()
    page.context.close()
