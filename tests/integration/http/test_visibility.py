"""What is not published is known to nobody but those who make it: page, API, export, feed and stream."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import product

import pytest
from starlette.routing import Route
from websockets.asyncio.client import connect

from hemicycle.http.application import ROUTES
from hemicycle.services.open_data import TYPES
from hemicycle.store.members import Membership, put_membership
from hemicycle_protocol.messages import SUBPROTOCOL, Hello, Subscribed, Unsubscribed
from hemicycle_protocol.topics import GRAMMAR, Kind
from hemicycle_protocol.views import Role
from tests.support.drafts import IDS, SECRET, furnish_draft
from tests.support.live import Client
from tests.support.server import Browser, Served

NAME = re.compile(r"\{(\w+)(:\w+)?\}")
# Names of parts of an address that say no id.
OTHER = {"type": list(TYPES), "format": ["json", "csv"], "token": ["none"], "number": ["1"], "version": ["1"]}
SCOPES = {"process": "draft", "debate": "draft-d", "ballots": "draft"}


def addresses(ids: Sequence[str], query: str) -> list[str]:
    """Every address that can be read, with every id in every place."""
    found = []
    for route in ROUTES:
        if not isinstance(route, Route) or "GET" not in (route.methods or ()) or "/topics/" in route.path:
            continue
        names = [name for name, _ in NAME.findall(route.path)]
        for values in product(*(OTHER.get(name, [*ids, "program.m3u8"]) for name in names)):
            path = route.path
            for value in values:
                path = NAME.sub(value, path, count=1)
            found.append(f"{path}?{query}&limit=50")
    return found


def topics() -> list[str]:
    """Every topic that can be followed, of the draft and of its debate."""
    return [
        f"{scope}/{SCOPES[scope]}/{part.replace('*', 'draft-1')}".rstrip("/")
        for (scope, part), kind in GRAMMAR.items()
        if scope in SCOPES and kind is not Kind.STREAM
    ]


@asynccontextmanager
async def socket_to(served: Served, token: str | None = None) -> AsyncIterator[Client]:
    """A session at `/live`."""
    uri = served.site.replace("http", "ws", 1) + "/live"
    async with connect(uri, subprotocols=[SUBPROTOCOL], compression=None) as opened:  # type: ignore[list-item]
        client = Client(opened)
        await client.say(Hello([1], token))
        await client.hear()
        yield client


@pytest.fixture
async def draft(server: Served) -> Served:
    await furnish_draft(server.node)
    media = server.node.config.media / "draft-d"
    media.mkdir(parents=True)
    (media / "program.m3u8").write_text(SECRET)
    return server


async def test_no_address_tells_a_stranger_of_a_draft(draft: Served, browser: Browser) -> None:
    """[PR14] Nor a citizen who signed in: both hear what they would hear of what does not exist."""
    async with draft.browser() as citizen:
        await citizen.sign_in("yann@example.org")
        for path in addresses(IDS, "process=draft&debate=draft-d&q=confidentiel"):
            for reader in (browser, citizen):
                answer = await reader.get(path)
                assert SECRET not in answer.text, path
                assert answer.status_code < 500, path


async def test_the_addresses_of_a_draft_answer_as_if_it_was_not_there(
    draft: Served, browser: Browser
) -> None:
    """[PR14]"""
    for path in (
        "/api/processes/draft",
        "/api/processes/draft/propositions",
        "/api/propositions/draft-1",
        "/api/debates/draft-d",
        "/hls/draft-d/program.m3u8",
    ):
        assert (await browser.get(path)).status_code == 404, path


@pytest.mark.parametrize("topic", topics())
async def test_no_stream_tells_a_stranger_of_a_draft(draft: Served, browser: Browser, topic: str) -> None:
    """[PR14]"""
    answer = await browser.get(f"/api/topics/{topic}")
    assert answer.status_code in (401, 403, 404), topic
    assert SECRET not in answer.text


@pytest.mark.parametrize("topic", topics())
async def test_no_socket_tells_a_stranger_of_a_draft(draft: Served, topic: str) -> None:
    """[PR14]"""
    async with socket_to(draft) as client:
        answer = await client.follow(topic)
    assert isinstance(answer, Unsubscribed), topic


async def test_a_public_process_lends_no_topic_to_the_text_of_a_draft(draft: Served) -> None:
    async with socket_to(draft) as client:
        assert isinstance(await client.follow("process/p1/arguments/draft-1"), Unsubscribed)
        assert isinstance(await client.follow("process/p1/arguments/p1-1"), Subscribed)


async def test_those_who_make_a_draft_read_it(draft: Served, browser: Browser) -> None:
    info = await browser.sign_in("marie@example.org")
    assert (await browser.get("/api/processes/draft")).status_code == 404
    you, token = info["you"], info["token"]
    assert isinstance(you, dict)
    assert isinstance(token, str)
    member = put_membership(Membership("draft", you["id"], Role.STAFF.value, 1))
    await draft.node.database.connections.write(member)
    for path in ("/api/processes/draft", "/api/propositions/draft-1", "/api/debates/draft-d"):
        assert SECRET in (await browser.get(path)).text
    assert "draft" not in (await browser.get("/api/home")).text
    async with socket_to(draft, token) as client:
        assert isinstance(await client.follow("process/draft"), Subscribed)
        assert isinstance(await client.follow("debate/draft-d"), Subscribed)


async def test_no_address_tells_a_stranger_what_stands_in_the_bin(server: Served, browser: Browser) -> None:
    """[MD16] That something is there, its title and the reason stand in the register; its words nowhere."""
    async with server.browser() as moderator:
        info = await moderator.sign_in("awa@example.org")
        you = info["you"]
        assert isinstance(you, dict)
        member = put_membership(Membership("p1", you["id"], Role.MODERATOR.value, 1))
        await server.node.database.connections.write(member)
        for target in ("proposition/p1-1", "argument/p1-1-a1", "proposition/p1-3"):
            reason = {"reason": "spam", "explanation": "Publicité."}
            done = await moderator.act("bin_item", process="p1", target=target, version=0, **reason)
            assert done.status_code == 200, done.text
    words = ("Tout</strong> publier", "**Tout** publier", "Oui.", "Trop invoqu\u00e9", "Karim")
    for path in addresses(["p1", "p1-1", "p1-1-a1", "p1-3", "d1"], "process=p1&debate=d1&q=publier+invoqué"):
        answer = await browser.get(path)
        assert answer.status_code < 500, path
        for word in words:
            assert word not in answer.text, (path, word)
    for topic in ("process/p1", "process/p1/board", "debate/d1"):
        async with socket_to(server) as client:
            told = str(await client.follow(topic))
        assert not any(word in told for word in words), topic
