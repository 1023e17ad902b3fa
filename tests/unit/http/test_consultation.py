"""What a list may be asked for."""

from __future__ import annotations

import pytest

from hemicycle.http.consultation import list_query
from hemicycle.http.ports import ListQuery
from hemicycle_protocol.errors import Code, Refused


def test_the_defaults_are_a_random_order_and_a_short_page() -> None:
    assert list_query({}) == ListQuery()


def test_every_field_is_read() -> None:
    given = {
        "sort": "newest",
        "seed": "s",
        "section": "Causes",
        "official": "true",
        "after": "p9",
        "limit": "50",
    }
    assert list_query(given) == ListQuery("newest", "s", "Causes", True, "p9", 50)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("sort", "best"),
        ("limit", "0"),
        ("limit", "51"),
        ("limit", "²"),
        ("limit", "9" * 99),
        ("limit", "000050" + "9" * 5_000),
        ("official", "maybe"),
    ],
)
def test_a_wrong_field_is_named(name: str, value: str) -> None:
    with pytest.raises(Refused) as refused:
        list_query({name: value})
    assert refused.value.code is Code.INVALID
    assert refused.value.facts["field"] == name
