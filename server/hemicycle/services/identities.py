"""Tokens in and out: the cookie of a browser, the `hello` of a socket, the stage's. No database is asked."""

from __future__ import annotations

from hemicycle.auth.tokens import TTL_MS, Expired, Invalid, TokenKind, Tokens
from hemicycle.clock import Clock
from hemicycle_protocol.errors import CloseCode, WireError
from hemicycle_protocol.views import Role, You

# A person that an invitation made; the rest of the id is the invitation's.
GUEST = "guest-"


class Identities:
    """Makes and reads the tokens of people and of the stage."""

    def __init__(self, tokens: Tokens, clock: Clock) -> None:
        self._tokens = tokens
        self._clock = clock

    def make_session(self, you: You) -> str:
        """The value of the session cookie, good for 12 hours."""
        return self._make(you, TokenKind.SESSION)

    def make_socket(self, you: You) -> str:
        """A token of five minutes for `hello`."""
        return self._make(you, TokenKind.WS)

    def make_stage(self, debate: str) -> str:
        """The token of the stage process of a debate."""
        return self._make(You(f"stage-{debate}", "stage", [Role.STAGE], debate), TokenKind.SERVICE)

    @property
    def stage_good_ms(self) -> int:
        """How long a stage's token is good."""
        return TTL_MS[TokenKind.SERVICE]

    def read_session(self, value: str) -> You | None:
        """The person of a cookie; None if it is false, too old or revoked."""
        try:
            return self._tokens.verify(value, now=self._clock.now())
        except (Invalid, Expired):
            return None

    def identify(self, token: str | None) -> You | None:
        """The person of a `hello`, or the stage; None for no token.

        Raises:
            WireError: `TOKEN_EXPIRED` (fetch another) or `TOKEN_INVALID`.
        """
        if token is None:
            return None
        now = self._clock.now()
        try:
            try:
                return self._tokens.verify(token, now=now, kind=TokenKind.WS)
            except Invalid:
                return self._tokens.verify(token, now=now, kind=TokenKind.SERVICE)
        except Expired as expired:
            raise WireError(CloseCode.TOKEN_EXPIRED, str(expired)) from None
        except Invalid as invalid:
            raise WireError(CloseCode.TOKEN_INVALID, str(invalid)[:80]) from None

    def is_taken_back(self, you: You) -> bool:
        """Whether what let this person in was revoked since."""
        return self._tokens.is_taken_back(you.id, invitation=_invitation_of(you))

    def _make(self, you: You, kind: TokenKind) -> str:
        return self._tokens.make(you, now=self._clock.now(), kind=kind, invitation=_invitation_of(you))


def _invitation_of(you: You) -> str | None:
    return you.id.removeprefix(GUEST) if you.id.startswith(GUEST) else None
