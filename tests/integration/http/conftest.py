"""The node is tested on the event loop it runs on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import uvloop

from tests.support.server import Browser, Served, run_server


def pytest_asyncio_loop_factories() -> dict[str, Callable[[], asyncio.AbstractEventLoop]]:
    return {"uvloop": uvloop.new_event_loop}


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Served]:
    async with run_server(tmp_path) as served:
        yield served


@pytest.fixture
async def browser(server: Served) -> AsyncIterator[Browser]:
    async with server.browser() as browser:
        yield browser
