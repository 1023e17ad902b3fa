"""The names that people give themselves."""

from __future__ import annotations

import pytest

from hemicycle.core.names import own_name, required_name
from hemicycle.store.erasure import CLOSED_NAME
from hemicycle_protocol.errors import Code, Refused


@pytest.mark.parametrize(
    "name",
    [
        CLOSED_NAME,
        "compte  FERMÉ",
        "Modération\u200d",
        "La moderation",
        "M\u00f3d\u00e9ration",
        "Closed account",
        "𝐌odération",
        "Hémicycle",
        "Citoyen·ne 2772-0412",
        "citoyenne 2772 0412",
    ],
)
def test_nobody_is_called_what_the_system_says_itself(name: str) -> None:
    """[DA27] A text that is signed so would speak for it."""
    with pytest.raises(Refused) as refused:
        own_name(name)
    assert (refused.value.code, refused.value.facts) == (Code.INVALID, {"field": "name"})


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Hélène\u200d Marchand", "Hélène Marchand"),
        ("In\u200ces", "Ines"),
        ("Inès\ufe0f", "Inès"),
        ("\u115fInès\U000e0041", "Inès"),
        ("In\u180bès", "Inès"),
        ("أمیر\u200cحسین", "أمیر\u200cحسین"),  # Persian writes so
        ("श्\u200dरी", "श्\u200dरी"),
        ("Inès 👩\u200d🌾", "Inès 👩\u200d🌾"),
        ("Inès ❤\ufe0f", "Inès ❤\ufe0f"),
        ("Le modérateur de Brest", "Le modérateur de Brest"),
    ],
)
def test_no_two_names_look_alike_by_what_nobody_sees(typed: str, shown: str) -> None:
    """[DA27] Joiners stay where a writing or a picture needs them."""
    assert own_name(typed) == shown


def test_what_one_is_called_already_stays() -> None:
    """A form sends it back as it was."""
    assert own_name("Citoyen·ne 2772-0412", known="Citoyen·ne 2772-0412") == "Citoyen·ne 2772-0412"


def test_a_name_that_must_be_is_not_empty() -> None:
    with pytest.raises(Refused) as refused:
        required_name("\u200d")
    assert refused.value.code is Code.EMPTY
    assert own_name("\u200d") == ""
