"""What costs is counted, by address and by person; others are served on."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from pathlib import Path

import pytest

from hemicycle import feeds
from hemicycle.http import rates
from hemicycle.http.rates import Quota
from hemicycle_protocol.views import Role
from tests.support.server import Browser, run_server

DEAR = {
    "SEARCH": "/api/processes/p1/propositions?q=eau",
    "FILES": "/api/processes/p1/export/propositions.csv",
    "CARDS": "/cards/processes/p1.png",
    "SIMILAR": "/api/processes/p1/similar?q=Publier%20tout",
}


@pytest.mark.parametrize("name", DEAR)
async def test_what_costs_is_counted_by_address(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """[H22] Of IPv6 by /64, whatever port the proxy names."""
    quota: Quota = getattr(rates, name)
    monkeypatch.setattr(rates, name, Quota(quota.name, 2, 3_600))
    async with run_server(tmp_path, behind_proxy=True) as server, server.browser() as browser:

        async def asked(address: str) -> int:
            return (await browser.get(DEAR[name], X_Forwarded_For=address)).status_code

        found = [await asked(f"[2001:db8::{port}]:{port}") for port in range(1, 4)]
        assert found == [200, 200, 429]
        assert await asked("[2001:db8:0:1::1]:1") == 200


@pytest.mark.parametrize("name", DEAR)
async def test_who_signed_in_is_counted_apart(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """[H28] What others at the same address use up is theirs."""
    monkeypatch.setattr(rates, name, replace(getattr(rates, name), times=1, within_s=3_600))
    async with run_server(tmp_path) as server, server.browser() as stranger, server.browser() as mine:
        await mine.sign_in("awa@exemple.fr")
        assert [(await stranger.get(DEAR[name])).status_code for _ in range(2)] == [200, 429]
        assert [(await mine.get(DEAR[name])).status_code for _ in range(2)] == [200, 429]


async def test_bad_tries_cost_nobody_a_good_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """[H28] Neither of links nor of codes: a hall shares an address, and links are not to be guessed."""
    async with run_server(tmp_path) as server, server.browser() as stranger, server.browser() as mine:
        assert (await mine.post("/api/sign-in", {"email": "boss@exemple.fr"})).status_code == 202
        code = (await mine.get("/api/outbox")).json()[0]["subject"][:6]
        for name, quota in list(vars(rates).items()):
            if isinstance(quota, Quota):
                monkeypatch.setattr(rates, name, replace(quota, times=1, within_s=3_600))
        for n in range(3):
            for path, body in (
                ("/api/invitations/accept", {"token": f"bad{n}"}),
                ("/api/processes/p1/panel/answer", {"token": f"none{n}"}),
                ("/api/sign-in/link", {"token": f"bad{n}"}),
                ("/api/sign-in/code", {"email": "boss@exemple.fr", "code": f"00000{n}"}),
            ):
                assert (await stranger.post(path, body)).status_code in (400, 404), path
        typed = {"email": "boss@exemple.fr", "code": code}
        assert (await mine.post("/api/sign-in/code", typed)).status_code == 200
        body = {"token": await server.link(Role.MODERATOR), "name": ""}
        assert [(await mine.post("/api/invitations/accept", body)).status_code for _ in range(2)] == [
            200,
            429,
        ]


async def test_a_file_that_one_has_costs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "FILES", Quota("files", 1, 3_600))
    async with run_server(tmp_path) as server, server.browser() as browser:
        tag = (await browser.get(DEAR["FILES"])).headers["ETag"]
        for _ in range(3):
            assert (await browser.get(DEAR["FILES"], If_None_Match=tag)).status_code == 304


@pytest.mark.parametrize("limit", ["FEEDS", "FEEDS_PER_ADDRESS", "FEEDS_PER_PERSON"])
async def test_event_streams_are_limited(limit: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """[H21] Of a node, an address and a person; who leaves makes room."""
    monkeypatch.setattr(feeds, limit, 2)
    async with run_server(tmp_path, behind_proxy=True) as server, server.browser() as browser:
        await browser.sign_in("awa@exemple.fr")

        async def follow(stack: contextlib.AsyncExitStack, browser: Browser, address: str) -> int:
            path, headers = "/api/topics/debate/d1", {"X-Forwarded-For": address}
            answer = await stack.enter_async_context(browser.http.stream("GET", path, headers=headers))
            return answer.status_code

        async with contextlib.AsyncExitStack() as stack:
            assert [await follow(stack, browser, "203.0.113.9") for _ in range(3)] == [200, 200, 503]
            async with server.browser() as stranger:
                elsewhere = await follow(stack, stranger, "203.0.113.10")
                assert elsewhere == (503 if limit == "FEEDS" else 200)
        async with contextlib.AsyncExitStack() as stack:
            while await follow(stack, browser, "203.0.113.9") != 200:
                pass
