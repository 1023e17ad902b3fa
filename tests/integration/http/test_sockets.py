"""Connections that never come to an end of what they ask, or never read: each is ended."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from hemicycle import http_socket
from hemicycle.http_socket import HttpLimits
from tests.support.patience import PATIENCE_S
from tests.support.raw import Raw
from tests.support.server import Browser, Served, run_server

HEAD = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n"
POST = b"POST /api/commands HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes a quarter of a minute otherwise."""
    for name in ("HEAD_S", "BODY_S", "UNREAD_S"):
        monkeypatch.setattr(http_socket, name, 0.3)


@contextlib.asynccontextmanager
async def stranger(server: Served) -> AsyncIterator[Raw]:
    """A bare connection."""
    with await asyncio.to_thread(Raw, int(server.site.rpartition(":")[2])) as raw:
        yield raw


def status(raw: Raw) -> int:
    """Of the answer; 0 if the connection just ends."""
    with contextlib.suppress(ConnectionError):
        return int((raw.head() or b"HTTP/1.1 0").split()[1])
    return 0


async def status_of(raw: Raw) -> int:
    return await asyncio.to_thread(status, raw)


@pytest.mark.usefixtures("short")
@pytest.mark.parametrize(
    ("said", "answer"),
    [(HEAD, 408), (HEAD[:7], 408), (b"", 0), (HEAD + b"\r\n" + HEAD, 200)],
    ids=["half a head", "half a line", "nothing", "half of a second"],
)
async def test_a_head_has_a_time(server: Served, browser: Browser, said: bytes, answer: int) -> None:
    """[H20] Who says nothing at all is not answered, as a browser would take that for the answer to come."""
    async with stranger(server) as raw:
        raw.send(said)
        assert await status_of(raw) == answer
        while await asyncio.to_thread(raw.socket.recv, 1_024):
            pass
    assert (await browser.get("/healthz")).status_code == 200
    assert server.node.http_limits.open == 1


def headers_without_end() -> Iterator[bytes]:
    yield HEAD
    while True:
        yield b"X-More: " + b"x" * 1_000 + b"\r\n"


def one_header_without_end() -> Iterator[bytes]:
    yield HEAD + b"X-More: "
    while True:
        yield b"x" * 1_000


def a_path_without_end() -> Iterator[bytes]:
    yield b"GET /"
    while True:
        yield b"x" * 1_000


def a_large_head_at_once() -> Iterator[bytes]:
    yield HEAD + b"".join(b"X-More: " + b"x" * 1_000 + b"\r\n" for _ in range(40)) + b"\r\n"


@pytest.mark.parametrize(
    "heads", [headers_without_end, one_header_without_end, a_path_without_end, a_large_head_at_once]
)
async def test_a_head_has_a_size(server: Served, heads: object) -> None:
    """[H20]"""
    async with stranger(server) as raw:
        with contextlib.suppress(ConnectionError):
            for piece in heads():  # type: ignore[operator]
                await asyncio.to_thread(raw.send, piece)
                assert raw.sent < 64 << 20, "it is read without an end"
        assert await status_of(raw) in (431, 0)


@pytest.mark.usefixtures("short")
@pytest.mark.parametrize(
    "request_",
    [POST + b"Content-Length: 9000\r\n\r\n{", HEAD + b"Content-Length: 9000\r\n\r\n{"],
    ids=["post", "get"],
)
async def test_a_body_has_a_time(server: Served, request_: bytes) -> None:
    """[H20] Also one that nobody asked for and nobody reads."""
    async with stranger(server) as raw:
        raw.send(request_)
        await status_of(raw)
        while await asyncio.to_thread(raw.socket.recv, 65_536):
            pass


async def test_a_body_without_end_is_not_read_to_the_end(server: Served) -> None:
    """[H20] An unread one, in chunks, after its request was answered."""
    async with stranger(server) as raw:
        raw.send(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
        with contextlib.suppress(ConnectionError):
            while True:
                await asyncio.to_thread(raw.send, b"1000\r\n" + bytes(4_096) + b"\r\n")
                assert raw.sent < 64 << 20, "it is read without an end"


async def test_requests_do_not_wait_in_thousands_for_the_one_before_them(server: Served) -> None:
    async with stranger(server) as raw:
        with contextlib.suppress(ConnectionError):
            await asyncio.to_thread(raw.send, (HEAD + b"\r\n") * 5_000)
            await asyncio.to_thread(raw.ending)
    async with asyncio.timeout(PATIENCE_S):
        while server.node.http_limits.open:  # noqa: ASYNC110 (the server tells nobody)
            await asyncio.sleep(0.01)


@pytest.mark.usefixtures("short")
async def test_an_answer_that_is_not_read_is_not_kept(server: Served) -> None:
    """[H20] More of them than the system takes for a connection."""
    async with stranger(server) as raw:
        with contextlib.suppress(ConnectionError):
            for _ in range(4_000):
                await asyncio.to_thread(
                    raw.send, b"GET /api/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n"
                )
                if not server.node.http_limits.open:
                    break
        async with asyncio.timeout(PATIENCE_S):
            while server.node.http_limits.open:  # noqa: ASYNC110 (the server tells nobody)
                await asyncio.sleep(0.01)


async def test_connections_are_counted_by_address(tmp_path: Path) -> None:
    """[H20, H21] Others are served while one has all it may have."""
    async with run_server(tmp_path, max_connections_per_address=2) as server:
        async with stranger(server) as one, stranger(server) as two, stranger(server) as three:
            assert await status_of(three) == 503
            for raw in (one, two):
                raw.send(HEAD + b"\r\n")
                assert await status_of(raw) == 200
        assert server.node.http_limits.turned_away == 1


async def test_a_websocket_is_counted_as_one_and_no_longer_as_a_page(server: Served) -> None:
    async with stranger(server) as raw:
        await asyncio.to_thread(raw.enter)
        assert server.node.http_limits.open == 0
        assert len(server.node.live.connections) == 1


def test_who_leaves_makes_room() -> None:
    limits = HttpLimits(3, 2)
    assert [limits.enter(address) for address in "aaabb"] == [True, True, False, True, False]
    limits.leave("a")
    assert limits.enter("a")
    for address in "aab":
        limits.leave(address)
    assert (limits.open, limits.turned_away) == (0, 2)
