"""What an operator may set of the gateway; read from the configuration by the app."""

from __future__ import annotations

from dataclasses import dataclass, field

from hemicycle_protocol.views import Limits


@dataclass(frozen=True)
class LiveSettings:
    """Limits and times. Rates are refilled steadily and allow a burst of `*_burst`."""

    # The address people use: a browser that names another host is not ours.
    site: str = ""
    # Sites other than the one addressed that may open a socket, as `https://host`.
    origins: frozenset[str] = frozenset()
    # Behind a proxy of ours, the last entry of X-Forwarded-For is the caller's address.
    behind_proxy: bool = False
    # More are answered 503 with Retry-After. A process has a file descriptor for each.
    connections: int = 18_000
    # A school or a hospital shares one address: a hall of 400 with page and picture, twice.
    connections_per_address: int = 2_000
    # Devices and pages of somebody who is signed in.
    connections_per_person: int = 100
    # Frames of all kinds; each begun 4 KiB of one counts as another, a subscription as five.
    messages_per_s: int = 40
    messages_burst: int = 200
    # What all connections of one address say; with more they are read more slowly, and none is ended for it.
    messages_per_address_per_s: int = 2_000
    messages_per_address_burst: int = 4_000
    # Of one person, in however many sessions.
    commands_burst: int = 40
    # Commands of one session under way at once; more are refused `busy`.
    commands_at_once: int = 64
    hello_s: int = 10
    # A ping every 25 s keeps proxies from closing the socket; no life for 15 s after it ends the session.
    ping_s: int = 25
    pong_s: int = 15
    # Who reads nothing of what waits for so long is ended.
    unread_s: int = 60
    # What may wait unread of one address, and of this node; those for whom the most waits are ended.
    unread_bytes_per_address: int = 64 << 20
    unread_bytes: int = 512 << 20
    # A closing handshake that takes longer is cut.
    close_s: int = 5
    build: str = ""
    limits: Limits = field(default_factory=Limits)
