"""Instants in words."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from hemicycle.services.kernel.dates import announced, clock_name, spoken, spoken_in_zone


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
    at, zone = int(datetime(*utc, tzinfo=UTC).timestamp() * 1000), ZoneInfo("Europe/Paris")
    assert (spoken(at, "fr", zone), spoken(at, "en", zone)) == (french, english)


def test_another_zone_has_other_clocks_and_says_whose() -> None:
    """[SI5]"""
    at = int(datetime(2026, 11, 23, 19, 41, tzinfo=UTC).timestamp() * 1000)
    said = spoken_in_zone(at, "fr", ZoneInfo("Pacific/Noumea"))
    assert said == "24 novembre 2026 à 6 h 41 (heure de Nouméa)"


@pytest.mark.parametrize(
    ("zone", "french", "english"),
    [
        ("Europe/Paris", "heure de Paris", "Paris time"),
        ("Indian/Reunion", "heure de La Réunion", "Réunion time"),
        ("Europe/Athens", "heure d’Athens", "Athens time"),
        ("America/New_York", "heure de New York", "New York time"),
        ("UTC", "heure UTC", "UTC time"),
    ],
)
def test_the_clocks_of_a_zone_have_a_name(zone: str, french: str, english: str) -> None:
    """[SI5]"""
    assert (clock_name(zone, "fr"), clock_name(zone, "en")) == (french, english)


def test_what_is_to_come_is_announced_with_the_day_of_the_week() -> None:
    at, zone = int(datetime(2026, 12, 7, 19, 30, tzinfo=UTC).timestamp() * 1000), ZoneInfo("Europe/Paris")
    assert announced(at, "fr", zone) == "lundi 7 décembre à 20 h 30"
    assert announced(at, "en", zone) == "Monday 7 December at 20:30"
