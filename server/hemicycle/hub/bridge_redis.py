"""The bridge over Redis channels: the only module that imports redis.

One connection listens, one publishes. The listening one only sorts payloads into a few bags, by topic; who
is slow there loses news, never the connection. Every link is made anew by this module: redis-py would connect
and subscribe again without a word, and what was published meanwhile would be missed unnoticed.
"""

from __future__ import annotations

import asyncio
import logging
import random
import secrets
import zlib
from collections.abc import Callable
from typing import Any

from redis.asyncio import ConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from .bridge import Deliver
from .mailbag import Mailbag
from .tasks import Tasks

# What waits to be published, and in each bag to be delivered.
BAG_ITEMS, BAG_BYTES = 10_000, 32 << 20
BAGS = 4
BATCH = 200
# A probe goes through the real publish path this often; a link on which nothing comes for SILENT_S is dead,
# however open its socket looks.
PROBE_S, SILENT_S = 2.0, 7.0
CONNECT_S = 3.0
FOLLOW_S = 1.0
BACKOFF_S, BACKOFF_MOST_S = 0.1, 5.0

_log = logging.getLogger(__name__)


def channel_of(prefix: str, topic: str) -> str:
    """The channel of a topic; what belongs together has one hash tag, so one shard of a cluster."""
    scope, _, rest = topic.partition("/")
    id_, _, part = rest.partition("/")
    return f"{prefix}:{{{scope}/{id_}}}/{part}"


async def try_redis(url: str) -> int:
    """The instant by the clock of a Redis that takes what we publish, in milliseconds.

    Raises:
        OSError: it does not answer, or not to us; the message says why.
    """
    client = Redis.from_url(url, socket_connect_timeout=CONNECT_S, socket_timeout=CONNECT_S)
    try:
        await client.publish(f"hemicycle:{{probe/{secrets.token_hex(4)}}}/", b"")
        seconds, microseconds = await client.time()
    except (RedisError, TimeoutError) as error:
        raise OSError(str(error) or "no answer") from None
    finally:
        await client.aclose()
    return int(seconds) * 1000 + int(microseconds) // 1000


class RedisBridge:
    """A bridge through one Redis."""

    def __init__(self, url: str, *, prefix: str = "hemicycle") -> None:
        retry = Retry(NoBackoff(), 0)
        self._pool = ConnectionPool.from_url(
            url, protocol=2, retry=retry, socket_connect_timeout=CONNECT_S, socket_timeout=CONNECT_S
        )
        self._client = Redis(connection_pool=self._pool)
        self._prefix = prefix
        self._probe = f"probe/{secrets.token_hex(4)}"
        self._tasks = Tasks()
        self._outgoing = Mailbag(items=BAG_ITEMS, limit_bytes=BAG_BYTES)
        self._incoming = [Mailbag(items=BAG_ITEMS, limit_bytes=BAG_BYTES) for _ in range(BAGS)]
        self._topics: dict[bytes, str] = {}
        self._confirmed: dict[bytes, asyncio.Event] = {}
        self._link: Any = None
        self._linked = asyncio.Event()
        self._lost = 0

    @property
    def dropped(self) -> int:
        """Payloads that found a full bag, or were under way to a Redis that went away."""
        return self._lost + self._outgoing.dropped + sum(bag.dropped for bag in self._incoming)

    @property
    def is_linked(self) -> bool:
        """Whether the listening connection stands."""
        return self._linked.is_set()

    async def start(self, deliver: Deliver, recovered: Callable[[], None]) -> None:
        """Begin; a Redis that is not there yet is waited for in the background."""
        self._add(self._probe)
        for bag in self._incoming:
            self._tasks.spawn(_deliver_from(bag, deliver))
        self._tasks.spawn(self._listen(recovered))
        self._tasks.spawn(self._publish_from_bag())
        self._tasks.spawn(self._probe_often())
        try:
            async with asyncio.timeout(CONNECT_S):
                await self._linked.wait()
        except TimeoutError:
            _log.warning("Redis is away: this node is alone until it comes back")

    async def close(self) -> None:
        """End all work and the connections; idempotent."""
        await self._tasks.close()
        await self._client.aclose()
        await self._pool.disconnect()

    # --- publishing -----------------------------------------------------------------------------

    def publish(self, topic: str, payload: bytes) -> None:
        """Put it in the bag for Redis."""
        self._outgoing.put(topic, payload)

    async def _publish_from_bag(self) -> None:
        while True:
            items = await self._outgoing.take(BATCH)
            try:
                pipeline = self._client.pipeline(transaction=False)
                for topic, payload in items:
                    pipeline.publish(channel_of(self._prefix, topic), payload)
                await pipeline.execute()
            except (RedisError, OSError, TimeoutError):
                self._lost += len(items)  # the positions tell the others that something is missing
                await asyncio.sleep(BACKOFF_S)

    async def _probe_often(self) -> None:
        while True:
            self.publish(self._probe, b"")
            await asyncio.sleep(PROBE_S)

    # --- following ------------------------------------------------------------------------------

    async def follow(self, topic: str) -> None:
        """Subscribe and wait for Redis to confirm it, at most a second."""
        channel = self._add(topic)
        confirmed = self._confirmed.get(channel)
        if confirmed is None:
            confirmed = self._confirmed[channel] = asyncio.Event()
            await self._send("SUBSCRIBE", channel)
        try:
            async with asyncio.timeout(FOLLOW_S):
                await confirmed.wait()
        except TimeoutError:
            return  # the next link subscribes to it and has all positions checked

    def unfollow(self, topic: str) -> None:
        """Let go in the background."""
        channel = channel_of(self._prefix, topic).encode()
        if self._topics.pop(channel, None) is not None:
            self._confirmed.pop(channel, None)
            self._tasks.spawn(self._let_go(channel))

    def _add(self, topic: str) -> bytes:
        channel = channel_of(self._prefix, topic).encode()
        self._topics[channel] = topic
        return channel

    async def _let_go(self, channel: bytes) -> None:
        if channel not in self._topics:  # else it was followed again before this task began
            await self._send("UNSUBSCRIBE", channel)

    async def _send(self, *command: bytes | str) -> None:
        link = self._link
        if link is None or not link.is_connected:
            return
        try:
            await link.send_command(*command, check_health=False)
        except (RedisError, OSError, TimeoutError):
            return  # the listening task sees the same and makes a new link

    # --- listening ------------------------------------------------------------------------------

    async def _listen(self, recovered: Callable[[], None]) -> None:
        """Keep a link; the only owner of its retries."""
        wait_s = BACKOFF_S
        is_first = True
        while True:
            try:
                await self._connect()
                wait_s = BACKOFF_S
                if not is_first:
                    _log.info("the link to Redis stands again")
                    recovered()
                is_first = False
                while True:
                    self._sort(await _read(self._link, SILENT_S))
            except (RedisError, OSError, TimeoutError) as error:
                if self.is_linked:
                    _log.warning("the link to Redis broke: %s", error)
                is_first = False
            except Exception:  # who stops here is deaf for good
                _log.exception("the link to Redis broke in an unknown way")
                is_first = False
            finally:
                await self._disconnect()
            await asyncio.sleep(wait_s * random.uniform(0.5, 1))
            wait_s = min(BACKOFF_MOST_S, wait_s * 2)

    async def _connect(self) -> None:
        link: Any = self._pool.make_connection()  # type: ignore[no-untyped-call]
        self._link = link
        await link.connect()
        channels = list(self._topics)
        self._confirmed = {channel: self._confirmed.get(channel) or asyncio.Event() for channel in channels}
        await link.send_command("SUBSCRIBE", *channels, check_health=False)
        for _ in channels:
            self._sort(await _read(link, CONNECT_S))
        self._linked.set()

    async def _disconnect(self) -> None:
        self._linked.clear()
        link, self._link = self._link, None
        for confirmed in self._confirmed.values():
            confirmed.clear()
        if link is not None:
            await link.disconnect(nowait=True)

    def _sort(self, response: Any) -> None:
        kind, channel, payload = response
        if kind == b"subscribe":
            if confirmed := self._confirmed.get(channel):
                confirmed.set()
        elif kind == b"message":
            topic = self._topics.get(channel)
            if topic is not None and topic != self._probe:
                self._incoming[zlib.crc32(channel) % BAGS].put(topic, payload)


async def _read(link: Any, timeout_s: float) -> Any:
    response = await link.read_response(disable_decoding=True, timeout=timeout_s)
    if response is None:
        raise TimeoutError(f"nothing came for {timeout_s} s")
    return response


async def _deliver_from(bag: Mailbag, deliver: Deliver) -> None:
    while True:
        for topic, payload in await bag.take(BATCH):
            deliver(topic, payload)
        await asyncio.sleep(0)
