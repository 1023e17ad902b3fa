"""The simulated people as others hand them over: one JSON document on standard input, so no token shows."""

from __future__ import annotations

from msgspec import Struct


class Simulated(Struct, frozen=True):
    """Somebody made up, with a token for `hello`."""

    name: str
    token: str


class Audience(Struct, frozen=True):
    """Who watches, what they ask, what they may vote on, and who curates when nobody else does."""

    url: str
    debate: str
    viewers: list[Simulated]
    moderator: Simulated
    questions: list[str]
    propositions: list[str]
    pace_s: float = 25.0
    seed: int = 1


class Seated(Struct, frozen=True):
    """A made-up panelist and the seat they hold."""

    seat: str
    name: str
    token: str


class Panel(Struct, frozen=True):
    """What `hemicycle.demo_panel` reads; `host` is the token of a host who passes the floor round."""

    url: str
    debate: str
    panelists: list[Seated]
    host: str | None = None
