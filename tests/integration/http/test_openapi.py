"""What the API really answers is what its description says."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from hemicycle_protocol.reads import READS, Reader
from tests.support.server import Browser, Served

IDS = {"processes": "p1", "propositions": "p1-1", "debates": "d1"}
QUERY = "?process=p1&debate=d1&targets=proposition/p1-1&target=proposition/p1-1"
JSON_READS = [
    path for path, read in READS.items() if not isinstance(read.answer, str) and read.answer is not None
]


def filled(path: str) -> str | None:
    """The address for what the server has; None where nothing of that kind is there."""
    parts = path.split("/")
    for at, part in enumerate(parts):
        if part == "{id}":
            if parts[at - 1] not in IDS:
                return None
            parts[at] = IDS[parts[at - 1]]
        elif part.startswith("{"):
            return None
    return "/".join(parts)


async def described(browser: Browser) -> dict[str, Any]:
    answer = await browser.get("/api/openapi.json")
    assert (await browser.get("/api/openapi.json", If_None_Match=answer.headers["etag"])).status_code == 304
    document: dict[str, Any] = answer.json()
    return document


@pytest.mark.parametrize("path", [path for path in JSON_READS if filled(path)])
async def test_an_answer_is_what_the_description_says(server: Served, browser: Browser, path: str) -> None:
    """Read by somebody who may; what does not exist there is a problem, which is described too."""
    document = await described(browser)
    await browser.sign_in("yann@example.org")
    await browser.act("vote", proposition="p1-1", choice="agree", seq=1)
    answer = await browser.get(f"{filled(path)}{QUERY}")
    said = document["paths"][path]["get"]["responses"]
    assert answer.status_code < 500, answer.text
    is_answer = answer.status_code == 200
    content = said["200" if is_answer else "default"]["content"]
    (schema,) = (each["schema"] for each in content.values())
    Draft202012Validator({**schema, "components": document["components"]}).validate(answer.json())
    if is_answer and READS[path].reader is Reader.EVERYBODY:
        again = await browser.get(f"{filled(path)}{QUERY}", If_None_Match=answer.headers["etag"])
        assert again.status_code == 304
