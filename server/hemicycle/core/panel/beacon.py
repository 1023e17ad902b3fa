"""The public random value: when a drand round is due, and what may be typed in as a value."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from hemicycle.core.text import within
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.marks import limit_of
from hemicycle_protocol.panel import EnterBeacon
from hemicycle_protocol.panel_file import BeaconSource, DrawAlgorithm

from .draw import rfc3797_key

# drand's chain "quicknet" (SPEC P6): its public parameters, which never change.
DRAND_GENESIS_MS = 1_692_803_367_000
DRAND_PERIOD_MS = 3_000

_RANDOMNESS = re.compile(r"[0-9a-f]{64}")
_SIGNATURE = re.compile(r"[0-9a-f]{96}")
VALUE_CHARACTERS = limit_of(EnterBeacon, "value")
SIGNATURE_CHARACTERS = limit_of(EnterBeacon, "signature")
SOURCES = 8
NUMBERS = 50
LARGEST = 10**12


def round_at(at: int) -> int:
    """The drand round that is the newest at the instant `at`."""
    return (at - DRAND_GENESIS_MS) // DRAND_PERIOD_MS + 1


def time_of(round_: int) -> int:
    """When a drand round is published."""
    return DRAND_GENESIS_MS + (round_ - 1) * DRAND_PERIOD_MS


def first_round_after(at: int) -> int:
    """The first round that nobody can know at `at`."""
    return round_at(at) + 1


def drand_value(randomness: str, signature: str) -> str:
    """The randomness of a round, checked against its signature if that is given.

    Raises:
        Refused: `INVALID` or `TOO_LONG`, with the field.
    """
    value = within(randomness, field="value", limit=VALUE_CHARACTERS).lower()
    signed = within(signature, field="signature", limit=SIGNATURE_CHARACTERS).lower()
    if not _RANDOMNESS.fullmatch(value):
        raise Refused(Code.INVALID, field="value")
    if signed and not (_SIGNATURE.fullmatch(signed) and is_randomness_of(signed, value)):
        raise Refused(Code.INVALID, field="signature")
    return value


def is_randomness_of(signature: str, randomness: str) -> bool:
    """Whether a round's randomness is the SHA-256 of its signature, as drand defines it."""
    return hashlib.sha256(bytes.fromhex(signature)).hexdigest() == randomness


def lottery_value(numbers: Sequence[Sequence[int]]) -> str:
    """The key made of a lottery's numbers, one list a source in the order announced.

    Raises:
        Refused: `INVALID`: none, too many, or not numbers that a lottery draws.
    """
    if not 1 <= len(numbers) <= SOURCES or not all(1 <= len(source) <= NUMBERS for source in numbers):
        raise Refused(Code.INVALID, field="numbers")
    if not all(0 <= number <= LARGEST for source in numbers for number in source):
        raise Refused(Code.INVALID, field="numbers")
    return rfc3797_key(numbers)


def key_of(source: BeaconSource, algorithm: DrawAlgorithm, value: str) -> str:
    """What the draw is made with: the value, written as a text source of RFC 3797 where that asks for it."""
    if source is BeaconSource.DRAND and algorithm is DrawAlgorithm.RFC3797:
        return value.upper() + "/"
    return value
