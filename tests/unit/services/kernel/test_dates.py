"""Instants in words."""

from datetime import UTC, datetime

import pytest

from hemicycle.services.kernel.dates import ZONE, announced, spoken


@pytest.mark.parametrize(
    ("utc", "french", "english"),
    [
        ((2026, 11, 23, 19, 41), "23 novembre 2026 à 20 h 41", "23 November 2026, 20:41"),
        ((2027, 7, 31, 22, 0), "1er août 2027 à 0 h", "1 August 2027, 00:00"),
    ],
)
def test_an_instant_is_said_by_the_clocks_of_paris(
    utc: tuple[int, int, int, int, int], french: str, english: str
) -> None:
    at = int(datetime(*utc, tzinfo=UTC).timestamp() * 1000)
    assert (spoken(at, "fr"), spoken(at, "en")) == (french, english)


def test_what_is_to_come_is_announced_with_the_day_of_the_week() -> None:
    at = int(datetime(2026, 12, 7, 19, 30, tzinfo=UTC).timestamp() * 1000)
    assert announced(at, "fr", ZONE) == "lundi 7 décembre à 20 h 30"
    assert announced(at, "en", ZONE) == "Monday 7 December at 20:30"
