"""What a list may be asked for."""

from __future__ import annotations

import pytest

from hemicycle.http.consultation import list_query
from hemicycle.services.consultation.reading import ListQuery
from hemicycle_protocol.consultation import ListSort
from hemicycle_protocol.errors import Code, Refused

from .test_query import asking


def asked(**given: str) -> ListQuery:
    return list_query(asking("/api/processes/{id}/propositions", given))


def test_the_defaults_are_a_random_order_and_a_short_page() -> None:
    assert asked() == ListQuery()


def test_every_field_is_read() -> None:
    given = {
        "sort": "newest",
        "seed": "s",
        "section": "Causes",
        "official": "true",
        "kind": "cause",
        "parent": "p1",
        "q": " l'eau ",
        "after": "p9",
        "limit": "50",
    }
    assert asked(**given) == ListQuery(
        ListSort.NEWEST, "s", "Causes", True, "cause", "p1", q="l'eau", after="p9", limit=50
    )


def test_words_are_answered_best_first_unless_another_order_is_asked_for() -> None:
    assert asked(q="eau").sort == "best"
    assert asked(q="eau", sort="agreed").sort == "agreed"
    assert asked(q="  ") == ListQuery()
    assert len(asked(q="e" * 5_000).q) <= 200


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("sort", "longest"),
        ("kind", "idea"),
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
        asked(**{name: value})
    assert refused.value.code is Code.INVALID
    assert refused.value.facts["field"] == name
