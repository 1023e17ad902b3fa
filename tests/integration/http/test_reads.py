"""Every address that is read asks once whether its reader may know of the process."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from hemicycle.core.permissions import may_follow
from hemicycle.http.application import ROUTES
from hemicycle.http.shares import SHARED
from hemicycle.services.kernel.visibility import Visibility
from hemicycle.store.members import Membership, put_membership
from hemicycle_protocol.reads import READS
from hemicycle_protocol.topics import GRAMMAR, Kind, parse_topic
from hemicycle_protocol.views import ProcessView, Role, You
from tests.support.live import session_at
from tests.support.server import Browser, Served

IDS = {"processes": "p1", "propositions": "p1-1", "debates": "d1", "arguments": "p1-1-a1"}
PARTS = {
    "number": "1",
    "version": "1",
    "type": "propositions",
    "format": "json",
    "proposition": "p1-1",
    "debate": "d1",
    "file": "program.m3u8",
    "page": "processes",
    "slug": "legal",
}
NAME = re.compile(r"\{(\w+)(?::\w+)?\}")
QUERY = "process=p1&debate=d1&target=proposition/p1-1&targets=proposition/p1-1&q=publier&side=for"
# About the site, about oneself, or for who holds a link.
OUTSIDE = {
    "/api/session",
    "/api/sign-in/mail",
    "/api/invitations",
    "/api/outbox",
    "/api/my/processes",
    "/api/me",
    "/api/me/export",
    "/api/me/notifications",
    "/api/unsubscribe/{token}",
    "/api/consent",
    "/api/openapi.json",
    "/api/site",
    "/api/site/pages/{slug}",
    "/api/site/setup",
}
# What says something of a process beside the API. Every other page is the client’s, and says only whether
# something is there; mails link to pages, or hold a token.
OUTLETS = {"/processes/{id}/feed.atom", "/hls/{debate}/{file:path}", "/cards/{page}/{id}.png", *SHARED} - {
    "/"
}
TOPICS = [
    f"{scope}/{ {'process': 'p1', 'debate': 'd1'}[scope] }/{part.replace('*', 'p1-1')}".rstrip("/")
    for (scope, part), kind in GRAMMAR.items()
    if scope in ("process", "debate") and kind is not Kind.STREAM
]


def address(path: str) -> str:
    kind = path.split("/")[2] if path.startswith("/api/") else path.split("/")[1]
    return NAME.sub(lambda found: PARTS.get(found[1], IDS.get(kind, "p1")), path)


@contextmanager
def counted(visibility: Visibility) -> Iterator[list[str]]:
    """The processes that were asked about meanwhile."""
    asked: list[str] = []
    visible = visibility._visible

    async def counting(you: You | None, process: str) -> ProcessView | None:
        asked.append(process)
        return await visible(you, process)

    visibility._visible = counting  # type: ignore[method-assign]
    try:
        yield asked
    finally:
        visibility._visible = visible  # type: ignore[method-assign]


async def sign_in_with_every_role(server: Served, browser: Browser) -> None:
    info = await browser.sign_in("awa@example.org")
    you = info["you"]
    assert isinstance(you, dict)
    for role in (Role.ORGANISER, Role.MODERATOR, Role.PARLIAMENTARIAN):
        member = put_membership(Membership("p1", you["id"], role.value, 1))
        await server.node.database.connections.write(member)


async def times_asked(server: Served, browser: Browser, path: str) -> int:
    """How often the gate is asked when nothing is remembered."""
    services = server.node.services
    services.kernel.visibility._public.clear()
    services.sharing.links._shares._values.clear()
    services.sharing.links._pictures._values.clear()
    with counted(services.kernel.visibility) as asked:
        await browser.get(path)
    return len(asked)


@pytest.mark.slow
async def test_every_read_asks_once_about_its_process(server: Served, browser: Browser) -> None:
    await sign_in_with_every_role(server, browser)
    times = {
        path: await times_asked(server, browser, f"{address(path)}?{QUERY}")
        for path in READS
        if "topics" not in path
    }
    assert {path: n for path, n in times.items() if n != 1} == dict.fromkeys(OUTSIDE, 0)


async def test_everything_else_that_is_read_asks_once_or_says_nothing(
    server: Served, browser: Browser
) -> None:
    """Pages about something, pictures, feeds, the files of a program; pages of the site and links do not."""
    routes = [route.path for route in ROUTES if "GET" in (route.methods or ())]
    paths = [path for path in routes if not path.startswith("/api/")]
    times = {path: await times_asked(server, browser, address(path)) for path in paths}
    about = {path for path in paths if "{id}" in path and "{token}" not in path and not path.endswith("/")}
    assert times == dict.fromkeys(paths, 0) | dict.fromkeys(OUTLETS | about, 1)


@pytest.mark.parametrize("topic", TOPICS)
async def test_who_follows_a_topic_is_asked_about_once(server: Served, browser: Browser, topic: str) -> None:
    """Over a socket; without one it is the same question (`feeds`)."""
    async with session_at(server.site) as client:
        server.node.services.kernel.visibility._public.clear()
        with counted(server.node.services.kernel.visibility) as asked:
            await client.follow(topic)
    parsed = parse_topic(topic)
    assert parsed is not None
    assert len(asked) == (0 if may_follow(None, parsed) else 1)
