"""Who is here by which sign-in, and who asks: the circumstances of one act."""

from __future__ import annotations

from typing import NamedTuple

from hemicycle_protocol.views import You


class Identity(NamedTuple):
    """A person, and the sign-in that a token was made of: what signing out takes back.

    `until` is when the sign-in ends by its age, whatever was renewed; None for a process of ours.
    """

    you: You
    sign_in: str
    until: int | None = None


class Permit(NamedTuple):
    """That the rule of an act was asked and let this person do it, in this debate or process."""

    you: You
    debate: str | None = None
    process: str | None = None


class Caller(NamedTuple):
    """The one who asks for an act; `you` is None for somebody who did not sign in.

    `session` is empty for an act over HTTP: nobody says when such a person leaves. Handlers get a caller with
    a `permit` (`rules`), and nothing that they write is written without.
    """

    you: You | None
    session: str
    address: str
    received_at: int
    locale: str
    permit: Permit | None = None

    @property
    def by(self) -> You:
        """The person who is permitted to do this."""
        assert self.permit is not None, "no rule was asked"
        return self.permit.you

    @property
    def process(self) -> str:
        """The process that the rule was asked about."""
        assert self.permit is not None, "no rule was asked"
        assert self.permit.process is not None, "asked of no process"
        return self.permit.process

    def permitted_in(self, *, debate: str | None = None, process: str | None = None) -> You:
        """The person, whom the rule was asked about there and not elsewhere."""
        assert self.permit is not None, "no rule was asked"
        assert (self.permit.debate, self.permit.process) == (debate, process), "asked of another place"
        return self.permit.you
