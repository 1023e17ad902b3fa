"""Reading and acting without a WebSocket (SPEC F1)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

import httpx

from hemicycle_protocol.integers import GREATEST
from hemicycle_protocol.views import Role
from tests.support.patience import PATIENCE_S
from tests.support.server import Browser, Served


async def messages(answer: httpx.Response) -> AsyncIterator[dict[str, object]]:
    async for line in answer.aiter_lines():
        if line.startswith("data: "):
            yield json.loads(line[6:])


async def test_a_log_is_followed_and_resumed_from_a_position(server: Served, browser: Browser) -> None:
    """[F1] The same messages, positions and recovery as on a socket."""
    await browser.post("/api/invitations/accept", {"token": await server.link(Role.HOST)})
    async with asyncio.timeout(PATIENCE_S), browser.http.stream("GET", "/api/topics/debate/d1") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        heard = messages(stream)
        subscribed = await anext(heard)
        assert subscribed["type"] == "subscribed"
        position = subscribed["position"]
        assert (await browser.act("set_debate_state", debate="d1", to="live")).status_code == 200
        events = await anext(heard)
        assert events["events"][0]["type"] == "debate_state_changed"  # type: ignore[index]
    query = f"?epoch={position['epoch']}&at={position['at']}"  # type: ignore[index]
    async with (
        asyncio.timeout(PATIENCE_S),
        browser.http.stream("GET", f"/api/topics/debate/d1{query}") as stream,
    ):
        heard = messages(stream)
        assert (await anext(heard))["recovered"] is True
        assert (await anext(heard))["first"] == events["first"]


async def test_topics_keep_their_permissions(server: Served, browser: Browser) -> None:
    assert (await browser.get("/api/topics/debate/d1/desk")).json()["code"] == "sign_in"
    await browser.sign_in("a@exemple.fr")
    assert (await browser.get("/api/topics/debate/d1/desk")).json()["code"] == "forbidden"


async def test_streams_and_nonsense_are_not_topics_here(browser: Browser) -> None:
    for topic in ("debate/d1/program", "nonsense", "debate/d1/x", "debate/%00"):
        assert (await browser.get(f"/api/topics/{topic}")).status_code == 404
    facts = (await browser.get("/api/topics/debate/d1?epoch=e&at=x")).json()["facts"]
    assert facts == {"field": "at", "allowed": f"0 to {GREATEST}"}


async def test_a_command_is_refused_with_the_code_a_socket_would_hear(browser: Browser) -> None:
    answer = await browser.act("vote", proposition="p1-1", choice="agree", seq=1)
    assert (answer.status_code, answer.json()["code"]) == (401, "sign_in")
    await browser.sign_in("b@exemple.fr")
    assert (await browser.act("set_debate_state", debate="d1", to="live")).json()["code"] == "forbidden"
    assert (await browser.act("fly_away")).json()["code"] == "unknown_command"
    assert (await browser.act("vote", proposition="p1-1", choice="perhaps", seq=1)).json()[
        "code"
    ] == "invalid"


async def test_too_many_commands_are_told_to_wait_and_the_next_ones_work(browser: Browser) -> None:
    await browser.sign_in("c@exemple.fr")
    codes = [(await browser.act("fly_away")).json()["code"] for _ in range(60)]
    assert codes[0] == "unknown_command"
    assert "rate_limited" in codes
