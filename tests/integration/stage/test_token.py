"""The stage's token, on a node with real services and a clock that is moved by hand."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hemicycle.auth.tokens import TTL_MS, TokenKind
from hemicycle.live import LiveServer, LiveSettings
from hemicycle.stage.link import Link, TurnedAway
from hemicycle_protocol.commands import MuteSeat, RenewToken, SetDebateState
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.messages import Call, Reply
from hemicycle_protocol.views import DebateState, DebateView
from tests.support.databases import sqlite_database
from tests.support.evening import DEBATE, HOST, MP, STAGE
from tests.support.live import serve_live
from tests.support.nodes import Node, open_nodes
from tests.support.stage import until

GOOD_MS = 400


class Following:
    """A link to a node and the debates it saw."""

    def __init__(self, node: Node, port: int) -> None:
        self.views: list[DebateView] = []
        token = node.services.kernel.identities.make_stage(DEBATE)
        url = f"ws://127.0.0.1:{port}"
        self.link = Link(url, token, DEBATE, seen=self.views.append, answer=self._answer)

    async def _answer(self, call: Call) -> Reply:
        return Reply(call.ref)


@contextlib.asynccontextmanager
async def served(folder: Path) -> AsyncIterator[tuple[Node, LiveServer, int]]:
    async with open_nodes(sqlite_database(folder)) as (node,):
        live = LiveServer(node.hub, node.services.gate, LiveSettings(), node.clock)
        async with serve_live(live) as port:
            yield node, live, port


async def test_a_stage_comes_back_after_its_first_token_has_expired(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """[M5] The link is cut when only a renewed token is good."""
    monkeypatch.setitem(TTL_MS, TokenKind.SERVICE, GOOD_MS)
    async with served(tmp_path) as (node, live, port):
        following = Following(node, port)
        first = following.link.token
        running = asyncio.create_task(following.link.run())
        try:
            await until(lambda: following.views and following.link.token != first)
            node.clock.at += GOOD_MS // 2
            second = following.link.token
            await until(lambda: following.link.token != second)
            node.clock.at += GOOD_MS // 2 + 1
            for connection in list(live.connections):
                connection.abort()
            await node.do(MuteSeat(DEBATE, "s1", True), HOST)
            await until(lambda: following.views[-1].seats["s1"].muted)
        finally:
            running.cancel()
            await asyncio.wait({running})


async def test_a_stage_whose_token_has_expired_ends_so_that_it_is_started_with_another(
    tmp_path: Path,
) -> None:
    """[S9] It was away for longer than its token was good."""
    async with served(tmp_path) as (node, _, port):
        following = Following(node, port)
        node.clock.at += TTL_MS[TokenKind.SERVICE]
        with pytest.raises(ExceptionGroup) as group:
            await following.link.run()
        assert group.value.subgroup(TurnedAway)


async def test_only_the_stage_of_a_debate_that_goes_on_gets_another_token(tmp_path: Path) -> None:
    """[M5]"""
    async with served(tmp_path) as (node, _, _port):
        result = await node.do(RenewToken(DEBATE), STAGE)
        identity = node.services.gate.identify(result["token"])
        assert identity is not None
        assert identity.you == STAGE
        with pytest.raises(Refused) as refused:
            await node.do(RenewToken(DEBATE), MP)
        assert refused.value.code is Code.FORBIDDEN
        await node.do(SetDebateState(DEBATE, DebateState.ENDED), HOST)
        with pytest.raises(Refused) as refused:
            await node.do(RenewToken(DEBATE), STAGE)
        assert refused.value.code is Code.CLOSED
