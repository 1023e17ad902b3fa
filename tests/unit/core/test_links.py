"""What may become a link on a page."""

import pytest

from hemicycle.core.links import LINK_CHARACTERS, required_link
from hemicycle_protocol.errors import Code, Refused


@pytest.mark.parametrize("link", ["https://exemple.fr/a?b=c#d", "http://[::1]:8000/", "https://été.fr/eau"])
def test_an_address_of_the_web_is_kept(link: str) -> None:
    """[PR26]"""
    assert required_link(f" {link}\n", field="url") == link


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://exemple.fr/",
        "exemple.fr",
        "https://",
        "https://a b.fr/",
        "https://moi:secret@exemple.fr/",
        "https://exemple.fr:99999/",
        "https://[::1/",
        "https://exemple.fr/\u202egnp.exe",
        "/processes/p1",
    ],
)
def test_anything_else_is_not(link: str) -> None:
    """[PR26]"""
    with pytest.raises(Refused) as refused:
        required_link(link, field="url")
    assert (refused.value.code, refused.value.facts) == (Code.INVALID, {"field": "url"})


def test_a_path_of_this_site_is_a_link_where_that_is_meant() -> None:
    """[PR26]"""
    assert required_link("/debates/d1?t=4", field="video", own=True) == "/debates/d1?t=4"
    for elsewhere in ("//evil.example/", "/\\evil.example"):
        with pytest.raises(Refused):
            required_link(elsewhere, field="video", own=True)


def test_no_link_and_an_endless_one_are_refused() -> None:
    """[PR26]"""
    for link, code in (("  ", Code.EMPTY), ("https://e.fr/" + "a" * LINK_CHARACTERS, Code.TOO_LONG)):
        with pytest.raises(Refused) as refused:
            required_link(link, field="url")
        assert refused.value.code is code
