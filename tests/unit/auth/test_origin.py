"""Whose page asks, and from where."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemicycle.auth.origin import address_behind, is_own


@given(st.text(max_size=40), st.text(max_size=20))
def test_any_origin_is_ours_or_not(origin: str, host: str) -> None:
    assert is_own([origin], [host], frozenset()) in (True, False)


@pytest.mark.parametrize("hosts", [[], ["site.example", "evil.example"], ["evil.example"]])
def test_the_site_that_was_asked_is_named_once(hosts: list[str]) -> None:
    assert not is_own(["https://site.example"], hosts, frozenset())


def test_only_the_last_entry_is_our_proxy_s() -> None:
    assert address_behind(["6.6.6.6", "7.7.7.7, 203.0.113.9"]) == "203.0.113.9"
    assert address_behind([]) is None
    assert address_behind(["6.6.6.6, "]) is None
