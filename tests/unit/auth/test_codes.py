"""Codes and secrets: random, hashed, compared safely."""

import pytest

from hemicycle.auth import codes, invitations
from hemicycle_protocol.errors import Code, Refused


def test_a_code_has_six_digits() -> None:
    made = [codes.new_code() for _ in range(200)]
    assert all(len(code) == 6 and code.isdecimal() for code in made)
    assert len(set(made)) > 150


def test_a_code_is_kept_as_a_hash_of_its_own_sign_in_and_key() -> None:
    digest = codes.code_hash("123456", sign_in="s1", key=b"k")
    assert "123456" not in digest
    assert codes.same(digest, codes.code_hash(" 123456 ", sign_in="s1", key=b"k"))
    assert not codes.same(digest, codes.code_hash("123457", sign_in="s1", key=b"k"))
    assert not codes.same(digest, codes.code_hash("123456", sign_in="s2", key=b"k"))
    assert not codes.same(digest, codes.code_hash("123456", sign_in="s1", key=b"other"))


def test_secrets_of_links_are_long_and_differ() -> None:
    made = {make() for make in (codes.new_link_token, invitations.new_invitation_token) for _ in range(50)}
    assert len(made) == 100
    assert min(map(len, made)) == 32


def test_a_link_is_kept_as_a_hash() -> None:
    assert invitations.token_hash("secret") == invitations.token_hash("secret")
    assert "secret" not in invitations.token_hash("secret")


def test_a_code_may_be_typed_in_groups() -> None:
    assert codes.normal_code(" 123 456 ") == "123456"
    assert codes.normal_code("123-456") == "123456"


@pytest.mark.parametrize("text", ["١٢٣٤٥٦", "۱۲۳۴۵۶", "१२३४५६", "１２３４５６", "\u200e123456\u200f"])
def test_a_code_may_be_typed_in_the_digits_of_any_script(text: str) -> None:
    """[H29] What an Arabic or Persian keyboard writes, or a mark that was copied along, costs no try."""
    assert codes.normal_code(text) == "123456"


@pytest.mark.parametrize("text", ["", "12345", "1234567", "12345x", "12345²", "123456" + " " * 7])
def test_what_cannot_be_a_code_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refused:
        codes.normal_code(text)
    assert (refused.value.code, refused.value.facts) == (Code.INVALID, {"field": "code"})
