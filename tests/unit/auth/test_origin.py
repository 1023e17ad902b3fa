"""Whose page asks, and from where."""

from __future__ import annotations

from ipaddress import IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemicycle.auth.origin import address_of, is_inside, is_ours, is_own


@given(st.text(max_size=40), st.text(max_size=20))
def test_any_origin_is_ours_or_not(origin: str, host: str) -> None:
    assert is_own([origin], [host], frozenset()) in (True, False)


@pytest.mark.parametrize("hosts", [[], ["site.example", "evil.example"], ["evil.example"]])
def test_the_site_that_was_asked_is_named_once(hosts: list[str]) -> None:
    assert not is_own(["https://site.example"], hosts, frozenset())


def behind(*forwarded: str) -> str:
    return address_of("10.0.0.1", forwarded, is_behind_proxy=True)


def test_only_the_last_entry_is_our_proxy_s() -> None:
    assert behind("6.6.6.6", "7.7.7.7, 203.0.113.9") == "203.0.113.9"
    assert behind() == "10.0.0.1"
    assert behind("6.6.6.6, ") == "10.0.0.1"
    assert address_of("192.0.2.1", ["6.6.6.6"], is_behind_proxy=False) == "192.0.2.1"


@pytest.mark.parametrize(
    ("written", "counted"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("203.0.113.9:4711", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("[::ffff:203.0.113.9]:4711", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2::9]", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2::9]:4711", "2001:db8:1:2::/64"),
        ('"[2001:DB8:1:2::9]:4711"', "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("unknown", "unknown"),
        ("_hidden:80", "_hidden:80"),
        ("x" * 500, "x" * 64),
    ],
)
def test_a_household_is_counted_as_one_however_its_address_is_written(written: str, counted: str) -> None:
    """[H22] IPv6 by /64, with or without a port and brackets."""
    assert behind(written) == counted
    assert address_of(written, [], is_behind_proxy=False) == counted


@given(st.text(max_size=80))
def test_whatever_a_proxy_writes_is_somebody(written: str) -> None:
    assert len(behind(written)) <= 64


@given(st.ip_addresses(v=6), st.integers(0, 2**64 - 1))
def test_neighbours_of_one_64_share_their_limits(address: IPv6Address, last: int) -> None:
    """[H22]"""
    neighbour = IPv6Address(int(address) >> 64 << 64 | last)
    if address.ipv4_mapped is None and neighbour.ipv4_mapped is None:
        assert behind(str(address)) == behind(f"[{neighbour}]:1")


@pytest.mark.parametrize(
    ("host", "ours"),
    [
        ("debat.example", True),
        ("DEBAT.example.:443", True),
        ("localhost:8000", True),
        ("web1:8000", True),
        ("demo.localhost", True),
        ("192.168.1.5:8000", True),
        ("[::1]:8000", True),
        ("debat.example.evil.example", False),
        ("evil.example", False),
        ("xdebat.example", False),
        ("[", False),
        ("", False),
        (".", False),
    ],
)
def test_a_node_knows_its_names(host: str, ours: bool) -> None:
    """[H18] A stranger can lead a name of theirs here, and owns no address and no local name."""
    assert is_ours([host], "https://debat.example") is ours
    assert not is_ours([host, host], "https://debat.example")


@pytest.mark.parametrize(
    ("address", "inside"),
    [
        *[
            (inside, True)
            for inside in (
                "127.0.0.1",
                "::1",
                "10.0.0.7",
                "192.168.1.5",
                "fd00::1",
                "100.64.0.1",
                "fd00::/64",
                "::/64",
            )
        ],
        *[("::ffff:10.0.0.7", True), ("::ffff:8.8.8.8", False)],
        *[(outside, False) for outside in ("8.8.8.8", "2600::1", "224.0.0.1", "10.0.0.7:80", "", "x")],
    ],
)
def test_inside_is_what_the_world_cannot_reach(address: str, inside: bool) -> None:
    """[H18]"""
    assert is_inside(address) is inside


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_host_is_ours_or_not(host: str, site: str) -> None:
    assert is_ours([host], f"https://{site}") in (True, False)
