"""An act counts from when all of it was received: on both transports what ends after the close is refused."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

from hemicycle_protocol.codec import encode
from hemicycle_protocol.errors import Code
from hemicycle_protocol.messages import Command, Refused
from tests.support.live import session_at
from tests.support.moved_clock import MovedClock
from tests.support.server import run_server

LATER_MS = 10_000_001


async def test_a_body_that_ends_after_the_close_is_refused(tmp_path: Path) -> None:
    """[H10] [PR4] [F1]"""
    clock = MovedClock(tmp_path / "clock")
    async with run_server(tmp_path, clock=clock) as server, server.browser() as browser:
        await browser.sign_in("a@exemple.fr")
        args = {"proposition": "p1-1", "choice": "agree", "seq": 1}
        body = json.dumps({"name": "vote", "args": args}).encode()

        async def slowly() -> AsyncIterator[bytes]:
            yield body[:20]
            clock.move_by(LATER_MS)
            yield body[20:]

        headers = {"content-type": "application/json", "origin": server.site}
        answer = await browser.http.post("/api/commands", content=slowly(), headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (409, "closed")
        _, counts, _ = await server.node.database.ballots.tallies("p1")
        assert counts == {}


async def test_a_message_that_ends_after_the_close_is_refused(tmp_path: Path) -> None:
    """[H10] [PR4] The same, in fragments on a socket."""
    clock = MovedClock(tmp_path / "clock")
    async with run_server(tmp_path, clock=clock) as server, server.browser() as browser:
        await browser.sign_in("a@exemple.fr")
        token = (await browser.get("/api/session")).json()["token"]
        data = encode(Command(1, "vote", {"proposition": "p1-1", "choice": "agree", "seq": 1}))

        async def slowly() -> AsyncIterator[bytes]:
            yield data[:10]
            clock.move_by(LATER_MS)
            yield data[10:]

        async with session_at(server.site, token) as session:
            await session.socket.send(slowly())
            answer = await session.hear()
        assert isinstance(answer, Refused)
        assert answer.code == Code.CLOSED
