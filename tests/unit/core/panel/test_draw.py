"""The draw: check values of RFC 3797, tickets, numbers that never change."""

import pytest

from hemicycle.core.panel.canonical import canonical, numbered, pool_hash
from hemicycle.core.panel.draw import (
    order_pool,
    rfc3797_key,
    rfc3797_order,
    ticket,
    ticket_order,
)
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.panel_file import DrawAlgorithm, PoolMember

KEY = "9319./2.5.8.10.12./9.18.26.34.41.45./"
SELECTED = [17, 7, 2, 16, 25, 23, 8, 24, 19, 13, 22]
DIGESTS = [
    "990dd0a5692a029a98b5e01aa28f3459",
    "3691e55cb63fcc37914430b2f70b5ec6",
    "fe814edf564c190ac1d25753979990fa",
    "1863ccaceb568c31d7ddbdf1d4e91387",
]


def test_rfc_3797_selects_what_the_rfc_says() -> None:
    """[PA10] P = 25 → 17, 7, 2, 16, 25, 23, 8, 24, 19, 13, 22, with the digests of RFC 3797 §6."""
    order = rfc3797_order(25, KEY)
    assert [number for number, _ in order[:11]] == SELECTED
    assert [digest for _, digest in order[:4]] == DIGESTS


def test_rfc_3797_orders_the_whole_pool_once_each() -> None:
    """[PA10]"""
    assert sorted(number for number, _ in rfc3797_order(25, KEY)) == list(range(1, 26))
    assert rfc3797_order(0, KEY) == []
    assert [number for number, _ in rfc3797_order(1, KEY)] == [1]


def test_the_key_of_rfc_3797_has_numbers_ascending_by_value() -> None:
    """[PA10] As numbers, not as text: 8 comes before 10."""
    assert rfc3797_key([[9319], [2, 5, 12, 8, 10], [9, 18, 26, 34, 41, 45]]) == KEY


def test_a_pool_too_large_for_the_counter_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        rfc3797_order(65_536, KEY)
    assert refused.value.code is Code.INVALID


def test_a_ticket_is_the_sha_256_of_its_four_parts_with_a_zero_byte_between() -> None:
    """[P4] [P4] printf 'hemicycle-draw-v1\\0p1\\0ab\\0x1' | sha256sum."""
    assert ticket("p1", "ab", "x1") == "3b49d41eeb3a7697535cf2463e593ab543109831cebefc75759690572280a7a9"


def test_parts_of_a_ticket_cannot_be_shifted_into_each_other() -> None:
    """[P4]"""
    assert ticket("p1", "ab", "x1") != ticket("p1a", "b", "x1") != ticket("p1", "abx", "1")


def test_tickets_order_the_pool_whatever_the_order_of_the_list() -> None:
    """[PA9]"""
    people = [f"b{n}" for n in range(20)]
    assert ticket_order(people, process="p", beacon="v") == ticket_order(
        people[::-1], process="p", beacon="v"
    )


def test_another_beacon_or_process_gives_another_order() -> None:
    """[P4]"""
    people = [f"b{n}" for n in range(20)]
    first = [t.person for t in ticket_order(people, process="p", beacon="v")]
    assert first != [t.person for t in ticket_order(people, process="p", beacon="w")]
    assert first != [t.person for t in ticket_order(people, process="q", beacon="v")]


def test_the_pool_is_numbered_by_public_id_and_once_each() -> None:
    """[P3] [PA5] Ids are random: the number does not say who applied first."""
    assert numbered(["c", "a", "b", "a"]) == [PoolMember(1, "a"), PoolMember(2, "b"), PoolMember(3, "c")]


def test_rfc_3797_goes_by_the_numbers_of_the_pool() -> None:
    """[PA10]"""
    members = numbered([f"m{n:02}" for n in range(1, 26)])
    order = order_pool(members, process="p", beacon=KEY, algorithm=DrawAlgorithm.RFC3797)
    assert [t.person for t in order[:3]] == ["m17", "m07", "m02"]


def test_the_hash_of_the_pool_is_that_of_its_canonical_form() -> None:
    """[P1, PA5] One form: keys in order, no spaces, UTF-8."""
    assert canonical({"b": 1, "a": ["é", None, True]}) == '{"a":["é",null,true],"b":1}'.encode()
    assert pool_hash("p1", numbered(["x"])) != pool_hash("p2", numbered(["x"]))
