"""The name of somebody who has not chosen one."""

from __future__ import annotations

import re
from collections import Counter

from hemicycle.services.people.accounts import NAMES, newcomer_name


def test_of_twenty_thousand_newcomers_hardly_two_share_a_name() -> None:
    """[H50] By their ids, whatever those are like: counted up, or drawn."""
    people = 21_330
    expected = people**2 / NAMES
    for id_ in ("p-{:018x}", "p-{}", "{}-guest"):
        names = Counter(newcomer_name(id_.format(n)) for n in range(people))
        assert sum(count for count in names.values() if count > 1) < 4 * expected + 20, id_


def test_a_name_is_short_and_the_same_every_time() -> None:
    """[H50] It can be read out."""
    name = newcomer_name("p-1")
    assert re.fullmatch(r"Citoyen·ne \d{4}-\d{4}", name)
    assert newcomer_name("p-1") == name
