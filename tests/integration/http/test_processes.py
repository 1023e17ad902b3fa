"""What organisers and readers of a process read over HTTP, and who may."""

from __future__ import annotations

from hemicycle_protocol.views import Role
from tests.support.server import Browser, Served

CREATE = {
    "process": "eau",
    "title": "L’eau, bien commun",
    "summary": "Comment la partager ?",
    "starts_at": 1_900_000_000_000,
    "key": "k",
}
PROBLEM = {
    "process": "eau",
    "kind": "problem",
    "text": {"title": "L’eau manque", "body": "Chaque **été**."},
    "key": "k",
}


async def organiser(server: Served, browser: Browser) -> None:
    """The browser of somebody who organises on this site."""
    people = server.node.services.people.accounts
    await people.add_account("nour@exemple.fr", name="Nour", roles=[Role.CITIZEN, Role.ORGANISER])
    await browser.sign_in("nour@exemple.fr")


async def test_a_process_goes_from_nothing_to_published(server: Served, browser: Browser) -> None:
    await organiser(server, browser)
    assert (await browser.act("create_process", **CREATE)).json()["result"] == {"process": "eau"}
    assert (await browser.act("write_presentation", **PROBLEM)).status_code == 200
    mine = (await browser.get("/api/my/processes")).json()
    assert mine["may_create"]
    assert next(one for one in mine["processes"] if one["id"] == "eau")["draft"]
    setup = (await browser.get("/api/processes/eau/setup")).json()
    assert all(check["done"] for check in setup["checks"] if check.get("required", True))
    elise = {"email": "elise@exemple.fr", "name": "Élise Vannier", "role": "parliamentarian", "key": "k"}
    assert (await browser.act("invite_member", process="eau", **elise)).status_code == 200
    async with server.browser() as stranger:
        for path in ("", "/setup", "/happenings", "/presentation", "/presentation/history"):
            answer = await stranger.get(f"/api/processes/eau{path}")
            assert answer.status_code == (401 if path == "/setup" else 404), path
        assert (await browser.act("publish_process", process="eau")).status_code == 200
        page = (await stranger.get("/api/processes/eau/presentation")).json()
        assert page["nodes"][0]["body_html"] == "<p>Chaque <strong>été</strong>.</p>\n"
        happened = (await stranger.get("/api/processes/eau/happenings?limit=1")).json()
        assert happened["happenings"][0]["en"] == "The process is public."
        assert happened["before"] > 0
        home = (await stranger.get("/api/home")).json()
        card = next(one for one in home["processes"] if one["id"] == "eau")
        assert card["carried_by"] == ["Élise Vannier"], "the parliamentarian carries it"


async def test_what_did_not_change_is_not_sent_again(server: Served, browser: Browser) -> None:
    answer = await browser.get("/api/processes/p1/presentation")
    again = await browser.get("/api/processes/p1/presentation", if_none_match=answer.headers["etag"])
    assert (answer.status_code, again.status_code) == (200, 304)


async def test_a_query_that_makes_no_sense_is_refused(server: Served, browser: Browser) -> None:
    for path in (
        "happenings?limit=0",
        "happenings?limit=1000",
        "happenings?limit=x",
        "happenings?before=-1",
        "happenings?before=99999999999999999999",
        "presentation/history?limit=%00",
        "presentation/history?before=9999999999999999",
    ):
        assert (await browser.get(f"/api/processes/p1/{path}")).status_code == 400, path
    lost = await browser.get("/api/processes/p1/presentation/nodes/x/versions/99999999999999999999")
    assert lost.status_code == 404
    assert (await browser.get("/api/processes/nowhere/happenings")).status_code == 404


async def test_commands_with_bad_fields_are_refused_with_their_field(
    server: Served, browser: Browser
) -> None:
    await organiser(server, browser)
    for args, field in [
        (CREATE | {"process": "a/b"}, "process"),
        (CREATE | {"process": "x" * 65}, "process"),
        (CREATE | {"title": "  "}, "title"),
        (CREATE | {"top_n": "beaucoup"}, "top_n"),
        (CREATE | {"starts_at": 10**20}, "starts_at"),
    ]:
        answer = await browser.act("create_process", **args)
        assert answer.status_code in (400, 422), args
        assert answer.json()["facts"]["field"] == field
