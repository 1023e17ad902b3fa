"""One evening for the tests of this folder: a hall with its people in place, in real browsers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hall import DEBATE, Hall, open_hall
from tests.browser.people import Crowd, Visitors
from tests.browser.pictures import write_camera

ELISE, KARIM = "Élise Vannier", "Karim Belkacem"


@dataclass
class Evening:
    """Everybody's page while the debate is live."""

    hall: Hall
    crowd: Crowd
    host: Page
    elise: Page
    karim: Page
    ali: Page
    zoe: Page
    viewer: Page
    board: Page


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What ends the debate comes after all else in this folder, which needs it under way."""
    places = [place for place, item in enumerate(items) if item.path.parent == Path(__file__).parent]
    here = sorted((items[place] for place in places), key=lambda item: "ends_the_debate" in item.keywords)
    for place, item in zip(places, here, strict=True):
        items[place] = item


@pytest.fixture(scope="package")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """A server with one debate in its lobby."""
    with open_hall(tmp_path_factory.mktemp("hall")) as hall:
        yield hall


@pytest.fixture(scope="package")
def evening(chromium: Visitors, hall: Hall, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Evening]:
    """The debate is live; two panelists, admitted by the host, are on stage."""
    folder: Path = tmp_path_factory.mktemp("cameras")
    crowd = Crowd(chromium.browser(), hall)
    elise = crowd.beside(chromium.browser(camera=write_camera(folder / "elise.y4m", "blue"))).panelist(
        "elue", ELISE
    )
    karim = crowd.beside(chromium.browser(camera=write_camera(folder / "karim.y4m", "orange"))).panelist(
        "karim", KARIM
    )
    host = crowd.invited("hote")
    for name in (ELISE, KARIM):
        host.get_by_role("button", name=f"Faire entrer {name} sur le plateau").click()
    for name in (ELISE, KARIM):
        expect(
            host.get_by_role("button", name=f"Renvoyer {name}")
            .or_(host.get_by_role("button", name=f"Couper le micro de {name}"))
            .first
        ).to_be_visible()
    host.get_by_role("button", name="Passer en direct").first.click()
    host.get_by_role("button", name="Confirmer").first.click()
    yield Evening(
        hall=hall,
        crowd=crowd,
        host=host,
        elise=elise,
        karim=karim,
        ali=crowd.invited("ali"),
        zoe=crowd.invited("zoe"),
        viewer=crowd.citizen("viviane@exemple.fr", f"/debates/{DEBATE}"),
        board=crowd.open(f"/debates/{DEBATE}/board"),
    )
    assert crowd.errors == []
