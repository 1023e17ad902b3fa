"""Every parameter of the table of reads is asked by the server as the table says."""

from __future__ import annotations

from hemicycle.store.members import Membership, put_membership
from hemicycle_protocol.reads import READS, Kind, Query, Read
from hemicycle_protocol.views import Role
from tests.support.server import Browser, Served

from .test_reads import address

TARGET = "proposition/p1-1"


def good(query: Query) -> str:
    if query.choices:
        return query.choices[0]
    return {"target": TARGET, "targets": TARGET, "debate": "d1", "process": "p1"}.get(query.name, "eau")


def wrong(read: Read) -> list[tuple[Query, dict[str, str]]]:
    """What a read must refuse: a word for a number, a thing too many, nothing where something is needed."""
    needed = {query.name: good(query) for query in read.query if query.is_needed}
    found = []
    for query in read.query:
        others = {name: value for name, value in needed.items() if name != query.name}
        if query.is_needed:
            found.append((query, others))
        if query.kind is not Kind.STRING or query.choices:
            found.append((query, {**others, query.name: "x"}))
        if query.kind is Kind.INTEGER:
            found += [(query, {**others, query.name: str(n)}) for n in (query.least - 1, query.most + 1)]
    return found


async def test_every_parameter_is_refused_outside_what_the_table_allows(
    server: Served, browser: Browser
) -> None:
    you = (await browser.sign_in("awa@example.org"))["you"]
    assert isinstance(you, dict)
    for role in (Role.ORGANISER, Role.MODERATOR, Role.PARLIAMENTARIAN):
        member = put_membership(Membership("p1", you["id"], role.value, 1))
        await server.node.database.connections.write(member)
    told, expected = {}, {}
    for path, read in READS.items():
        place = address(path).replace("{topic}", "debate/d1").replace("topics/p1", "topics/debate/d1")
        for query, given in wrong(read):
            answer = await browser.http.get(place, params=given)
            told[path, query.name, str(given)] = answer.json().get("facts")
            expected[path, query.name, str(given)] = {"field": query.name, "allowed": query.allowed}
    assert len(told) > 50
    assert told == expected
