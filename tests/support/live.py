"""A real uvicorn with the gateway on a free port, above a truth in memory."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Sequence
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from hemicycle.clock import SystemClock
from hemicycle.hub import Bridge, Hub, MemoryBridge
from hemicycle.live import LiveServer, LiveSettings, make_protocol
from hemicycle.services.kernel.caller import Caller, Identity
from hemicycle_protocol.codec import decode_server, encode
from hemicycle_protocol.errors import CloseCode, Code, Refused, WireError
from hemicycle_protocol.messages import SUBPROTOCOL, FromServer, Hello, Message, Subscribe
from hemicycle_protocol.topics import Topic
from hemicycle_protocol.views import Position, Role, You

from .hub import Truth
from .patience import PATIENCE_S

DEBATE = "debate/d1"


class Keeper:
    """A `Gate`: tokens are `name:role`, the desk is for moderators, `say` appends to the debate."""

    def __init__(self, truth: Truth) -> None:
        self.truth = truth
        self.hub: Hub
        self.gone: list[tuple[str, list[str]]] = []
        self.joins: list[str] = []
        self.ended_by: dict[str, CloseCode] = {}
        self.held = asyncio.Event()

    def identify(self, token: str | None) -> Identity | None:
        if token is None:
            return None
        name, _, role = token.partition(":")
        if role == "expired":
            raise WireError(CloseCode.TOKEN_EXPIRED, "sign in again")
        if role not in set(Role):
            raise WireError(CloseCode.TOKEN_INVALID, "not a token of ours")
        debate = "d1" if role == Role.STAGE else None
        return Identity(You(name, name.title(), [Role(role)], debate), f"sign-in-{name}")

    def ended(self, identity: Identity) -> CloseCode | None:
        return self.ended_by.get(identity.you.id)

    def may_follow(self, you: You | None, topic: Topic) -> Code | None:
        if topic.part != "desk" or (you and Role.MODERATOR in you.roles):
            return None
        return Code.FORBIDDEN if you else Code.SIGN_IN

    def is_known_public(self, topic: Topic) -> bool:
        return topic.id != "draft"

    async def check_topic(self, you: You | None, topic: Topic) -> Code | None:
        if topic.id == "draft" and (you is None or Role.ORGANISER not in you.roles):
            return Code.NOT_FOUND
        return self.may_follow(you, topic)

    def may_publish(self, you: You | None, topic: Topic) -> bool:
        return you is not None and Role.STAGE in you.roles and topic.id == you.debate

    async def handle(
        self, caller: Caller, name: str, args: dict[str, object]
    ) -> tuple[int, dict[str, object]]:
        match name:
            case "say":
                first, events = self.truth.append(DEBATE, args["text"])
                self.hub.publish_events(DEBATE, first, events)
                return 1_000, {"offset": first}
            case "wait":
                await self.held.wait()
                return 1_000, {}
            case "ask_stage":
                return 1_000, await self.hub.call(DEBATE, "negotiate", "s1", args, timeout_ms=2_000)
            case "break":
                raise RuntimeError("a bug")
        raise Refused(Code.UNKNOWN_COMMAND, name=name)

    def joined(self, caller: Caller, topic: Topic) -> None:
        self.joins.append(topic.name)

    def left(self, caller: Caller, topics: Sequence[str]) -> None:
        self.gone.append((caller.you.id if caller.you else "", list(topics)))


class Node:
    """One running web node."""

    def __init__(self, port: int, live: LiveServer, hub: Hub, truth: Truth, keeper: Keeper) -> None:
        self.port = port
        self.live = live
        self.hub = hub
        self.truth = truth
        self.keeper = keeper

    def say(self, *texts: object, topic: str = DEBATE) -> None:
        self.hub.publish_events(topic, *self.truth.append(topic, *texts))

    @contextlib.asynccontextmanager
    async def open(self, path: str = "/live", **options: Any) -> AsyncIterator[Client]:
        uri = f"ws://127.0.0.1:{self.port}{path}"
        async with connect(
            uri, subprotocols=[Subprotocol(SUBPROTOCOL)], compression=None, max_size=16 << 20, **options
        ) as socket_:
            yield Client(socket_)

    @contextlib.asynccontextmanager
    async def enter(self, token: str | None = None, path: str = "/live") -> AsyncIterator[Client]:
        async with self.open(path) as client:
            await client.say(Hello([1], token))
            await client.hear()
            yield client


class Client:
    """A conversation over a real socket."""

    def __init__(self, socket_: ClientConnection) -> None:
        self.socket = socket_

    async def say(self, message: Message) -> None:
        await self.socket.send(encode(message))

    async def hear(self) -> FromServer:
        async with asyncio.timeout(PATIENCE_S):
            data = await self.socket.recv()
        assert isinstance(data, bytes)
        return decode_server(data)

    async def follow(self, topic: str, since: Position | None = None) -> FromServer:
        await self.say(Subscribe(topic, since))
        return await self.hear()

    async def end(self) -> int:
        async with asyncio.timeout(PATIENCE_S):
            await self.socket.wait_closed()
        assert self.socket.close_code is not None
        return self.socket.close_code


@contextlib.asynccontextmanager
async def session_at(site: str, token: str | None = None, path: str = "/live") -> AsyncIterator[Client]:
    """A session at a node that serves `site`, welcomed."""
    uri = site.replace("http", "ws", 1) + path
    async with connect(uri, subprotocols=[Subprotocol(SUBPROTOCOL)], compression=None) as opened:
        client = Client(opened)
        await client.say(Hello([1], token))
        await client.hear()
        yield client


@contextlib.asynccontextmanager
async def run_node(
    truth: Truth | None = None,
    bridge: Bridge | None = None,
    *,
    app: ASGIApp | None = None,
    **settings: object,
) -> AsyncIterator[Node]:
    truth = truth or Truth()
    truth.logs.setdefault(DEBATE, [])
    keeper = Keeper(truth)
    hub = keeper.hub = Hub(bridge or MemoryBridge())
    live = LiveServer(hub, keeper, LiveSettings(**settings), SystemClock())  # type: ignore[arg-type]
    await hub.start(truth)
    try:
        async with serve_live(live, app=app) as port:
            yield Node(port, live, hub, truth, keeper)
    finally:
        await hub.close()


@contextlib.asynccontextmanager
async def serve_live(live: LiveServer, *, app: ASGIApp | None = None) -> AsyncIterator[int]:
    """The port where a gateway is served."""
    live.start()
    listener = socket.create_server(("127.0.0.1", 0), backlog=2048)
    config = uvicorn.Config(app or _no_http, ws=make_protocol(live), log_level="warning", lifespan="off")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server._serve([listener]))
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        await serving
        await live.close()


async def _no_http(scope: object, receive: object, send: object) -> None:
    raise AssertionError("no HTTP here")
