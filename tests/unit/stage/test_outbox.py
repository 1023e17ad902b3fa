from __future__ import annotations

from hemicycle.stage.outbox import Media, Reports
from hemicycle_protocol.commands import ReportCut, ReportSeat
from hemicycle_protocol.messages import Chunk, Group

TOPIC = "debate/d1/program"


def group(n: int) -> Group:
    return Group(TOPIC, n, 0, "video/mp4", b"init")


def chunk(n: int, index: int = 0, size: int = 10) -> Chunk:
    return Chunk(TOPIC, n, index, 0, bytes(size))


def drain(media: Media) -> list[Group | Chunk]:
    taken = []
    while (message := media.take()) is not None:
        taken.append(message)
    return taken


def test_of_one_key_the_latest_report_counts() -> None:
    reports = Reports()
    reports.put("cut", ReportCut("d1", "s1"))
    reports.put("cut", ReportCut("d1", "s2"))
    [(ref, report)] = reports.take()
    assert report == ReportCut("d1", "s2")
    assert not reports.is_empty
    assert not reports.answered(ref)
    assert reports.is_empty


def test_a_report_that_was_not_acknowledged_is_said_again_after_a_lost_link() -> None:
    reports = Reports()
    reports.put("seat/s1", ReportSeat("d1", "s1", False))
    reports.put("cut", ReportCut("d1", None))
    reports.take()
    reports.put("cut", ReportCut("d1", "s2"))
    reports.lost()
    assert [r for _, r in reports.take()] == [ReportSeat("d1", "s1", False), ReportCut("d1", "s2")]


def test_a_passing_refusal_is_said_again_and_a_final_one_is_not() -> None:
    reports = Reports()
    reports.put("cut", ReportCut("d1", "s1"))
    [(ref, _)] = reports.take()
    assert reports.answered(ref, "busy")
    [(ref, _)] = reports.take()
    assert not reports.answered(ref, "closed")
    assert reports.is_empty


def test_media_begins_with_a_group() -> None:
    media = Media()
    media.put(chunk(1))
    media.put(group(2))
    media.put(chunk(2))
    assert drain(media) == [group(2), chunk(2)]


def test_media_that_waits_too_long_is_dropped_up_to_the_next_group() -> None:
    media = Media(limit_bytes=1_000)
    media.put(group(1))
    for index in range(5):
        media.put(chunk(1, index, 300))
    assert drain(media) == []
    media.put(chunk(1, 6))
    media.put(group(2))
    media.put(chunk(2))
    assert drain(media) == [group(2), chunk(2)]
    assert media.dropped > 0
