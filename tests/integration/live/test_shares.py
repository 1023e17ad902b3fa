"""What connections of one address, or sessions of one person, have together."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus

from hemicycle_protocol.errors import CloseCode
from hemicycle_protocol.messages import Command, Done, Hello, Pong, Refused
from tests.support.live import Node, run_node
from tests.support.patience import PATIENCE_S


def named(address: str) -> dict[str, Any]:
    """As our proxy names a caller."""
    return {"additional_headers": {"X-Forwarded-For": f"6.6.6.6, {address}"}}


async def gone(node: Node, left: int) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while len(node.live.connections) > left:  # noqa: ASYNC110 (the server tells nobody)
            await asyncio.sleep(0.01)


async def test_an_address_has_a_limit_behind_our_proxy_too() -> None:
    """[S2] [H21, H22] Of IPv6 it is the /64, however the proxy writes it."""
    async with run_node(connections_per_address=1, behind_proxy=True) as node:
        async with node.open(**named("[2001:db8::1]:4711")):
            with pytest.raises(InvalidStatus) as refused:
                async with node.open(**named("2001:db8::2")):
                    pass
            assert refused.value.response.status_code == 503
            async with node.open(**named("[2001:db8:0:1::1]:4711")), node.open(**named("203.0.113.9:1")):
                pass
        await gone(node, 0)
        async with node.open(**named("2001:db8::3")):
            pass


async def test_a_person_has_a_limit_too() -> None:
    """[S7] [H21] On whatever devices, and nobody else is told to go for it."""
    async with (
        run_node(connections_per_person=2) as node,
        node.enter("ben:citizen") as other,
        node.enter("ada:citizen") as first,
    ):
        async with node.enter("ada:citizen"), node.open() as third:
            await third.say(Hello([1], "ada:citizen"))
            await third.hear()
            assert await third.end() == CloseCode.FLOODING
        await gone(node, 2)
        async with node.enter("ada:citizen") as again:
            for client in (first, again, other):
                await client.say(Command(1, "say", {"text": "x"}))
                assert isinstance(await client.hear(), Done)
    assert not len(node.live._people)
    assert not len(node.live._addresses)


async def test_what_a_person_asks_for_is_counted_over_all_their_sessions() -> None:
    """[S7]"""
    async with (
        run_node(commands_burst=3) as node,
        node.enter("ada:citizen") as one,
        node.enter("ada:citizen") as two,
        node.enter("ben:citizen") as other,
    ):
        answers = []
        for client in (one, two) * 10:
            await client.say(Command(1, "say", {"text": "x"}))
            answers.append(await client.hear())
        assert [type(answer) for answer in answers[:3]] == [Done, Done, Done]
        assert "rate_limited" in {answer.code for answer in answers if isinstance(answer, Refused)}
        await other.say(Command(1, "say", {"text": "x"}))
        assert isinstance(await other.hear(), Done)


async def test_an_address_that_says_too_much_is_read_more_slowly_and_nobody_is_ended() -> None:
    """[S7] [H21] A hall of four hundred is not a flood, and a flood does not stop the others."""
    async with (
        run_node(messages_per_address_burst=20, messages_per_address_per_s=1) as node,
        node.enter("ada:citizen") as loud,
    ):
        (connection,) = node.live.connections
        for number in range(30):
            await loud.say(Pong(number))
        async with asyncio.timeout(PATIENCE_S):
            while not connection.share.held:  # noqa: ASYNC110 (the server tells nobody)
                await asyncio.sleep(0.01)
        await loud.say(Command(1, "say", {"text": "x"}))
        while not node.truth.logs["debate/d1"]:
            node.live.tick()
            await asyncio.sleep(0.01)
        assert isinstance(await loud.hear(), Done)
