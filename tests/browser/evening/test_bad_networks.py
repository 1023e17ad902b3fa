"""Networks that fail people: a line that is cut, one where sockets are forbidden, one of very few bits."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, WebSocketRoute, expect

from tests.browser.hall import DEBATE

from .conftest import Evening

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PATH = f"/debates/{DEBATE}"


class Cable:
    """The line between a page and the server, in the test's hand. The player's own socket is left alone."""

    def __init__(self, context: BrowserContext) -> None:
        self._ends: list[WebSocketRoute] = []
        # What the page says arrives; what the server answers does not.
        self.deaf = False
        self._lets_sockets = self._lets_http = True
        context.route_web_socket("**/live", self._connect)
        context.route("**/api/**", self._ask)

    def cut(self) -> None:
        """The connection is gone, and there is no new one; nor does the page get anything over HTTP."""
        self._lets_http = False
        self.forbid_sockets()

    def forbid_sockets(self) -> None:
        """The connection is gone, and there is no new one; HTTP works."""
        self._lets_sockets = False
        for end in self._ends:
            end.close()
        self._ends = []

    def mend(self) -> None:
        """New connections work again."""
        self._lets_sockets = self._lets_http = True
        self.deaf = False

    def mend_on_click(self, button: Locator) -> None:
        """Mended when the button is pressed and no sooner: the page would be back by itself."""
        button.page.expose_function("mend", self.mend)
        button.evaluate("button => button.addEventListener('click', () => mend(), true)")
        button.click()

    def _ask(self, route: Route) -> None:
        if self._lets_http:
            route.continue_()
        else:
            route.abort()

    def _connect(self, page_end: WebSocketRoute) -> None:
        if not self._lets_sockets:
            page_end.close()
            return
        server_end = page_end.connect_to_server()
        self._ends += [page_end, server_end]
        server_end.on_message(lambda message: None if self.deaf else page_end.send(message))


def reader_with_cable(evening: Evening, email: str) -> tuple[Page, Cable]:
    """A citizen's page of the debate whose line can be cut."""
    context = evening.crowd.context()
    cable = Cable(context)
    return evening.crowd.citizen(email, PATH, context=context), cable


def ask(page: Page, text: str) -> None:
    """Type a question and send it; returns when the server has it."""
    field = page.get_by_label("Poser une question")
    field.click()
    field.fill(text)
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_text("Reçue à")).to_be_visible()


def test_a_cut_line_looks_cut_and_loses_nothing(evening: Evening) -> None:
    """[UX 4.7] Numbers look stale, the draft stays, and an act is counted once however it was lost."""
    texts = ["Que vaut une réponse perdue ?", "Que vaut un geste sans réseau ?"]
    for number, text in enumerate(texts):
        ask(evening.crowd.citizen(f"auteur{number}@exemple.fr", PATH), text)
    page, cable = reader_with_cable(evening, "cable@exemple.fr")
    other = evening.crowd.open(PATH)
    page.get_by_label("Poser une question").fill("Un brouillon")

    cable.deaf = True
    page.get_by_role("button", name=f"Je soutiens 0 soutien : {texts[0]}").click()
    expect(other.get_by_role("button", name=f"Je soutiens 1 soutien : {texts[0]}")).to_be_visible()
    cable.cut()
    expect(page.locator("[data-stale=true]").first).to_be_visible()
    # "Reconnexion…", and after some attempts that one is offline: how many there were is up to the machine.
    expect(page.locator(".bar:is([data-link=reconnecting], [data-link=offline])")).to_be_visible()
    page.get_by_role("button", name=f"Je soutiens 0 soutien : {texts[1]}").click()
    expect(page.get_by_text("2 actions partiront")).to_be_visible()

    cable.mend_on_click(page.get_by_role("button", name="Réessayer"))
    expect(page.locator("[data-stale=true]")).to_have_count(0)
    expect(page.get_by_text("enregistré à")).to_have_count(2)
    for text in texts:
        expect(other.get_by_role("button", name=f"Je soutiens 1 soutien : {text}")).to_be_visible()
    expect(page.get_by_label("Poser une question")).to_have_value("Un brouillon")
    for each in (page, other):
        each.context.close()


def test_where_sockets_are_forbidden_everything_works_over_http(evening: Evening) -> None:
    """[SPEC F1] A network lets no WebSocket through: the page still reads news, asks, supports and votes."""
    page, cable = reader_with_cable(evening, "sans-socket@exemple.fr")
    cable.forbid_sockets()
    page.reload()
    ask(page, "Me lisez-vous sans WebSocket ?")
    news = "Et vous, avec ?"
    other = evening.crowd.citizen("avec-socket@exemple.fr", PATH)
    ask(other, news)
    page.get_by_role("button", name="nouvelle").or_(page.get_by_text(news, exact=True)).first.click()
    page.get_by_role("button", name=f"Je soutiens 0 soutien : {news}").click()
    expect(page.get_by_text("enregistré à")).to_be_visible()
    expect(other.locator("details").get_by_text("1 soutien")).to_be_visible()
    for each in (page, other):
        each.context.close()
