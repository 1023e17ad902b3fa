"""What every handler of the HTTP side reaches through its request: services, settings, limits."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from starlette.requests import HTTPConnection, Request

from hemicycle.auth import origin
from hemicycle.clock import Clock
from hemicycle.services.kernel.caller import Identity
from hemicycle.services.services import Services
from hemicycle_protocol.messages import FromServer
from hemicycle_protocol.topics import Topic
from hemicycle_protocol.views import Position

from .rates import Rates


@dataclass(frozen=True)
class SiteSettings:
    """What an operator may set of the HTTP side; read from the configuration by the app."""

    client_dir: Path
    media_dir: Path
    base_url: str
    origins: frozenset[str] = frozenset()
    behind_proxy: bool = False
    secure: bool = False
    demo: bool = False
    turn_urls: tuple[str, ...] = ()
    turn_secret: str = ""


@dataclass
class Demonstration:
    """The debate in which a demonstration gives every visitor any role; empty where nobody gets one so."""

    debate: str = ""


class Feeds(Protocol):
    """Topics without a socket: a reader of the hub, which this layer does not know."""

    def follow(
        self, identity: Identity | None, address: str, topic: Topic, since: Position | None
    ) -> AsyncIterator[FromServer | None]:
        """The messages of a topic as they come; None when nothing came for a while (send a comment).

        Raises:
            Refused: `FORBIDDEN`, `SIGN_IN`, or `BUSY` when there are too many.
        """
        ...


@dataclass(frozen=True)
class Site:
    """The parts that the app put together.

    `readiness` is what this node depends on and whether it works now, for `/readyz`; `metrics` the operators'
    figures in Prometheus' text format.
    """

    settings: SiteSettings
    clock: Clock
    services: Services
    feeds: Feeds
    readiness: Callable[[], Awaitable[Mapping[str, bool]]]
    metrics: Callable[[], bytes]
    rates: Rates = field(default_factory=Rates)
    demonstration: Demonstration = field(default_factory=Demonstration)


def site_of(connection: HTTPConnection) -> Site:
    """The site a request came to."""
    site: Site = connection.app.state.site
    return site


def services_of(connection: HTTPConnection) -> Services:
    """The services of the node that a request came to."""
    return site_of(connection).services


def address_of(request: Request) -> str:
    """By what the limits of who sent a request are counted."""
    peer = request.client.host if request.client else ""
    forwarded = request.headers.getlist("x-forwarded-for")
    return origin.address_of(peer, forwarded, is_behind_proxy=site_of(request).settings.behind_proxy)
