"""Tokens: what they say, for what they are good, and until when."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemicycle.auth.revocations import (
    Revocations,
    invitation_subject,
    person_subject,
    session_subject,
    standing_subject,
)
from hemicycle.auth.tokens import TTL_MS, Expired, Invalid, Revoked, TokenKind, Tokens
from hemicycle_protocol.views import Role, You

KEY = bytes(range(32))
HOST = You(id="p1", name="Zoé", roles=[Role.HOST, Role.CITIZEN], debate="d1", seat="s1")
NOW = 1_700_000_000_000


@pytest.fixture
def tokens() -> Tokens:
    return Tokens(KEY)


@pytest.mark.parametrize("kind", TokenKind)
def test_a_token_says_who_somebody_is_with_their_scope(tokens: Tokens, kind: TokenKind) -> None:
    assert tokens.read(tokens.make(HOST, now=NOW, kind=kind), now=NOW, kind=kind).you == HOST
    plain = You(id="p2", name="")
    assert tokens.read(tokens.make(plain, now=NOW, kind=kind), now=NOW, kind=kind).you == plain


@pytest.mark.parametrize("kind", [TokenKind.SESSION, TokenKind.WS])
def test_a_token_of_an_account_says_nothing_of_its_roles(tokens: Tokens, kind: TokenKind) -> None:
    """[H14] They can change while it is good."""
    organiser = You(id="p3", name="Nour", roles=[Role.CITIZEN, Role.ORGANISER])
    assert tokens.read(tokens.make(organiser, now=NOW, kind=kind), now=NOW, kind=kind).you.roles == []


def test_no_token_outlives_the_sign_in_that_it_was_made_of(tokens: Tokens) -> None:
    """[H14] However often it is renewed."""
    until = NOW + TTL_MS[TokenKind.SESSION]
    for kind, age in ((TokenKind.SESSION, 1), (TokenKind.WS, 60_000)):
        token = tokens.make(HOST, now=until - age, kind=kind, until_ms=until)
        assert tokens.read(token, now=until - 1, kind=kind).until_ms == until
        with pytest.raises(Expired):
            tokens.read(token, now=until, kind=kind)


@pytest.mark.parametrize("made", TokenKind)
@pytest.mark.parametrize("asked", TokenKind)
def test_a_token_is_good_for_its_kind_alone(tokens: Tokens, made: TokenKind, asked: TokenKind) -> None:
    token = tokens.make(HOST, now=NOW, kind=made)
    if made is asked:
        assert tokens.read(token, now=NOW, kind=asked).you == HOST
    else:
        with pytest.raises(Invalid):
            tokens.read(token, now=NOW, kind=asked)


@pytest.mark.parametrize("kind", TokenKind)
def test_a_token_expires_at_its_instant(tokens: Tokens, kind: TokenKind) -> None:
    token = tokens.make(HOST, now=NOW, kind=kind)
    assert tokens.read(token, now=NOW + TTL_MS[kind] - 1, kind=kind)
    with pytest.raises(Expired) as caught:
        tokens.read(token, now=NOW + TTL_MS[kind], kind=kind)
    assert caught.value.at == NOW + TTL_MS[kind]
    short = tokens.make(HOST, now=NOW, kind=kind, expires_at=NOW + 10)
    with pytest.raises(Expired):
        tokens.read(short, now=NOW + 10, kind=kind)


def test_a_token_of_another_key_is_none_of_ours(tokens: Tokens) -> None:
    with pytest.raises(Invalid):
        tokens.read(Tokens(KEY[::-1]).make(HOST, now=NOW), now=NOW)


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="32"):
        Tokens(b"secret")


def test_a_token_without_signature_is_none_of_ours(tokens: Tokens) -> None:
    _, payload, signature = tokens.make(HOST, now=NOW).split(".")
    for algorithm in ("none", "HS512", "RS256", 7):
        header = base64.urlsafe_b64encode(json.dumps({"alg": algorithm}).encode()).decode().rstrip("=")
        for end in ("", signature):
            with pytest.raises(Invalid):
                tokens.read(f"{header}.{payload}.{end}", now=NOW)


@given(st.text())
def test_any_text_is_a_token_or_invalid(text: str) -> None:
    with pytest.raises(Invalid):
        Tokens(KEY).read(text, now=NOW)


@given(st.data())
def test_a_changed_token_is_invalid(data: st.DataObject) -> None:
    """Any character but the last, whose low bits base64 does not use."""
    token = Tokens(KEY).make(HOST, now=NOW)
    place = data.draw(st.integers(0, len(token) - 2))
    character = data.draw(st.sampled_from("aB3-_.é"))
    if token[place] != character:
        with pytest.raises(Invalid):
            Tokens(KEY).read(token[:place] + character + token[place + 1 :], now=NOW)


@pytest.mark.parametrize(
    "subject", [session_subject("session-1"), invitation_subject("i1"), person_subject("p1")]
)
def test_a_token_can_be_taken_back_by_what_it_came_from(subject: str) -> None:
    revocations = Revocations()
    tokens = Tokens(KEY, revocations)
    token = tokens.make(HOST, now=NOW, session="session-1", invitation="i1")
    other = tokens.make(You(id="p2", name="Ali"), now=NOW, session="session-2", invitation="i2")
    assert tokens.read(token, now=NOW)
    revocations.replace({subject: NOW})
    with pytest.raises(Revoked):
        tokens.read(token, now=NOW)
    assert tokens.read(other, now=NOW)
    revocations.replace({})
    assert tokens.read(token, now=NOW)


def test_whoever_listens_hears_of_what_is_taken_back_and_of_nothing_else() -> None:
    revocations = Revocations()
    heard: list[tuple[bool, set[str]]] = []
    revocations.on_news = lambda people: heard.append((revocations.hold("s", None, "p1"), set(people)))
    revocations.replace({"person/p1": 1})
    revocations.replace({"person/p1": 1})
    revocations.replace({})
    assert heard == [(True, set())]


def test_whoever_stands_otherwise_is_named_once_and_keeps_their_tokens() -> None:
    """[H15]"""
    revocations = Revocations()
    heard: list[set[str]] = []
    revocations.on_news = lambda people: heard.append(set(people))
    moved = standing_subject("p1")
    for said in ({moved: 1}, {moved: 1, "session/s": 2}, {moved: 3, "session/s": 2}, {}):
        revocations.replace(said)
    assert heard == [{"p1"}, set(), {"p1"}]
    assert not revocations.hold("s", None, "p1")


def test_the_session_goes_from_one_token_to_the_next(tokens: Tokens) -> None:
    cookie = tokens.read(tokens.make(HOST, now=NOW, invitation="i1"), now=NOW)
    ws = tokens.make(cookie.you, now=NOW, kind=TokenKind.WS, session=cookie.jti, invitation=cookie.invitation)
    claims = tokens.read(ws, now=NOW, kind=TokenKind.WS)
    assert (claims.jti, claims.invitation, claims.you) == (cookie.jti, "i1", HOST)
    assert tokens.read(tokens.make(HOST, now=NOW), now=NOW).jti != cookie.jti
