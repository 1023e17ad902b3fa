"""The first minutes of the demonstration, as a newcomer sees them; how long each took is printed."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page, expect

from hemicycle.demo.set_up import REAL
from hemicycle.demo.texts import read_real_ids
from tests.support.ports import keep_port

from .hall import ROOT, Hall, answers, environment
from .people import Crowd, Visitors

pytestmark = [pytest.mark.browser, pytest.mark.media, pytest.mark.slow, pytest.mark.journey]

PATIENCE_MS = 120_000
DEBATE = "/debates/direct-1"


@dataclass
class Visit:
    """The demonstration, its visitor's page, and when what was promised had come."""

    hall: Hall
    crowd: Crowd
    page: Page
    begun: float
    came: dict[str, float] = field(default_factory=dict)

    def note(self, what: str) -> None:
        self.came[what] = time.monotonic() - self.begun


@pytest.fixture(scope="module")
def visit(chromium: Visitors, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    var = tmp_path_factory.mktemp("demo")
    hall = Hall(url=f"http://127.0.0.1:{keep_port()}", var=var, log=var / "demo.log")
    given = {k: v for k, v in environment(hall.url, var).items() if k != "HEMICYCLE_BASE_URL"}
    begun = time.monotonic()
    with hall.log.open("wb") as log:
        command = [sys.executable, "-m", "hemicycle", "demo", "--viewers", "3", "--panelists", "1"]
        demo = subprocess.Popen(command, cwd=ROOT, env=given, stdout=log, stderr=log)
    try:
        while "Ctrl-C" not in hall.log.read_text() or not answers(f"{hall.url}/readyz"):
            assert demo.poll() is None, hall.log.read_text()
            time.sleep(0.2)
        crowd = Crowd(chromium.browser(), hall)
        visit = Visit(hall, crowd, crowd.open("/"), begun)
        visit.note("the first page")
        yield visit
        assert crowd.errors == []
        for what, seconds in visit.came.items():
            print(f"{what}: {seconds:.0f} s")
    finally:
        demo.send_signal(signal.SIGTERM)
        demo.wait(30)


def test_one_address_comes_first(visit: Visit) -> None:
    said = [line.strip() for line in visit.hall.log.read_text().splitlines() if line.strip()]
    assert said[0].startswith("Ouvrez http://")
    assert [line for line in said if line in ("Regarder", "Agir", "Coulisses")] == [
        "Regarder",
        "Agir",
        "Coulisses",
    ]


def test_home_shows_three_processes_and_the_live_debate(visit: Visit) -> None:
    page = visit.page
    for title in ("Ouvrir les données de la commande publique", "De l’eau pour tous, même en août"):
        expect(page.get_by_role("link", name=title).first).to_be_visible()
    expect(page.get_by_text("En direct").first).to_be_visible()


def test_a_question_is_on_air_and_captions_run(visit: Visit) -> None:
    page = visit.page
    page.goto(visit.hall.url + DEBATE)
    expect(page.get_by_text("Combien coûterait la plateforme unique").first).to_be_visible()
    visit.note("a question on air")
    seen = page.get_by_text("Le montant signé").or_(page.get_by_text("avenants")).first
    expect(seen).to_be_attached(timeout=PATIENCE_MS)
    visit.note("captions")


def test_a_visitor_becomes_a_citizen_with_one_press_and_is_asked_on_air(visit: Visit) -> None:
    page = visit.page
    page.get_by_role("button", name="Citoyenne", exact=True).click()
    expect(page.get_by_text("Vous êtes citoyenne.")).to_be_visible()
    visit.note("a citizen")
    page.get_by_role("textbox", name="Votre question").or_(
        page.get_by_placeholder("Poser une question")
    ).first.click()
    page.get_by_role("textbox").first.fill("Et pour les écoles de village, que changera cette loi ?")
    page.get_by_role("button", name="Envoyer").or_(page.get_by_role("button", name="Poser")).first.click()
    consent = page.get_by_role("button", name="J’accepte")
    consent.or_(page.get_by_text("posée").first).first.wait_for()
    if consent.is_visible():
        consent.click()
    scene = visit.crowd.open(f"{DEBATE}/projector")
    expect(scene.get_by_text("Et pour les écoles de village")).to_be_visible(timeout=PATIENCE_MS)
    visit.note("the visitor's question on air")


def test_a_poll_opens_by_itself(visit: Visit) -> None:
    visit.page.goto(visit.hall.url + DEBATE)
    expect(visit.page.get_by_text("Faut-il publier le total").first).to_be_attached(timeout=PATIENCE_MS)
    visit.note("a poll")


def test_the_real_consultation_is_read_in_behind(visit: Visit) -> None:
    page = visit.page
    page.goto(f"{visit.hall.url}/processes/republique-numerique/overview")
    expect(page.get_by_text("692").first).to_be_visible(timeout=PATIENCE_MS)
    seen = page.request.get(f"{visit.hall.url}/api/processes/{REAL}/overview").json()
    assert sorted(seen["ids"]) == sorted(read_real_ids(REAL))
    visit.note("the overview of 692 propositions")


def test_every_contribution_of_the_process_that_is_over_has_its_answer(visit: Visit) -> None:
    page = visit.page
    page.goto(f"{visit.hall.url}/processes/eau/bill/answers")
    expect(page.get_by_text("C’est la mesure la plus soutenue").first).to_be_visible()
    visit.note("the answers")


@pytest.mark.parametrize(
    ("role", "place"),
    [("Modératrice", "/desk"), ("Animatrice", "/control"), ("Panéliste", "/join/")],
)
def test_every_role_is_one_press_away(visit: Visit, role: str, place: str) -> None:
    page = visit.page
    page.goto(visit.hall.url + DEBATE)
    page.get_by_role("button", name=role, exact=True).click()
    page.wait_for_url(f"**{DEBATE}{place}**")
