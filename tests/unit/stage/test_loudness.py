from __future__ import annotations

from hemicycle.stage.loudness import Loudness
from hemicycle.stage.units import AudioUnit


def test_a_level_is_0_to_100() -> None:
    loudness = Loudness()
    for level, shown in ((0, 100), (30, 50), (60, 0), (127, 0)):
        loudness = Loudness()
        loudness.hear(AudioUnit(b"", 0, 0, level))
        assert loudness.read() == shown


def test_the_loudest_packet_since_the_last_reading_counts_and_fades() -> None:
    loudness = Loudness()
    loudness.hear(AudioUnit(b"", 0, 0, 6))
    loudness.hear(AudioUnit(b"", 0, 0, 50))
    assert loudness.read() == 90
    assert 0 < loudness.read() < 90
    assert [loudness.read() for _ in range(4)][-1] == 0


def test_without_a_level_the_size_of_the_packet_tells() -> None:
    loudness = Loudness()
    loudness.hear(AudioUnit(bytes(3), 0, 0))
    assert loudness.read() == 0
    loudness.hear(AudioUnit(bytes(80), 0, 0))
    assert loudness.read() > 0
