"""A hall of people behind one address, who all sign in as the evening begins."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.nodes import FakeClock
from tests.support.server import run_server

PEOPLE = 400
FIVE_MINUTES_MS = 300_000


@pytest.mark.slow
async def test_a_hall_of_four_hundred_behind_one_address_signs_in_within_five_minutes(tmp_path: Path) -> None:
    """[H27] The 300th waited 40 minutes. All ask in the first minute, and type codes in the next four."""
    clock = FakeClock()
    began = clock.at
    async with run_server(tmp_path, clock=clock) as server, server.browser() as browser:
        cookies = []
        for n in range(PEOPLE):
            clock.at += 60_000 // PEOPLE
            browser.http.cookies.clear()
            asked = await browser.post("/api/sign-in", {"email": f"p{n}@example.org"})
            assert asked.status_code == 202, asked.text
            cookies.append(dict(browser.http.cookies))
        mails = await server.node.database.mails.newest(PEOPLE)
        codes = {mail.recipient: re.findall(r"\b\d{6}\b", mail.body)[0] for mail in mails}
        assert len(codes) == PEOPLE
        for n, kept in enumerate(cookies):
            clock.at += 240_000 // PEOPLE
            browser.http.cookies.clear()
            browser.http.cookies.update(kept)
            body = {"email": f"p{n}@example.org", "code": codes[f"p{n}@example.org"]}
            entered = await browser.post("/api/sign-in/code", body)
            assert entered.status_code == 200, entered.text
        assert clock.at - began <= FIVE_MINUTES_MS


async def test_a_code_is_typed_in_the_browser_that_asked(tmp_path: Path) -> None:
    """[H28] Its cookie is read by no script, and sent from no other site."""
    async with run_server(tmp_path) as server, server.browser() as mine, server.browser() as other:
        asked = await mine.post("/api/sign-in", {"email": "boss@example.org"})
        kept = asked.headers["set-cookie"]
        assert all(part in kept for part in ("HttpOnly", "SameSite=strict"))
        code = re.findall(r"\b\d{6}\b", (await server.node.database.mails.newest(1))[0].body)[0]
        typed = {"email": "boss@example.org", "code": code}
        wrong = await other.post("/api/sign-in/code", typed)
        assert wrong.json()["facts"] == {"field": "code", "tries_left": 0, "asked_here": False}
        assert (await mine.post("/api/sign-in/code", typed)).status_code == 200
