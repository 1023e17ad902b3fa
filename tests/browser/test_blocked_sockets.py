"""A network that swallows the opening of sockets, or cuts each as it opened: the page goes over HTTP."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.support.gatekeeper import Habit, gate_before

from .hall import DEBATE, Hall, open_hall
from .people import Crowd, Visitors

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PATH = f"/debates/{DEBATE}"


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    with open_hall(tmp_path_factory.mktemp("blocked")) as hall:
        yield hall


def ask(page: Page, text: str) -> None:
    """Type a question and send it; returns when the server has it."""
    page.get_by_label("Poser une question").fill(text)
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_text("Reçue à")).to_be_visible()


@pytest.mark.parametrize("habit", ["swallows", "cuts"])
def test_the_page_leaves_sockets_after_three(chromium: Visitors, hall: Hall, habit: Habit) -> None:
    """[H33] A question is asked, news is read and supported; what is asked before waits and is not lost."""
    crowd = Crowd(chromium.browser(), hall)
    with gate_before(hall.url, habit) as site:
        context = crowd.context()
        opened: list[str] = []
        context.on("page", lambda page: page.on("websocket", lambda socket: opened.append(socket.url)))
        page = crowd.citizen(f"{habit}@exemple.fr", f"{site}{PATH}", context=context)
        ask(page, f"Qui me lit, si le réseau {habit} ?")
        assert len(opened) == 3
        news = f"Et vous, quand il {habit} ?"
        other = crowd.citizen(f"other-{habit}@exemple.fr", PATH)
        ask(other, news)
        page.get_by_role("button", name="nouvelle").or_(page.get_by_text(news, exact=True)).first.click()
        page.get_by_role("button", name=f"Je soutiens 0 soutien : {news}").click()
        expect(page.get_by_text("enregistré à")).to_be_visible()
        expect(other.locator("details").get_by_text("1 soutien")).to_be_visible()
        assert len(opened) == 3
        for each in (page, other):
            each.context.close()
    assert crowd.errors == []
