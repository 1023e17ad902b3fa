"""What is not published is known to nobody but those who make it: page, API, export, feed and stream."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import product

import msgspec
import pytest
import pytest_asyncio
from starlette.routing import Route

from hemicycle.http.application import ROUTES
from hemicycle.services.open_data import TYPES
from hemicycle.store.members import Membership, put_membership
from hemicycle_protocol.commands import COMMANDS
from hemicycle_protocol.messages import Subscribed, Unsubscribed
from hemicycle_protocol.topics import GRAMMAR, Kind
from hemicycle_protocol.views import Role
from tests.support.drafts import IDS, SECRET, furnish_draft
from tests.support.examples import example_of
from tests.support.live import session_at
from tests.support.server import Browser, Served

NAME = re.compile(r"\{(\w+)(:\w+)?\}")
# Names of parts of an address that say no id.
OTHER = {"type": list(TYPES), "format": ["json", "csv"], "token": ["none"], "number": ["1"], "version": ["1"]}
# Addresses whose query says what they are about.
BY_QUERY = ("/api/my/", "/api/invitations")
NOTHING = ("nothing", "nothing-1", "nothing-1-a1", "nothing-d")
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


def topics(*kinds: Kind) -> list[str]:
    """Every topic that can be followed, of the draft and of its debate."""
    return [
        f"{scope}/{SCOPES[scope]}/{part.replace('*', 'draft-1')}".rstrip("/")
        for (scope, part), kind in GRAMMAR.items()
        if scope in SCOPES and kind in kinds
    ]


def without_names(text: str) -> str:
    """A text in which a draft and what does not exist are called the same, at any time."""
    for draft, nothing in zip(IDS, NOTHING, strict=True):
        text = re.sub(rf"\b({draft}|{nothing})(?![\w-])", "it", text)
    return re.sub(r"\d{12,}", "then", text)


@pytest.fixture
async def draft(server: Served) -> Served:
    return await drafted(server)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def standing_draft(standing: Served) -> Served:
    return await drafted(standing)


async def drafted(server: Served) -> Served:
    """The same node, with a draft and a program of its debate."""
    await furnish_draft(server.node)
    media = server.node.config.media / "draft-d"
    media.mkdir(parents=True)
    (media / "program.m3u8").write_text(SECRET)
    return server


@pytest.mark.slow
async def test_no_address_tells_a_stranger_of_a_draft(draft: Served, browser: Browser) -> None:
    """[PR14] Nor a citizen who signed in: both hear what they would hear of what does not exist."""
    async with draft.browser() as citizen:
        await citizen.sign_in("yann@example.org")
        for path in addresses(IDS, "process=draft&debate=draft-d&q=confidentiel"):
            for reader in (browser, citizen):
                answer = await reader.get(path)
                assert SECRET not in answer.text, path
                assert answer.status_code < 500, path


@pytest.mark.slow
async def test_a_draft_cannot_be_told_from_what_does_not_exist(draft: Served, browser: Browser) -> None:
    """[PR14] At any address: of the API, of files, feeds, pictures and pages."""
    texts = "target=proposition/{1}&targets=proposition/{1},argument/{2}"
    query = f"process={{0}}&debate={{3}}&q=confidentiel&side=for&{texts}"
    async with draft.browser() as citizen:
        await citizen.sign_in("yann@example.org")
        pairs = zip(
            addresses(IDS, query.format(*IDS)), addresses(NOTHING, query.format(*NOTHING)), strict=True
        )
        named = [
            (p, o) for p, o in pairs if p.partition("?")[0] != o.partition("?")[0] or p.startswith(BY_QUERY)
        ]
        for (path, other), reader in product(named, (browser, citizen)):
            answers = [await reader.get(path), await reader.get(other)]
            codes, words = zip(*((one.status_code, without_names(one.text)) for one in answers), strict=True)
            assert codes[0] == codes[1], path
            assert words[0] == words[1], path


@pytest.mark.slow
async def test_no_act_tells_a_draft_from_what_does_not_exist(draft: Served) -> None:
    """[H13] [PR14]"""
    async with draft.browser() as citizen:
        await citizen.sign_in("yann@example.org")
        for name, kind in COMMANDS.items():
            answers = []
            for ids in (IDS, NOTHING):
                things = dict(zip(("process", "proposition", "argument", "debate"), ids, strict=True))
                args = msgspec.to_builtins(example_of(kind, target=f"proposition/{ids[1]}", **things))
                draft.node.application.state.site.rates._buckets.clear()
                answers.append(await citizen.act(name, **args))
            assert SECRET not in answers[0].text, name
            assert without_names(answers[0].text) == without_names(answers[1].text), name


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("topic", topics(Kind.LOG, Kind.BOARD))
async def test_no_stream_tells_a_stranger_of_a_draft(
    standing_draft: Served, reader: Browser, topic: str
) -> None:
    """[PR14]"""
    answer = await reader.get(f"/api/topics/{topic}")
    assert answer.status_code in (401, 403, 404), topic
    assert SECRET not in answer.text


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("topic", topics(*Kind))
async def test_no_socket_tells_a_stranger_of_a_draft(standing_draft: Served, topic: str) -> None:
    """[PR14]"""
    path = "/media" if topic in topics(Kind.STREAM) else "/live"
    async with session_at(standing_draft.site, path=path) as client:
        answers = [await client.follow(topic), await client.follow(topic.replace("draft", "nothing"))]
    said = [without_names(str(answer)) for answer in answers]
    assert all(isinstance(answer, Unsubscribed) for answer in answers), topic
    assert said[0] == said[1]


async def test_a_public_process_lends_no_topic_to_the_text_of_a_draft(draft: Served) -> None:
    async with session_at(draft.site) as client:
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
    async with session_at(draft.site, token) as client:
        assert isinstance(await client.follow("process/draft"), Subscribed)
        assert isinstance(await client.follow("debate/draft-d"), Subscribed)


@pytest.mark.slow
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
        async with session_at(server.site) as client:
            told = str(await client.follow(topic))
        assert not any(word in told for word in words), topic
