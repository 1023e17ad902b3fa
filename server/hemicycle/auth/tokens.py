"""Signed, short-lived tokens that say who somebody is, checked without the database.

A token has a kind, and is good for that kind alone: the cookie of a browser, the `hello` of a socket, or
another process of ours. What an account may do is not said in it but looked up (`services.kernel.roll`), as
it may change while the token is good; what an invitation gave never changes, and ends with the invitation.
"""

from __future__ import annotations

import secrets
from enum import StrEnum

import msgspec
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from hemicycle_protocol.views import Role, You

from .revocations import Revocations

_ALGORITHM = "HS256"
_HEADER = {"alg": _ALGORITHM, "typ": "JWT"}
KEY_BYTES = 32


class TokenKind(StrEnum):
    """What a token is for; it stands in the claim `aud`."""

    SESSION = "session"
    WS = "ws"
    SERVICE = "service"


TTL_MS = {
    TokenKind.SESSION: 12 * 3_600_000,
    TokenKind.WS: 5 * 60_000,
    TokenKind.SERVICE: 24 * 3_600_000,
}


class Invalid(Exception):
    """Not a token of ours, not of this kind, or revoked."""


class Expired(Exception):
    """The token was good until `at`."""

    def __init__(self, at: int) -> None:
        super().__init__(f"expired at {at}")
        self.at = at


class Revoked(Invalid):
    """The token's invitation or session was revoked."""


class Claims(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a token says. `jti` names the session: it is passed on from the cookie to the ws token.

    `roles` are those of a guest in `debate`, or of a process of ours.
    """

    aud: TokenKind
    sub: str
    name: str
    iat_ms: int
    exp_ms: int
    jti: str
    roles: list[Role] = []
    debate: str | None = None
    seat: str | None = None
    invitation: str | None = None
    # When its person proved who they are; None: when the token was made.
    auth_ms: int | None = None
    # When the sign-in ends that it was made of; None: with the token.
    until_ms: int | None = None

    @property
    def you(self) -> You:
        """The person, as far as the token says."""
        return You(id=self.sub, name=self.name, roles=self.roles, debate=self.debate, seat=self.seat)


class Tokens:
    """Makes and verifies tokens with one key (at least 32 bytes, from the configuration)."""

    def __init__(self, key: bytes, revocations: Revocations | None = None) -> None:
        if len(key) < KEY_BYTES:
            raise ValueError(f"the key has {len(key)} bytes; it needs {KEY_BYTES}")
        self._key = OctKey.import_key(key)
        self._revocations = revocations or Revocations()

    def make(
        self,
        you: You,
        *,
        now: int,
        kind: TokenKind = TokenKind.SESSION,
        expires_at: int | None = None,
        invitation: str | None = None,
        session: str | None = None,
        auth_ms: int | None = None,
        until_ms: int | None = None,
    ) -> str:
        """A token for `you`; `invitation` and `session` are what it can be revoked by.

        `auth_ms` is for one that takes the place of another: when its person signed in. `expires_at` may cut
        its life short, and with `until_ms`, the end of the sign-in, nothing outlives that.
        """
        ends = [now + TTL_MS[kind] if expires_at is None else expires_at]
        ends += [] if until_ms is None else [until_ms]
        is_granted = you.debate is not None or kind is TokenKind.SERVICE
        claims = Claims(
            aud=kind,
            sub=you.id,
            name=you.name,
            iat_ms=now,
            exp_ms=min(ends),
            jti=session or secrets.token_urlsafe(12),
            roles=you.roles if is_granted else [],
            debate=you.debate,
            seat=you.seat,
            invitation=invitation,
            auth_ms=auth_ms,
            until_ms=until_ms,
        )
        return jws.serialize_compact(_HEADER, msgspec.json.encode(claims), self._key, [_ALGORITHM])

    def read(self, token: str, *, now: int, kind: TokenKind = TokenKind.SESSION) -> Claims:
        """All that a token says.

        Raises:
            Invalid: not ours, of another kind, or (`Revoked`) taken back.
            Expired: it was good, and is no longer.
        """
        try:
            signed = jws.deserialize_compact(token, self._key, [_ALGORITHM])
            claims = msgspec.json.decode(signed.payload, type=Claims)
        except (JoseError, msgspec.MsgspecError, ValueError, TypeError) as error:
            raise Invalid(str(error)) from error
        if claims.aud is not kind:
            raise Invalid(f"a token for {claims.aud}, not for {kind}")
        if self._revocations.hold(claims.jti, claims.invitation, claims.sub):
            raise Revoked("taken back")
        if now >= claims.exp_ms:
            raise Expired(claims.exp_ms)
        return claims

    def is_taken_back(self, person: str, *, invitation: str | None, session: str) -> bool:
        """Whether the tokens of a person, a session, or those made from an invitation are good no longer."""
        return self._revocations.hold(session, invitation, person)
