"""Ports for servers of tests that must know theirs before they start."""

from __future__ import annotations

import socket


def keep_port(host: str = "127.0.0.1") -> int:
    """A port that nobody listens on, and that the system gives to nobody who asks for any for a minute.

    A connection that we close first leaves it in TIME_WAIT: who asks for a free port is given another, who
    names this one may have it, as servers listen with SO_REUSEADDR.
    """
    with socket.create_server((host, 0)) as server:
        port: int = server.getsockname()[1]
        with socket.create_connection((host, port)):
            server.accept()[0].close()
    return port
