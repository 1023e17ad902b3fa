"""What the API really answers is what its description says."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from hemicycle.auth.unsubscribe import make_unsubscribe
from hemicycle.store.members import Membership, put_membership
from hemicycle_protocol.personal import Subject
from hemicycle_protocol.reads import READS, Reader
from hemicycle_protocol.views import Role
from tests.support.databases import sqlite_database
from tests.support.evening import START
from tests.support.nodes import PROCESS, open_nodes
from tests.support.server import SECRET, Browser, Served, run_server
from tests.support.whole_process import DAY_MS, ENDED, furnish_six_phases

IDS = {"processes": PROCESS, "propositions": "p1-1", "debates": ENDED, "arguments": "p1-3-a1"}
PARTS = {
    "number": "1",
    "version": "1",
    "type": "propositions",
    "format": "json",
    "proposition": "p1-3",
    "slug": "legal",
}
NAME = re.compile(r"\{(\w+)\}")
QUERY = "process=p1&debate=d1&targets=proposition/p1-1&q=publier&side=for"
JSON_READS = [
    path for path, read in READS.items() if not isinstance(read.answer, str) and read.answer is not None
]
ROLES = (Role.ORGANISER, Role.MODERATOR, Role.PARLIAMENTARIAN)


@asynccontextmanager
async def whole_server(folder: Path) -> AsyncIterator[Served]:
    """A node with a process that holds something of every kind."""
    url = sqlite_database(folder / "var")
    async with open_nodes(url, furnished=False) as (made,):
        await furnish_six_phases(made, folder)
    async with run_server(folder, clock=made.clock, furnished=False) as server:
        yield server


def address(path: str, **parts: str) -> str:
    kind, known = path.split("/")[2], PARTS | parts
    return NAME.sub(lambda found: known.get(found[1], IDS.get(kind, PROCESS)), path)


async def described(browser: Browser) -> dict[str, Any]:
    answer = await browser.get("/api/openapi.json")
    assert (await browser.get("/api/openapi.json", If_None_Match=answer.headers["etag"])).status_code == 304
    document: dict[str, Any] = answer.json()
    return document


async def sign_in_with_every_role(server: Served, browser: Browser) -> str:
    """The person."""
    accounts = server.node.services.people.accounts
    await accounts.add_account("yann@example.org", roles=[Role.CITIZEN, Role.ADMINISTRATOR])
    info = await browser.sign_in("yann@example.org")
    assert isinstance(info["you"], dict)
    person = str(info["you"]["id"])
    for role in ROLES:
        await server.node.database.connections.write(put_membership(Membership(PROCESS, person, role, 1)))
    return person


async def done(browser: Browser, name: str, /, **args: object) -> dict[str, Any]:
    answer = await browser.act(name, **args)
    assert answer.status_code == 200, answer.text
    result: dict[str, Any] = answer.json()["result"]
    return result


async def open_panel(browser: Browser) -> None:
    """For a debate that is to come."""
    debate = await done(
        browser, "add_debate", process=PROCESS, title="Le suivant", starts_at=START + 60 * DAY_MS, key="next"
    )
    closes = START + 20 * DAY_MS
    await done(browser, "open_panel", process=PROCESS, debate=debate["debate"], applications_close_at=closes)


@pytest.mark.slow
async def test_each_answer_is_what_the_description_says(tmp_path: Path) -> None:
    """Read by somebody who may; a refusal is a problem, which is described too."""
    refused: dict[str, str] = {}
    async with whole_server(tmp_path) as server, server.browser() as browser:
        document = await described(browser)
        person = await sign_in_with_every_role(server, browser)
        await open_panel(browser)
        mine = await done(browser, "argue", proposition="p1-1", side="for", body="Parce que.", key="mine")
        query = f"{QUERY}&target=argument/{mine['argument']}"
        presentation = (await browser.get(f"/api/processes/{PROCESS}/presentation")).json()
        root = presentation["nodes"][0]["id"]
        token = make_unsubscribe(person, [Subject.BILL], key=SECRET.encode())
        for path in JSON_READS:
            answer = await browser.get(f"{address(path, token=token, node=root)}?{query}")
            said = document["paths"][path]["get"]["responses"]
            is_answer = answer.status_code == 200
            if not is_answer:
                refused[path] = f"{answer.status_code} {answer.text}"
            content = said["200" if is_answer else "default"]["content"]
            (schema,) = (each["schema"] for each in content.values())
            Draft202012Validator({**schema, "components": document["components"]}).validate(answer.json())
            if is_answer and READS[path].reader is Reader.EVERYBODY:
                etag = answer.headers["etag"]
                again = await browser.get(
                    f"{address(path, token=token, node=root)}?{query}", If_None_Match=etag
                )
                assert again.status_code == 304, path
    assert refused == {}
