"""`hemicycle explain`: what the database is asked for a page, how long that takes, and how it is done."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import msgspec
import typer

from hemicycle.app import Node, open_node
from hemicycle.config import Config
from hemicycle.store.watching import Asked, answer_of, watched


class Statement(msgspec.Struct):
    """One question to the database."""

    ms: float
    rows: int
    sql: str
    plan: list[str]


class Explained(msgspec.Struct):
    """An address: what it answered, the time of the whole answer, and of each statement with its plan."""

    path: str
    status: int
    bytes: int
    median_ms: float
    worst_ms: float
    statements: list[Statement]


async def explain(config: Config, paths: Sequence[str], *, times: int, as_json: bool) -> None:
    """Ask the API for each address so many times, as a stranger would; print times and plans."""
    async with open_node(config) as node:
        explained = [await _explain(node, path, times) for path in paths]
    if as_json:
        typer.echo(msgspec.json.encode(explained).decode())
        return
    for each in explained:
        typer.echo(f"{each.path}: {each.status}, {each.bytes:,} bytes, {each.median_ms:.1f} ms")
        for statement in each.statements:
            typer.echo(
                f"  {statement.ms:8.2f} ms {statement.rows:7} rows  {' '.join(statement.sql.split())[:160]}"
            )
            for line in statement.plan:
                typer.echo(f"               {line}")


async def _explain(node: Node, path: str, times: int) -> Explained:
    await _get(node, path)  # what is remembered once is not what a page costs
    took: list[float] = []
    status = size = 0
    heard: list[Asked] = []
    for _ in range(times):
        with watched() as asked:
            before = time.perf_counter()
            status, size = await _get(node, path)
            took.append((time.perf_counter() - before) * 1000)
        heard = asked
    statements = []
    for one in heard:
        answer = await answer_of(node.database.connections, one, times=times)
        statements.append(Statement(answer.ms, answer.rows, one.statement, answer.plan))
    return Explained(path, status, size, statistics.median(took), max(took), statements)


async def _get(node: Node, address: str) -> tuple[int, int]:
    """Ask the application of this node, without a socket: the status and the size of the answer."""
    parts = urlsplit(address)
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": parts.path,
        "raw_path": parts.path.encode(),
        "query_string": parts.query.encode(),
        "root_path": "",
        "headers": [(b"host", b"localhost")],
        "client": ("127.0.0.1", 1),
        "server": ("localhost", 80),
    }
    status, size = 0, 0

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        nonlocal status, size
        if message["type"] == "http.response.start":
            status = message["status"]
        else:
            size += len(message.get("body", b""))

    await node.application(scope, receive, send)
    return status, size
