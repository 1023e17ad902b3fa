"""Rate limits: a burst, an even refill, and memory that does not grow with the number of addresses."""

from __future__ import annotations

import pytest

from hemicycle.http.rates import Quota, Rates
from hemicycle_protocol.errors import Code, Refused

FIVE = Quota("five", times=5, within_s=10)


def test_a_burst_is_allowed_and_the_next_is_told_how_long_to_wait() -> None:
    rates = Rates()
    for _ in range(5):
        rates.take(FIVE, "a", mono=0)
    with pytest.raises(Refused) as refused:
        rates.take(FIVE, "a", mono=0)
    assert refused.value.code is Code.RATE_LIMITED
    assert refused.value.facts == {"retry_after_ms": 2_001}
    rates.take(FIVE, "a", mono=2_001)


def test_keys_and_quotas_do_not_share() -> None:
    rates, one = Rates(), Quota("one", 1, 60)
    rates.take(one, "a", mono=0)
    rates.take(one, "b", mono=0)
    rates.take(Quota("another", 1, 60), "a", mono=0)
    with pytest.raises(Refused):
        rates.take(one, "a", mono=0)


def test_the_key_used_least_recently_is_forgotten() -> None:
    rates, one = Rates(keys=2), Quota("one", 1, 60)
    for key in ("a", "b", "c"):
        rates.take(one, key, mono=0)
    rates.take(one, "a", mono=0)
    with pytest.raises(Refused):
        rates.take(one, "c", mono=0)
