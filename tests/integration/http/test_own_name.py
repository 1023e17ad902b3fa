"""A node answers under its own name alone, and what it says to somebody it says to nobody else."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin, Subprotocol

from hemicycle_protocol.messages import SUBPROTOCOL
from hemicycle_protocol.views import Role
from tests.support.server import Browser, Served

FOREIGN = "rebound.example"


async def test_a_name_that_leads_here_but_is_not_ours_reads_and_does_nothing(
    server: Served, browser: Browser
) -> None:
    """[H18] Also where the page that asks has that name too, as after DNS rebinding."""
    for path in ("/", "/api/processes/p1/presentation", "/api/session", "/metrics", "/readyz"):
        answer = await browser.get(path, Host=FOREIGN)
        assert answer.status_code == 421, path
        assert server.site in answer.text
    acted = await browser.http.post(
        "/api/sign-in",
        json={"email": "a@exemple.fr"},
        headers={"Host": FOREIGN, "Origin": f"http://{FOREIGN}"},
    )
    assert acted.status_code == 421
    uri = server.site.replace("http", "ws") + "/live"
    with pytest.raises(InvalidStatus) as refused:
        async with connect(
            uri,
            subprotocols=[Subprotocol(SUBPROTOCOL)],
            origin=Origin(f"http://{FOREIGN}"),
            additional_headers={"Host": FOREIGN},
        ):
            raise AssertionError("it was let in")
    assert refused.value.response.status_code == 403


async def test_the_operators_figures_are_not_for_who_comes_from_outside(browser: Browser) -> None:
    """[H18] Nor for who comes through a proxy that this node was not told of."""
    for path in ("/metrics", "/readyz"):
        assert (await browser.get(path)).status_code == 200
        for outside in ("9.9.9.9", "10.0.0.7, 8.8.8.8", "8.8.8.8:4711", "nonsense"):
            assert (await browser.get(path, X_Forwarded_For=outside)).status_code == 404, outside
        assert (await browser.get(path, X_Forwarded_For="10.0.0.7")).status_code == 200
    assert (await browser.get("/healthz", X_Forwarded_For="8.8.8.8")).status_code == 200


async def test_the_cookie_of_a_site_behind_tls_is_its_own(server: Served, browser: Browser) -> None:
    """[H18] No other site of the domain can set it, and one of the open name is nobody's."""
    state = server.node.application.state
    state.site = replace(state.site, settings=replace(state.site.settings, secure=True))
    asked = await browser.post("/api/sign-in", {"email": "a@exemple.fr"})
    mail = (await browser.get("/api/outbox")).json()[0]
    code = {"email": "a@exemple.fr", "code": mail["subject"][:6]}
    # A client over plain HTTP keeps no cookie that is for TLS alone.
    answer = await browser.post(
        "/api/sign-in/code", code, Cookie=asked.headers["set-cookie"].partition(";")[0]
    )
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-hemicycle_session=")
    assert "Secure" in cookie
    assert "Path=/;" in cookie
    assert "domain" not in cookie.lower()
    value = cookie.partition("=")[2].partition(";")[0]
    for name, you in (("__Host-hemicycle_session", True), ("hemicycle_session", False)):
        async with httpx.AsyncClient(base_url=server.site) as plain:
            told = await plain.get("/api/session", headers={"Cookie": f"{name}={value}"})
        assert (told.json().get("you") is not None) is you, name


async def test_what_is_answered_to_somebody_is_in_no_cache_that_is_shared(server: Served) -> None:
    """[H18] Drafts above all: their addresses are the same for those who may not read them."""
    accounts = server.node.services.people.accounts
    await accounts.add_account("nour@exemple.fr", name="Nour", roles=[Role.CITIZEN, Role.ORGANISER])
    draft = {"process": "eau", "title": "L’eau", "summary": "", "starts_at": 1_900_000_000_000, "key": "k"}
    reads = ("", "/presentation", "/presentation/history", "/happenings", "/feed", "/register", "/data")
    async with server.browser() as organiser, server.browser() as stranger:
        await organiser.sign_in("nour@exemple.fr")
        assert (await organiser.act("create_process", **draft)).status_code == 200
        for process in ("eau", "p1"):
            paths = [f"/api/processes/{process}{path}" for path in reads]
            paths += [f"/processes/{process}/feed.atom", f"/processes/{process}"]
            for path in paths:
                kept = (await organiser.get(path)).headers.get("cache-control", "")
                assert "no-store" in kept or "private" in kept, path
                open_ = await stranger.get(path)
                if process == "eau" and path != "/processes/eau":
                    assert open_.status_code == 404, path
                    assert "public" not in open_.headers.get("cache-control", ""), path


async def test_the_program_of_a_draft_is_kept_nowhere(server: Served) -> None:
    """[H18]"""
    accounts = server.node.services.people.accounts
    await accounts.add_account("nour@exemple.fr", name="Nour", roles=[Role.CITIZEN, Role.ORGANISER])
    draft = {"process": "eau", "title": "L’eau", "summary": "", "starts_at": 1_900_000_000_000, "key": "k"}
    debate = {"process": "eau", "title": "Débat", "starts_at": 1_900_000_000_000, "key": "d"}
    async with server.browser() as organiser, server.browser() as stranger:
        await organiser.sign_in("nour@exemple.fr")
        await organiser.act("create_process", **draft)
        made = await organiser.act("add_debate", **debate)
        assert made.status_code == 200, made.text
        for id_ in (made.json()["result"]["debate"], "d1"):
            folder = server.node.application.state.site.settings.media_dir / id_
            folder.mkdir(parents=True)
            (folder / "program.m3u8").write_text("#EXTM3U\n")
            (folder / "s1.m4s").write_bytes(b"x")
        for name in ("program.m3u8", "s1.m4s"):
            hidden = f"/hls/{made.json()['result']['debate']}/{name}"
            assert (await organiser.get(hidden)).headers["cache-control"] == "private, no-store"
            assert (await stranger.get(hidden)).status_code == 404
            assert (await stranger.get(f"/hls/d1/{name}")).headers["cache-control"].startswith("public")
