"""Tokens in and out: the cookie of a browser, the `hello` of a socket, the stage's. No database is asked.

What an account may do is no part of its tokens: it is looked up each time one is read (`roll`).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable

import msgspec

from hemicycle.auth.tokens import TTL_MS, Claims, Expired, Invalid, TokenKind, Tokens
from hemicycle.clock import Clock
from hemicycle_protocol.errors import CloseCode, WireError
from hemicycle_protocol.views import Role, You

from .caller import Identity

# A person that an invitation made; the rest of the id is the invitation's.
GUEST = "guest-"


class Identities:
    """Makes and reads the tokens of people and of the stage; `roles_of` looks an account up."""

    def __init__(self, tokens: Tokens, roles_of: Callable[[str], list[Role]], clock: Clock) -> None:
        self._tokens = tokens
        self._roles_of = roles_of
        self._clock = clock

    def begin(self, you: You) -> Identity:
        """A new sign-in of a person, which lasts for 12 hours."""
        until = self._clock.now() + TTL_MS[TokenKind.SESSION]
        return Identity(you, secrets.token_urlsafe(12), until)

    def make_session(self, identity: Identity, *, signed_in_at: int | None = None) -> str:
        """The value of the cookie, good until its sign-in ends; `signed_in_at` if it replaces another."""
        return self._make(identity, TokenKind.SESSION, signed_in_at)

    def make_socket(self, identity: Identity) -> str:
        """A token of five minutes for `hello`."""
        return self._make(identity, TokenKind.WS)

    def make_stage(self, debate: str) -> str:
        """The token of the stage process of a debate."""
        stage = You(f"stage-{debate}", "stage", [Role.STAGE], debate)
        return self._make(Identity(stage, secrets.token_urlsafe(12)), TokenKind.SERVICE)

    @property
    def stage_good_ms(self) -> int:
        """How long a stage's token is good."""
        return TTL_MS[TokenKind.SERVICE]

    def read_session(self, value: str) -> Identity | None:
        """Who a cookie stands for; None if it is false, too old or revoked."""
        try:
            return self._identity(self._tokens.read(value, now=self._clock.now()))
        except (Invalid, Expired):
            return None

    def signed_in_at(self, value: str) -> int:
        """When the person of a cookie proved who they are; 0 if it is good for nothing."""
        try:
            claims = self._tokens.read(value, now=self._clock.now())
        except (Invalid, Expired):
            return 0
        return claims.iat_ms if claims.auth_ms is None else claims.auth_ms

    def identify(self, token: str | None) -> Identity | None:
        """The person of a `hello`, or the stage; None for no token.

        Raises:
            WireError: `TOKEN_EXPIRED` (fetch another) or `TOKEN_INVALID`.
        """
        if token is None:
            return None
        now = self._clock.now()
        try:
            try:
                return self._identity(self._tokens.read(token, now=now, kind=TokenKind.WS))
            except Invalid:
                claims = self._tokens.read(token, now=now, kind=TokenKind.SERVICE)
                return Identity(claims.you, claims.jti)
        except Expired as expired:
            raise WireError(CloseCode.TOKEN_EXPIRED, str(expired)) from None
        except Invalid as invalid:
            raise WireError(CloseCode.TOKEN_INVALID, str(invalid)[:80]) from None

    def ended(self, identity: Identity) -> CloseCode | None:
        """Why somebody who was let in may be here no longer: it was revoked, or is too old. Else None."""
        you, sign_in, until = identity
        if self._tokens.is_taken_back(you.id, invitation=_invitation_of(you), session=sign_in):
            return CloseCode.TOKEN_INVALID
        is_past = until is not None and self._clock.now() >= until
        return CloseCode.TOKEN_EXPIRED if is_past else None

    def _identity(self, claims: Claims) -> Identity:
        """Whom a token of a person stands for: a guest as invited, an account with the roles it has now."""
        you, until = claims.you, claims.exp_ms if claims.until_ms is None else claims.until_ms
        if you.debate is None:
            you = msgspec.structs.replace(you, roles=self._roles_of(you.id))
        return Identity(you, claims.jti, until)

    def _make(self, identity: Identity, kind: TokenKind, auth_ms: int | None = None) -> str:
        you, sign_in, until = identity
        return self._tokens.make(
            you,
            now=self._clock.now(),
            kind=kind,
            invitation=_invitation_of(you),
            session=sign_in,
            auth_ms=auth_ms,
            expires_at=until if kind is TokenKind.SESSION else None,
            until_ms=until,
        )


def _invitation_of(you: You) -> str | None:
    return you.id.removeprefix(GUEST) if you.id.startswith(GUEST) else None
