"""Every address that is read asks once whether its reader may know of the process."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from hemicycle.services.kernel.visibility import Visibility
from hemicycle.store.members import Membership, put_membership
from hemicycle_protocol.reads import READS
from hemicycle_protocol.views import ProcessView, Role, You
from tests.support.server import Browser, Served

IDS = {"processes": "p1", "propositions": "p1-1", "debates": "d1", "arguments": "p1-1-a1"}
PARTS = {"number": "1", "version": "1", "type": "propositions", "format": "json", "proposition": "p1-1"}
NAME = re.compile(r"\{(\w+)\}")
QUERY = "process=p1&debate=d1&target=proposition/p1-1&targets=proposition/p1-1&q=publier&side=for"
# About the site, about oneself, or for who holds a link.
OUTSIDE = {
    "/api/session",
    "/api/invitations",
    "/api/outbox",
    "/api/my/processes",
    "/api/my/text",
    "/api/me",
    "/api/me/export",
    "/api/me/notifications",
    "/api/unsubscribe/{token}",
    "/api/consent",
    "/api/openapi.json",
}


def address(path: str) -> str:
    kind = path.split("/")[2]
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


async def test_every_read_asks_once_about_its_process(server: Served, browser: Browser) -> None:
    info = await browser.sign_in("awa@example.org")
    you = info["you"]
    assert isinstance(you, dict)
    for role in (Role.ORGANISER, Role.MODERATOR, Role.PARLIAMENTARIAN):
        member = put_membership(Membership("p1", you["id"], role.value, 1))
        await server.node.database.connections.write(member)
    kernel = server.node.services.kernel
    times: dict[str, int] = {}
    for path in READS:
        if "topics" in path:
            continue
        kernel.visibility._public.clear()
        with counted(kernel.visibility) as asked:
            await browser.get(f"{address(path)}?{QUERY}")
        times[path] = len(asked)
    assert {path: n for path, n in times.items() if n != 1} == dict.fromkeys(OUTSIDE, 0)
