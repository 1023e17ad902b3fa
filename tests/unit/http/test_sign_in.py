"""What may be an address, and where a sign-in may lead."""

from __future__ import annotations

import pytest

from hemicycle.http.sign_in import normal_email, own_path
from hemicycle_protocol.errors import Code, Refused


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
        "<a@x.fr>",
        "a" * 65 + "@x.fr",
    ],
)
def test_what_cannot_be_an_address_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refused:
        normal_email(text)
    assert refused.value.code is Code.INVALID
    assert refused.value.facts == {"field": "email"}


@pytest.mark.parametrize(
    "path", ["/", "/debates/d1", "/propositions/p1?sort=newest#vote", "/debates/d1/join/abc"]
)
def test_a_sign_in_leads_back_to_the_page_it_came_from(path: str) -> None:
    assert own_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "",
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "/a\nb",
        "javascript:x",
        "/" + "a" * 600,
    ],
)
def test_a_sign_in_never_leads_to_another_site(path: str) -> None:
    assert own_path(path) == "/"
