"""What an overview tells of days: those of public texts, on the clocks of the process."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hemicycle.services.consultation.overviews import days_of
from hemicycle.store.points import QUARTER_MS, WrittenRow
from hemicycle_protocol.consultation import WrittenDay


def quarter(*at: int) -> int:
    return int(datetime(*at, tzinfo=UTC).timestamp() * 1000) // QUARTER_MS  # type: ignore[misc,arg-type]


def test_a_day_begins_at_midnight_of_the_process_in_summer_and_winter() -> None:
    written = [
        WrittenRow(quarter(2015, 9, 25, 21, 45), 1, 0),  # 23:45 in Paris
        WrittenRow(quarter(2015, 9, 25, 22, 0), 2, 4),
        WrittenRow(quarter(2015, 12, 31, 22, 45), 0, 8),
        WrittenRow(quarter(2015, 12, 31, 23, 0), 0, 16),
    ]
    assert days_of(written, ZoneInfo("Europe/Paris")) == [
        WrittenDay("2015-09-25", 1, 0),
        WrittenDay("2015-09-26", 2, 4),
        WrittenDay("2015-12-31", 0, 8),
        WrittenDay("2016-01-01", 0, 16),
    ]
