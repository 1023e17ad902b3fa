"""Readers of the boards of a node: what they see, and waiting until they see it."""

from __future__ import annotations

import asyncio

from hemicycle_protocol.topics import parse_topic

from .hub import Follower, Listener
from .nodes import Node
from .patience import PATIENCE_S

# Longer than the hub waits between two checks of what did not arrive.


async def follow(node: Node, name: str) -> Listener:
    """Read a board of a node, from its first answer on."""
    topic, listener = parse_topic(name), Listener()
    assert topic is not None
    node.hub.join(listener, topic, None)
    async with asyncio.timeout(PATIENCE_S):
        while not listener.messages:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    return listener


def keys(listener: Listener) -> dict[str, object]:
    """What a reader of a board sees now."""
    follower = Follower()
    for message in listener.messages:
        follower.take(message)
    return follower.keys


async def heard(listener: Listener, wanted: dict[str, object]) -> None:
    """Wait until a reader of a board sees this."""
    async with asyncio.timeout(PATIENCE_S):
        while keys(listener) != wanted:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
