"""Playlists: a window while live, all of it afterwards, and a record that survives its writer."""

from __future__ import annotations

from hemicycle.stage.program import hls
from hemicycle.stage.program.hls import Segment

AT = 1_764_000_000_000


def segments(count: int, *, init: str = "init-0.mp4", first: int = 0) -> list[Segment]:
    return [
        Segment(f"seg-{n}.m4s", init, AT + n * 2_000, 2_000, n == first) for n in range(first, first + count)
    ]


def test_a_live_playlist_shows_the_last_minutes() -> None:
    text = hls.live(segments(400))
    assert text.count("#EXTINF") == hls.WINDOW_MS // 2_000
    assert f"#EXT-X-MEDIA-SEQUENCE:{400 - hls.WINDOW_MS // 2_000}\n" in text
    assert "#EXT-X-MAP" in text
    assert "ENDLIST" not in text


def test_discontinuities_that_left_the_window_are_counted() -> None:
    text = hls.live(segments(10) + segments(400, init="init-1.mp4", first=10))
    assert "#EXT-X-DISCONTINUITY-SEQUENCE:1\n" in text
    assert "#EXT-X-DISCONTINUITY\n" not in text


def test_a_new_init_is_a_discontinuity_with_its_map() -> None:
    text = hls.replay(segments(2) + segments(1, init="init-1.mp4", first=2))
    assert text.count('#EXT-X-DISCONTINUITY\n#EXT-X-MAP:URI="init-1.mp4"\n') == 1
    assert text.endswith("#EXT-X-ENDLIST\n")


def test_dates_are_those_of_the_server() -> None:
    assert "#EXT-X-PROGRAM-DATE-TIME:2025-11-24T16:00:00.000Z\n" in hls.replay(segments(1))


def test_a_record_reads_back_as_it_was_written() -> None:
    there = segments(3) + segments(2, init="init-1.mp4", first=3)
    record = hls.read_record(hls.record_of(AT, there))
    assert record is not None
    assert record.origin == AT
    assert [s.name for s in record.segments] == [s.name for s in there]
    assert [(s.init, s.at, s.duration_ms) for s in record.segments] == [
        (s.init, s.at, s.duration_ms) for s in there
    ]
    assert record.begun is None


def test_a_segment_that_was_begun_is_named() -> None:
    there = segments(2)
    begun = Segment("seg-2.m4s", "init-0.mp4", AT + 4_000)
    text = hls.record_of(AT, there) + hls.opening(begun, there[-1])
    record = hls.read_record(text)
    assert record is not None
    assert record.begun == begun


def test_a_torn_line_is_none() -> None:
    text = hls.record_of(AT, segments(2)) + hls.closing(segments(3)[2])[:-4]
    record = hls.read_record(text)
    assert record is not None
    assert [s.name for s in record.segments] == ["seg-0.m4s", "seg-1.m4s"]


def test_any_cut_of_a_record_reads_as_a_beginning_of_it() -> None:
    """Wherever the writer was killed: the segments read are the first so many of those written."""
    there = segments(3) + segments(2, init="init-1.mp4", first=3)
    text = hls.record_of(AT, there)
    names = [s.name for s in there]
    for cut in range(len(text)):
        record = hls.read_record(text[:cut])
        read = [s.name for s in record.segments] if record else []
        assert read == names[: len(read)]


def test_what_is_no_record_is_none() -> None:
    assert hls.read_record("") is None
    assert hls.read_record("#EXTM3U\n") is None
