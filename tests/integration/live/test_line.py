"""A simulated person's line against a real gateway."""

from __future__ import annotations

import asyncio

import pytest

from hemicycle.line import open_line
from hemicycle_protocol.commands import LeaveSeat
from hemicycle_protocol.errors import CloseCode, Code, Refused
from hemicycle_protocol.messages import Events, FromServer, Subscribed
from tests.support.live import DEBATE, run_node
from tests.support.patience import PATIENCE_S


async def test_a_line_hears_what_it_follows_and_says_what_was_refused() -> None:
    heard: asyncio.Queue[FromServer] = asyncio.Queue()
    async with run_node() as node:
        url = f"http://127.0.0.1:{node.port}"
        async with open_line(url, "ada:citizen", [DEBATE], heard.put_nowait) as line:
            assert line.you is not None
            assert line.you.name == "Ada"
            assert isinstance(await heard.get(), Subscribed)
            node.say("bonjour")
            assert isinstance(await heard.get(), Events)
            with pytest.raises(Refused) as refused:
                await line.act(LeaveSeat("d1"))
            assert refused.value.code is Code.UNKNOWN_COMMAND


async def test_a_line_that_is_cut_says_so_and_answers_what_waits() -> None:
    async with run_node() as node:
        url = f"http://127.0.0.1:{node.port}"
        async with open_line(url, "ada:citizen", [], lambda message: None) as line:
            for connection in list(node.live.connections):
                connection.end(CloseCode.SLOW, "too slow")
            async with asyncio.timeout(PATIENCE_S):
                await line.ended.wait()
            with pytest.raises(Refused) as refused:
                await line.act(LeaveSeat("d1"))
            assert refused.value.code is Code.UNAVAILABLE


async def test_a_person_who_is_not_wanted_hears_of_it_as_of_any_other_failure() -> None:
    async with run_node(connections=0) as node:
        with pytest.raises(OSError, match="503"):
            async with open_line(f"http://127.0.0.1:{node.port}", "ada:citizen", [], lambda message: None):
                raise AssertionError("there is no room")
    async with run_node() as node:
        with pytest.raises(OSError, match="4511"):
            async with open_line(f"http://127.0.0.1:{node.port}", "ada:nobody", [], lambda message: None):
                raise AssertionError("there is no such token")
