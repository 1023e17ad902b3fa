from __future__ import annotations

from hemicycle.stage.clockmap import ClockMap

UNIX_S = 2_208_988_800


def ntp(ms: int) -> int:
    return ((ms // 1000 + UNIX_S) << 32) + ((ms % 1000) << 32) // 1000


def test_before_a_report_the_first_arrival_is_the_date() -> None:
    times = ClockMap(90_000)
    assert times.at(times.unwrapped(1_000), 50_000) == 50_000
    assert times.at(times.unwrapped(1_000 + 90_000), 77_777) == 51_000


def test_a_report_dates_what_was_captured() -> None:
    times = ClockMap(90_000)
    times.report(ntp(1_000_000), 180_000, now=1_500_030)
    assert times.at(times.unwrapped(270_000), 9) == 1_501_030


def test_the_quickest_report_counts() -> None:
    times = ClockMap(48_000)
    times.report(ntp(1_000), 48_000, now=2_300)
    times.report(ntp(2_000), 96_000, now=3_040)
    times.report(ntp(3_000), 144_000, now=4_500)
    assert times.at(times.unwrapped(144_000), 0) == 4_040


def test_the_time_goes_on_when_the_counter_wraps() -> None:
    times = ClockMap(48_000)
    first = times.unwrapped(2**32 - 480)
    assert times.unwrapped(480) == first + 960
    assert times.unwrapped(2**32 - 240) == first + 240
