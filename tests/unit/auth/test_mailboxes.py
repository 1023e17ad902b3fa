"""Addresses as they are kept, and which of them are one mailbox."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemicycle.auth.mailboxes import mailbox_of, normal_email, shown_email
from hemicycle_protocol.errors import Code, Refused


def mailbox(text: str) -> str:
    return mailbox_of(normal_email(text))


def test_addresses_are_kept_in_one_form() -> None:
    assert normal_email("  Ines.Benali@Exemple.FR ") == "ines.benali@exemple.fr"
    assert normal_email("o'neil+vote@mairie.exemple.fr") == "o'neil+vote@mairie.exemple.fr"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nobody",
        "@x.fr",
        "a@b",
        "a b@x.fr",
        "a@x.fr\nBcc: b@x.fr",
        "a@x.fr,b@x.fr",
        "a@x.fr <b@x.fr>",
        "a..b@x.fr",
        ".a@x.fr",
        "a.@x.fr",
        "a@x.f\x07r",
        "a" * 65 + "@x.fr",
        "a@[10.0.0.1].fr",
    ],
)
def test_what_cannot_be_an_address_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refused:
        normal_email(text)
    assert refused.value.code is Code.INVALID
    assert refused.value.facts == {"field": "email"}


@pytest.mark.parametrize(
    "text",
    [
        "Ines.Benali@Exemple.FR",
        "ines.benali+vote@exemple.fr",
        "ines.benali+1+2@exemple.fr",
        "ｉｎｅｓ.benali＠exemple.fr",
        "ines\u200b.benali@exemple.fr",
        "\u202eines.benali\u2066@exemple.fr",
        "ines.ben\u3164ali@exem\ufe0fple.fr\ufeff",
        "ines.benali@exemple。fr",
        " ines.benali@exemple.fr\u00a0",
    ],
)
def test_one_mailbox_is_one_account(text: str) -> None:
    """[DA19] [H12]: however an address is typed, its mailbox is the same."""
    assert mailbox(text) == "ines.benali@exemple.fr"


def test_dots_are_nothing_where_the_host_says_so_and_people_elsewhere() -> None:
    """[DA19] [H12]: at Gmail dots lead nowhere else; elsewhere they make another mailbox."""
    assert len({mailbox(text) for text in ("a.b@gmail.com", "ab+x@googlemail.com", "AB@Gmail.com")}) == 1
    assert mailbox("jean.dupont@exemple.fr") != mailbox("jeandupont@exemple.fr")


def test_a_host_has_one_name() -> None:
    """[DA19] [H12]: NFC, NFD and the ASCII name of a host are one, and mail is sent to the last."""
    composed = "a@mairie-de-saint-étienne.fr"
    assert normal_email(composed) == "a@xn--mairie-de-saint-tienne-q8b.fr"
    assert normal_email(unicodedata.normalize("NFD", composed)) == normal_email(composed)
    assert normal_email(normal_email(composed)) == normal_email(composed)


@given(st.text(max_size=40), st.sampled_from(["x.fr", "gmail.com", "é.fr"]))
def test_what_is_accepted_is_settled(local: str, host: str) -> None:
    """[H12] Normal forms and mailboxes are their own, in ASCII, whatever was typed."""
    try:
        email = normal_email(f"{local}@{host}")
    except Refused:
        return
    assert email.isascii()
    assert normal_email(email) == email
    assert normal_email(mailbox_of(email)) == mailbox_of(mailbox_of(email)) == mailbox_of(email)


@pytest.mark.parametrize(
    ("typed", "signs"),
    [
        ("zoe%victime.fr@x.fr", "%"),  # the way of mail through another's server, as is the next
        ("victime.fr!zoe@x.fr", "!"),
        ("rené@x.fr", "é"),
        (unicodedata.normalize("NFD", "rené@x.fr"), "é"),
        ("\u0130nes@x.fr", "\u0307"),
        ("а@x.fr", "а"),  # Cyrillic
        ("日本@x.fr", "日本"),
    ],
)
def test_letters_that_few_servers_take_are_named_to_who_typed_them(typed: str, signs: str) -> None:
    """[H29] A slip, mostly; it was answered with "a mail has left"."""
    with pytest.raises(Refused) as refused:
        normal_email(typed)
    assert refused.value.facts == {"field": "email", "signs": signs}


@pytest.mark.parametrize(
    "host",
    [
        *("-é.fr", "é..fr", "\u2603.fr", "é" * 64 + ".fr"),
        *("exemple..fr", ".exemple.fr", "-exemple.fr", "exemple-.fr", "a_b.fr", "a%b.fr", "a" * 64 + ".fr"),
        *("xn--a.fr", "xn--.fr", "ab--c.fr", "10.0.0.12", "exemple.123", "exemple.f-"),
    ],
)
def test_a_host_that_cannot_be_is_named(host: str) -> None:
    """[H29]"""
    with pytest.raises(Refused) as refused:
        normal_email(f"a@{host}")
    assert refused.value.facts == {"field": "email", "host": host}


@pytest.mark.parametrize(
    "text",
    [
        "mailto:ines@exemple.fr",
        "Inès Benali <ines@exemple.fr>",
        "<ines@exemple.fr>",
        "ines@exemple.fr.",
        "ines@exemple.fr;",
    ],
)
def test_an_address_may_be_copied_from_a_mail(text: str) -> None:
    """[H29]"""
    assert normal_email(text) == "ines@exemple.fr"


@pytest.mark.parametrize("text", ["zoe@exémple.fr", "zoe@exemple.fr", "zoe@日本.jp"])
def test_an_address_is_shown_as_people_write_it(text: str) -> None:
    """[H29] Nobody knows their town as xn--mairie-de-saint-tienne-q8b.fr."""
    assert shown_email(normal_email(text)) == text
