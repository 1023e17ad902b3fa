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
