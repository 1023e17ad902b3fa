"""The panel over HTTP: what is public, what needs an account, what needs a link, and what is refused."""

from __future__ import annotations

import hashlib

import msgspec

from hemicycle.services.process.plan import NewDebate, NewProcess
from hemicycle_protocol.panel_file import PanelFile, SeatMethod, SeatRule
from hemicycle_protocol.views import Phase, PhasePlan, Role
from tests.support.evening import AGENDA
from tests.support.panel_people import SEATS
from tests.support.panels import DAY
from tests.support.server import Browser, Served


async def prepare(server: Served) -> int:
    """A process with a debate of four citizens; when its applications close."""
    services, now = server.node.services, server.node.clock.now()
    phases = [PhasePlan(Phase.CONSULTATION, now - 2 * DAY, now - DAY)]
    debate = NewDebate("evening", "Se loger", now + 30 * DAY, AGENDA, SEATS)
    await services.process.creation.create_process(NewProcess("house", "Logement", "", phases, [], [debate]))
    await services.people.accounts.add_account("org@example.org", name="Odile", roles=[Role.ORGANISER])
    return now + DAY


async def test_from_the_empty_page_to_an_application(server: Served, browser: Browser) -> None:
    closes = await prepare(server)
    empty = (await browser.get("/api/processes/house/panel")).json()
    assert (empty["panel"], empty["applications"]) == (None, 0)
    assert (await browser.get("/api/processes/house/panel/file")).status_code == 404
    assert (await browser.get("/api/processes/none/panel")).status_code == 404
    assert (await browser.get("/api/processes/house/panel/mine")).status_code == 401
    async with server.browser() as organiser:
        await organiser.sign_in("org@example.org")
        seats = [{"group": "B", "method": "draw", "size": 3}, {"group": "C", "method": "choice", "size": 1}]
        wish = {"process": "house", "debate": "evening", "applications_close_at": closes}
        refused = await organiser.act("open_panel", **wish)
        assert (refused.status_code, refused.json()["facts"]) == (400, {"field": "seats", "limit": 4})
        assert (await organiser.act("open_panel", **wish, seats=seats)).status_code == 200
        await browser.sign_in("ada@example.org")
        done = await browser.act(
            "apply_to_panel", process="house", name="Ada", motivation="Oui.", consent=True
        )
        assert done.status_code == 200, done.text
        mine = (await browser.get("/api/processes/house/panel/mine")).json()
        assert (mine["person"], mine["name"], mine["may_apply"]) == (
            done.json()["result"]["person"],
            "Ada",
            True,
        )
        assert (await browser.get("/api/processes/house/panel/desk")).status_code == 403
        desk = (await organiser.get("/api/processes/house/panel/desk")).json()
        assert [(one["name"], one["motivation"]) for one in desk["people"]] == [("Ada", "Oui.")]
        early = await organiser.act("publish_pool", process="house")
        assert (early.status_code, early.json()["code"]) == (409, "not_open")
    assert (await browser.get("/api/processes/house/panel")).json()["applications"] == 1


async def test_the_file_is_tagged_with_its_sha_256(server: Served, browser: Browser) -> None:
    closes = await prepare(server)
    async with server.browser() as organiser:
        await organiser.sign_in("org@example.org")
        seats = msgspec.to_builtins([SeatRule("B", SeatMethod.DRAW, 2)])
        await organiser.act(
            "open_panel", process="house", debate="evening", applications_close_at=closes, seats=seats
        )
    answer = await browser.get("/api/processes/house/panel/file")
    assert answer.headers["etag"] == f'"{hashlib.sha256(answer.content).hexdigest()}"'
    assert "panel-house.json" in answer.headers["content-disposition"]
    assert msgspec.json.decode(answer.content, type=PanelFile).process == "house"
    again = await browser.get("/api/processes/house/panel/file", if_none_match=answer.headers["etag"])
    assert again.status_code == 304


async def test_bad_links_and_bad_bodies(server: Served, browser: Browser) -> None:
    await prepare(server)
    path = "/api/processes/house/panel/answer"
    assert (await browser.post(path, {"token": "x" * 32})).status_code == 404
    assert (await browser.post(path, {"token": "x" * 9_999})).status_code == 404
    assert (await browser.post(path, {"token": 7})).status_code == 400
    assert (await browser.post(path, [])).status_code == 400
