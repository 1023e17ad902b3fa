"""Who sits on the simulated panel: one JSON document on standard input, so that no token stands in a list of
processes.
"""

from __future__ import annotations

from msgspec import Struct


class Seated(Struct, frozen=True):
    """A made-up panelist and the seat they hold."""

    seat: str
    name: str
    token: str


class Panel(Struct, frozen=True):
    """The whole panel; `host` is the token of a host who passes the floor round."""

    url: str
    debate: str
    panelists: list[Seated]
    host: str | None = None
