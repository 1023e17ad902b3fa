"""Who sits on the simulated panel: one JSON document on standard input, so that no token stands in a list of
processes.
"""

from __future__ import annotations

from msgspec import Struct

from hemicycle_protocol.views import PollHiding


class Seated(Struct, frozen=True):
    """A made-up panelist and the seat they hold."""

    seat: str
    name: str
    token: str


class PlannedPoll(Struct, frozen=True):
    """A poll that the simulated host opens when it is its turn."""

    question: str
    options: list[str]
    hiding: PollHiding


class PlannedItem(Struct, frozen=True):
    """An item of the agenda, and how long the demonstration stays with it."""

    id: str
    lasts_ms: int


class Panel(Struct, frozen=True):
    """The whole panel; `host` is the token of a host who keeps the evening going.

    `lines` are what a seat says while it has the floor, as captions.
    """

    url: str
    debate: str
    panelists: list[Seated]
    host: str | None = None
    polls: list[PlannedPoll] = []
    agenda: list[PlannedItem] = []
    lines: dict[str, list[str]] = {}
