"""The node is tested on the event loop it runs on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio
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


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def standing(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Served]:
    """A node that is only read, or refuses: one for all tests of a file that have the loop of a module."""
    async with run_server(tmp_path_factory.mktemp("standing")) as served:
        yield served


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def reader(standing: Served) -> AsyncIterator[Browser]:
    async with standing.browser() as browser:
        yield browser
