"""The composition root: a web node out of its parts, and the tasks that keep it alive."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import structlog
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool

from .children import Child
from .clock import Clock, SystemClock
from .config import Config, ConfigError, make_var, read_secret
from .feeds import Feeds
from .http import Site, SiteSettings, create_application
from .http_socket import HttpLimits
from .hub import Bridge, Hub, MemoryBridge
from .hub.bridge_redis import RedisBridge
from .live import LiveServer, LiveSettings, make_protocol
from .metrics import Metrics
from .services.consultation.front import debate_card
from .services.mail.mailing import Away
from .services.mail.message import read_sender
from .services.mail.smtp import SmtpMailer, SmtpSettings
from .services.services import Services
from .services.settings import ServiceSettings
from .serving import (
    CannotListen,
    listen,
    make_server,
    raise_file_limit,
    serve_until_stopped,
    spare_the_collector,
    stop_on_signals,
)
from .stages import StageKeeper, needs_stage
from .store import Database, Unavailable, open_database
from .watchdog import Watchdog

# What a process needs besides people's connections: database, Redis, files, children.
SPARE_FILES = 200
# For pages and event streams, and WebSockets that are not open yet; a fifth of all files at most.
HTTP_CONNECTIONS = 6_000
CONNECT_S = 5.0
HEALTH_S = 1.0

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Node:
    """One web node, started: everything but its socket."""

    config: Config
    clock: Clock
    site: str
    database: Database
    hub: Hub
    services: Services
    live: LiveServer
    feeds: Feeds
    watchdog: Watchdog
    metrics: Metrics
    application: Starlette
    http_limits: HttpLimits

    async def drain(self) -> None:
        """Send everybody away in good order, while the node still answers."""
        _log.info("draining", connections=len(self.live.connections))
        self.feeds.close()
        await self.live.drain(int(self.config.drain_s * 1000))


@contextlib.asynccontextmanager
async def open_node(
    config: Config, *, site: str | None = None, clock: Clock | None = None
) -> AsyncIterator[Node]:
    """A node whose parts run; `site` is the address people use, `clock` the machine's unless given.

    Raises:
        ConfigError: something it depends on is not there.
    """
    site = site or config.site
    key = read_secret(config)
    make_var(config)
    clock = clock or SystemClock()
    async with contextlib.AsyncExitStack() as stack:
        database = await _open_database(config)
        stack.push_async_callback(database.close)
        bridge = await _make_bridge(config)
        hub = Hub(bridge)
        services = Services(
            database,
            hub,
            clock=clock,
            settings=ServiceSettings(
                key=key,
                base_url=site,
                demo=config.demo,
                consent=config.consent,
                media_dir=config.media,
            ),
            mailer=make_mailer(config),
        )
        stack.push_async_callback(services.close)
        await hub.start(services.kernel.source)
        stack.push_async_callback(hub.close)
        await services.start()
        live = LiveServer(hub, services.gate, _live_settings(config, site), clock)
        live.start()
        stack.push_async_callback(live.close)
        feeds = Feeds(hub, services.gate)

        def dismiss(people: Collection[str]) -> None:
            live.dismiss(people)
            feeds.dismiss(people)

        services.kernel.roll.revocations.on_news = dismiss
        services.debate.seats.on_replaced = live.replace
        watchdog = Watchdog()
        stack.callback(watchdog.close)
        limits = _http_limits(config)
        metrics = _metrics(hub, bridge, live, feeds, watchdog)
        metrics.gauge("http_connections", "Connections for pages and event streams.", lambda: limits.open)
        metrics.counter("http_turned_away", "Connections refused, too many.", lambda: limits.turned_away)
        readiness = _readiness(database, bridge, live)
        application = create_application(
            Site(
                settings=_site_settings(config, site),
                clock=clock,
                services=services,
                feeds=feeds,
                readiness=readiness,
                metrics=metrics.text,
            )
        )
        yield Node(
            config, clock, site, database, hub, services, live, feeds, watchdog, metrics, application, limits
        )


async def serve(
    config: Config,
    *,
    ready: Callable[[Node, str], Coroutine[Any, Any, None]] | None = None,
    clock: Clock | None = None,
) -> None:
    """Serve until SIGTERM or Ctrl-C. `ready(node, url)` runs beside it once requests are answered.

    Raises:
        ConfigError: it cannot start; nothing was left running.
    """
    stopped = asyncio.Event()
    stop_on_signals(stopped)
    try:
        listener = listen(config.host, config.port)
    except CannotListen as error:
        raise ConfigError(str(error)) from None
    port = listener.getsockname()[1]
    site = config.base_url or config.site.removesuffix(f":{config.port}") + f":{port}"
    with listener:
        async with open_node(config, site=site, clock=clock) as node:
            tasks = _tasks(node, port, ready)
            for task in tasks:
                task.add_done_callback(lambda task: _stop_if_failed(task, stopped))
            _log.info("serving", site=site, port=port)
            if not config.smtp_host and not config.demo:
                _log.warning(
                    "no mail server is set (HEMICYCLE_SMTP_HOST): nobody gets a code to sign in with; "
                    "`hemicycle mail outbox` shows what would have been sent"
                )

            async def drain() -> None:
                # The children first: they end in order while the node still hears them.
                await _end(tasks)
                await node.drain()

            # What sending the first file would load in a turn of the loop: the framework's threads, 0.2 s.
            await run_in_threadpool(int)
            spare_the_collector()
            node.watchdog.start()
            server = make_server(node.application, make_protocol(node.live), node.http_limits)
            await serve_until_stopped(server, listener, stopped, drain)
    for task in tasks:
        if not task.cancelled() and (failure := task.exception()) is not None:
            raise failure


def _tasks(
    node: Node, port: int, ready: Callable[[Node, str], Coroutine[Any, Any, None]] | None
) -> list[asyncio.Task[None]]:
    """What runs beside the server, in the order in which it is ended."""
    tasks = []
    if ready is not None:
        url = f"http://{_reachable(node.config.host)}:{port}"
        tasks.append(asyncio.create_task(ready(node, url), name="demo"))
    if node.config.starts_stages:
        keeper = _stage_keeper(node, port)
        node.metrics.gauge("stages", "Stage processes that run.", lambda: keeper.running)
        node.metrics.counter("stage_starts", "Stage processes started.", lambda: keeper.starts)
        tasks.append(asyncio.create_task(keeper.run(), name="stages"))
    tasks.append(asyncio.create_task(node.services.run(), name="services"))
    tasks.append(asyncio.create_task(_try_mail(node.config), name="mail"))
    return tasks


async def _try_mail(config: Config) -> None:
    """Say at the start, not at the first sign-in, that no mail can leave; the node runs all the same."""
    mailer = make_mailer(config)
    if mailer is None:
        return
    try:
        async with mailer.connect():
            _log.info("the mail server answers", host=config.smtp_host)
    except Away as error:
        _log.warning(
            "mails cannot leave: check HEMICYCLE_SMTP_*, or run `hemicycle doctor`",
            reason=str(error),
            remedy=error.remedy,
        )


async def _end(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
        await asyncio.wait({task})


def _stop_if_failed(task: asyncio.Task[None], stopped: asyncio.Event) -> None:
    if not task.cancelled() and task.exception() is not None:
        _log.error("a part of the node failed", part=task.get_name(), exc_info=task.exception())
        stopped.set()


async def _open_database(config: Config) -> Database:
    try:
        return await open_database(config.database)
    except (Unavailable, ValueError, OSError) as error:
        raise ConfigError(f"The database cannot be opened: {error}") from None


async def _make_bridge(config: Config) -> Bridge:
    if not config.redis_url:
        return MemoryBridge()
    parts = urlsplit(config.redis_url)
    if parts.hostname:
        where = f"{parts.hostname}:{parts.port or 6379}"
        try:
            async with asyncio.timeout(CONNECT_S):
                _, writer = await asyncio.open_connection(parts.hostname, parts.port or 6379)
            writer.close()
        except OSError as error:
            reason = error.strerror or str(error) or "no answer"
            raise ConfigError(
                f"Redis does not answer at {where} ({reason}). Start it, or unset HEMICYCLE_REDIS_URL to run "
                "a single node."
            ) from None
    return RedisBridge(config.redis_url)


def make_mailer(config: Config) -> SmtpMailer | None:
    """The way out for mails; None if no server is set. `ConfigError`: the sender is no address."""
    if not config.smtp_host:
        return None
    try:
        sender = read_sender(config.smtp_from, config.smtp_reply_to)
    except ValueError:
        raise ConfigError(
            "HEMICYCLE_SMTP_FROM or HEMICYCLE_SMTP_REPLY_TO is no address; one is debat@example.org, or "
            "Débat public <debat@example.org>."
        ) from None
    return SmtpMailer(
        SmtpSettings(
            config.smtp_host,
            config.smtp_port,
            sender,
            config.smtp_user,
            config.smtp_password.get_secret_value(),
            config.smtp_tls,
        )
    )


def _stage_keeper(node: Node, port: int) -> StageKeeper:
    url = f"ws://{_reachable(node.config.host)}:{port}"

    async def list_debates() -> list[str]:
        debates = map(debate_card, await node.database.processes.debates())
        now = node.clock.now()
        return [debate.id for debate in debates if needs_stage(debate, now=now)]

    def start(debate: str) -> Child:
        return stage_child(debate, url, node.services.kernel.identities.make_stage, node.config)

    return StageKeeper(list_debates, start)


def stage_child(debate: str, url: str, make_token: Callable[[str], str], config: Config) -> Child:
    """The stage process of a debate; its token, made at each start, is not in the list of processes."""
    command = ["stage", "--debate", debate, "--url", url, "--media-dir", str(config.media)]
    return Child(f"stage {debate}", command, lambda: {"HEMICYCLE_STAGE_TOKEN": make_token(debate)})


def _reachable(host: str) -> str:
    if host in ("", "0.0.0.0"):
        return "127.0.0.1"
    if host == "::":
        return "[::1]"
    return f"[{host}]" if ":" in host else host


def _live_settings(config: Config, site: str) -> LiveSettings:
    files = raise_file_limit()
    return LiveSettings(
        site=site,
        origins=config.allowed_origins,
        behind_proxy=config.behind_proxy,
        connections=max(1, min(config.max_connections, files - SPARE_FILES - _http_connections(files))),
        connections_per_address=config.max_connections_per_address,
        connections_per_person=config.max_connections_per_person,
        messages_per_address_per_s=config.max_messages_per_address,
        messages_per_address_burst=2 * config.max_messages_per_address,
        build=config.build,
    )


def _http_limits(config: Config) -> HttpLimits:
    connections = _http_connections(raise_file_limit())
    # A proxy of ours is everybody; it bounds whom it lets in.
    each = connections if config.behind_proxy else min(connections, config.max_connections_per_address)
    return HttpLimits(connections, each)


def _http_connections(files: int) -> int:
    return min(HTTP_CONNECTIONS, files // 5)


def _site_settings(config: Config, site: str) -> SiteSettings:
    return SiteSettings(
        client_dir=config.client_dir.resolve(),
        media_dir=config.media,
        base_url=site,
        origins=config.allowed_origins,
        behind_proxy=config.behind_proxy,
        secure=site.startswith("https://"),
        demo=config.demo,
        turn_urls=config.turn_urls,
        turn_secret=config.turn_secret.get_secret_value(),
    )


def _readiness(
    database: Database, bridge: Bridge, live: LiveServer
) -> Callable[[], Awaitable[Mapping[str, bool]]]:
    asking: asyncio.Task[bool] | None = None

    async def ask() -> bool:
        try:
            await database.log.heads(["process/none"])
        except Unavailable:
            return False
        return True

    async def readiness() -> dict[str, bool]:
        # One question at a time, which nobody waits for longer than a load balancer does: a database that
        # hangs instead of refusing holds a connection for half a minute.
        nonlocal asking
        if asking is None or asking.done():
            asking = asyncio.create_task(ask())
        await asyncio.wait({asking}, timeout=HEALTH_S)
        answers = asking.done() and asking.result()
        return {"database": answers, "bridge": bridge.is_linked, "accepting": not live.is_draining}

    return readiness


def _metrics(hub: Hub, bridge: Bridge, live: LiveServer, feeds: Feeds, watchdog: Watchdog) -> Metrics:
    metrics = Metrics()
    metrics.gauge("connections", "WebSocket connections.", lambda: len(live.connections))
    metrics.gauge("feeds", "Event streams for networks without WebSockets.", lambda: len(feeds))
    metrics.counter("turned_away", "Handshakes answered 503.", lambda: live.turned_away)
    metrics.counter("published", "News published on this node.", lambda: hub.stats.published)
    metrics.counter("bridge_received", "News of other nodes.", lambda: hub.stats.from_bridge)
    metrics.counter("bridge_bad", "News that could not be read.", lambda: hub.stats.bad_parcels)
    metrics.counter("bridge_dropped", "News dropped because a queue was full.", lambda: bridge.dropped)
    metrics.counter("checks_failed", "Position checks without answer.", lambda: hub.stats.checks_failed)
    metrics.counter("loop_slow", "Turns of the loop that took longer than 100 ms.", lambda: watchdog.slow)
    metrics.counter("loop_busy", "Those of them that worked for so long.", lambda: watchdog.busy)
    metrics.gauge("bridge_linked", "Whether the other nodes can be reached.", lambda: bridge.is_linked)
    return metrics
