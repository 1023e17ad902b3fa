"""What a node's gateway asks of one connection, whether a socket's or a test's."""

from __future__ import annotations

from typing import Protocol

from hemicycle_protocol.errors import CloseCode

from .limits import Share
from .session import Session


class Connection(Protocol):
    """Someone who came in, or wants to. Hashable by identity; every method returns at once.

    `slot`, `heard` and `share` are the gateway's notes: where the wheel of pings holds it, whether it said
    anything since the last one, and what it shares with others of its address.
    """

    slot: int
    heard: bool
    share: Share

    @property
    def address(self) -> str:
        """Whose limits it shares; "" before its turn."""
        ...

    @property
    def session(self) -> Session | None:
        """What was said; None before its upgrade is accepted."""
        ...

    @property
    def behind(self) -> bool:
        """Whether flow control says that it does not keep up."""
        ...

    @property
    def is_ending(self) -> bool:
        """Whether its end has begun; it has left its topics."""
        ...

    def open(self, request: bytes) -> None:
        """Answer the upgrade request: it is this connection's turn."""
        ...

    def write(self, data: bytes, /) -> object:
        """Take whole frames; what does not fit into the network waits."""
        ...

    def waiting(self) -> int:
        """How many bytes it has not taken yet."""
        ...

    def end(self, code: CloseCode, reason: str, *, retry_after_ms: int | None = None) -> None:
        """Begin the closing handshake; idempotent."""
        ...

    def abort(self) -> None:
        """End it without waiting for the peer."""
        ...
