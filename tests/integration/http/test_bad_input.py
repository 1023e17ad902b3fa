"""Oversized, malformed and unauthorised requests: a clear answer, and the node stays up (issue part 11)."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

import pytest

from tests.support.patience import PATIENCE_S
from tests.support.server import Browser, Served

JSON = "application/json"


async def raw(server: Served, data: bytes) -> bytes:
    parts = urlsplit(server.site)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    writer.write(data)
    async with asyncio.timeout(PATIENCE_S):
        answer = await reader.read(65_536)
    writer.close()
    return answer


@pytest.mark.parametrize(
    ("content", "type_", "code"),
    [
        (b"", JSON, "invalid"),
        (b"{", JSON, "invalid"),
        (b"[]", JSON, "invalid"),
        (b'{"email": 7}', JSON, "invalid"),
        (b'{"email": "\xff"}', JSON, "invalid"),
        (b"[" * 50_000, JSON, "invalid"),
        (b'{"email": "a@b.fr"}', "text/plain", "invalid"),
        (b'{"email": "' + b"a" * 70_000 + b'"}', JSON, "too_long"),
        (b'{"email": "nobody"}', JSON, "invalid"),
    ],
)
async def test_a_body_that_is_not_what_was_asked_for_is_a_problem(
    server: Served, browser: Browser, content: bytes, type_: str, code: str
) -> None:
    headers = {"Origin": server.site, "Content-Type": type_}
    answer = await browser.http.post("/api/sign-in", content=content, headers=headers)
    assert answer.json()["code"] == code
    assert answer.status_code in (400, 422)
    assert (await browser.get("/healthz")).json() == {"status": "ok"}


async def test_a_body_without_end_is_cut_off(server: Served) -> None:
    head = (
        f"POST /api/sign-in HTTP/1.1\r\nHost: {urlsplit(server.site).netloc}\r\nOrigin: {server.site}\r\n"
        f"Content-Type: {JSON}\r\nContent-Length: 99999999999\r\n\r\n"
    )
    assert b"too_long" in await raw(server, head.encode() + b"x" * 100_000)


async def test_bytes_that_are_not_http_are_answered_400(server: Served, browser: Browser) -> None:
    assert (await raw(server, b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n")).startswith(b"HTTP/1.1 400")
    assert (await browser.get("/healthz")).status_code == 200


async def test_a_wrong_method_is_told_which_are_right(browser: Browser) -> None:
    answer = await browser.post("/api/home")
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]


async def test_a_cookie_that_we_did_not_sign_is_nobody(browser: Browser) -> None:
    for value in ("x", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.", "a" * 5_000):
        answer = await browser.get("/api/session", Cookie=f"hemicycle_session={value}")
        assert answer.json().get("you") is None


async def test_a_bug_is_ours_and_says_nothing_more(server: Served, browser: Browser) -> None:
    """Whatever breaks inside, a person hears a code and a sentence, never a traceback."""
    await server.node.database.connections.write(
        lambda connection: connection.exec_driver_sql("ALTER TABLE debates RENAME TO lost")
    )
    answer = await browser.get("/api/home")
    assert answer.status_code == 500
    assert answer.json()["code"] == "unavailable"
    assert "Traceback" not in answer.text
    assert (await browser.get("/healthz")).status_code == 200
