"""Who is here by which sign-in, and who asks: the circumstances of one act."""

from __future__ import annotations

from typing import NamedTuple

from hemicycle_protocol.views import You


class Identity(NamedTuple):
    """A person, and the sign-in that a token was made of: what signing out takes back."""

    you: You
    sign_in: str


class Caller(NamedTuple):
    """The one who asks for an act; `you` is None for somebody who did not sign in.

    `session` is empty for an act over HTTP: nobody says when such a person leaves.
    """

    you: You | None
    session: str
    address: str
    received_at: int
    locale: str
