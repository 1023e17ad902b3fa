"""The public random value: rounds of drand and their instants, numbers of a lottery."""

import hashlib

import pytest

from hemicycle.core.panel import beacon
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.panel_file import BeaconSource, DrawAlgorithm


def test_the_round_of_an_instant_is_the_one_the_study_computed() -> None:
    """[P6] 2026-04-20T00:00:00Z → 27946612."""
    assert beacon.round_at(1_776_643_200_000) == 27_946_612
    assert beacon.first_round_after(1_776_643_200_000) == 27_946_613


def test_a_round_is_published_at_its_instant_and_not_before() -> None:
    """[P6]"""
    for at in (1_776_643_200_000, 1_776_643_200_001, 1_776_643_202_999):
        following = beacon.first_round_after(at)
        assert beacon.time_of(following) > at
        assert beacon.time_of(following - 1) <= at
    assert beacon.time_of(1) == beacon.DRAND_GENESIS_MS


def test_randomness_is_checked_against_its_signature() -> None:
    """[P6]"""
    signature = "ab" * 48
    randomness = hashlib.sha256(bytes.fromhex(signature)).hexdigest()
    assert beacon.drand_value(f" {randomness.upper()} ", signature) == randomness
    assert beacon.drand_value(randomness, "") == randomness
    for value, signed, field in [
        ("f" * 64, signature, "signature"),
        (randomness, "zz", "signature"),
        (randomness[:-1], "", "value"),
        ("", "", "value"),
        ("g" * 64, "", "value"),
    ]:
        with pytest.raises(Refused) as refused:
            beacon.drand_value(value, signed)
        assert (refused.value.code, refused.value.facts["field"]) == (Code.INVALID, field)


def test_numbers_of_a_lottery_make_the_key_of_rfc_3797() -> None:
    """[P5]"""
    assert beacon.lottery_value([[5, 1, 40], [7]]) == "1.5.40./7./"


@pytest.mark.parametrize("numbers", [[], [[]], [[-1]], [[1]] * 9, [list(range(51))], [[10**13]]])
def test_what_no_lottery_draws_is_refused(numbers: list[list[int]]) -> None:
    with pytest.raises(Refused) as refused:
        beacon.lottery_value(numbers)
    assert refused.value.facts["field"] == "numbers"


def test_drand_is_a_text_source_of_rfc_3797() -> None:
    """[P5] [RFC 3797 §4.1] Letters upper-case, and the slash that ends a source."""
    assert beacon.key_of(BeaconSource.DRAND, DrawAlgorithm.RFC3797, "0a" * 32) == "0A" * 32 + "/"
    assert beacon.key_of(BeaconSource.DRAND, DrawAlgorithm.TICKETS, "0a") == "0a"
    assert beacon.key_of(BeaconSource.LOTTERY, DrawAlgorithm.RFC3797, "1.2./") == "1.2./"
