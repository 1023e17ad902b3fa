"""Playlists of the program: their text, and reading our own back. Pure.

Two lists of the same segments. `recording.m3u8` is the record: an EVENT playlist that only grows, line by
line, and so is also the index that survives a crash. `program.m3u8` is what players load: a window of
the newest segments while live, everything once it has ended.

Source: RFC 8216.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import NamedTuple

LIVE = "program.m3u8"
RECORD = "recording.m3u8"
# No segment is longer (EXTINF is rounded when compared).
TARGET_S = 4
# How far back a live player can seek.
WINDOW_MS = 10 * 60_000
_ORIGIN = "#ORIGIN:"
_END = "#EXT-X-ENDLIST"


class Segment(NamedTuple):
    """One file of fragments. `at` is server time; `is_apart`: its time does not follow the one before."""

    name: str
    init: str
    at: int
    duration_ms: int = 0
    is_apart: bool = False


class Record(NamedTuple):
    """What a record tells: where its time began, its segments, one that was begun, whether it ended."""

    origin: int
    segments: list[Segment]
    begun: Segment | None = None
    is_over: bool = False


def head_of_record(origin: int) -> str:
    """The first lines of a record whose program time 0 is server time `origin`."""
    return (
        f"#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:{TARGET_S}\n"
        f"#EXT-X-PLAYLIST-TYPE:EVENT\n{_ORIGIN}{origin}\n"
    )


def opening(segment: Segment, before: Segment | None) -> str:
    """The lines a record gets when a segment begins."""
    lines = []
    is_apart = segment.is_apart and before is not None
    if is_apart or (before is not None and before.init != segment.init):
        lines.append("#EXT-X-DISCONTINUITY")
    if is_apart or before is None or before.init != segment.init:
        lines.append(f'#EXT-X-MAP:URI="{segment.init}"')
    lines.append(f"#EXT-X-PROGRAM-DATE-TIME:{_date(segment.at)}")
    return "".join(line + "\n" for line in lines)


def closing(segment: Segment) -> str:
    """The lines a record gets when a segment is complete."""
    return f"#EXTINF:{segment.duration_ms / 1000:.3f},\n{segment.name}\n"


def live(segments: Sequence[Segment]) -> str:
    """The playlist of a running program: its newest `WINDOW_MS`."""
    first, left = len(segments), WINDOW_MS
    while first and left > 0:
        first -= 1
        left -= segments[first].duration_ms
    skipped = sum(_is_cut(a, b) for a, b in _pairs(segments[: first + 1]))
    head = (
        f"#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:{TARGET_S}\n#EXT-X-MEDIA-SEQUENCE:{first}\n"
        f"#EXT-X-DISCONTINUITY-SEQUENCE:{skipped}\n"
    )
    return head + _entries(segments[first:])


def replay(segments: Sequence[Segment]) -> str:
    """The playlist of a program that has ended."""
    head = f"#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:{TARGET_S}\n#EXT-X-PLAYLIST-TYPE:VOD\n"
    return head + _entries(segments) + _END + "\n"


def read_record(text: str) -> Record | None:
    """A record as its writer left it, killed or not; None if there is none. A torn last line is none."""
    whole = text[: text.rfind("\n") + 1]
    origin: int | None = None
    segments: list[Segment] = []
    init, at, duration, is_apart, is_over = "", 0, 0, False, False
    has_begun = False
    for line in whole.splitlines():
        if line.startswith(_ORIGIN):
            origin = int(line.removeprefix(_ORIGIN))
        elif line == "#EXT-X-DISCONTINUITY":
            is_apart = True
        elif line.startswith("#EXT-X-MAP:"):
            init = line.split('"')[1]
        elif line.startswith("#EXT-X-PROGRAM-DATE-TIME:"):
            at = _time(line.partition(":")[2])
            has_begun = True
        elif line.startswith("#EXTINF:"):
            duration = round(float(line[8:].rstrip(",")) * 1000)
        elif line == _END:
            is_over = True
        elif line and not line.startswith("#"):
            segments.append(Segment(line, init, at, duration, is_apart))
            is_apart = has_begun = False
    if origin is None:
        return None
    begun = Segment(segment_name(len(segments)), init, at, 0, is_apart) if has_begun else None
    return Record(origin, segments, begun, is_over)


def record_of(origin: int, segments: Sequence[Segment]) -> str:
    """The whole text of a record of these segments that goes on."""
    return head_of_record(origin) + _entries(segments)


def end_of_record() -> str:
    """The last line of a record."""
    return _END + "\n"


def segment_name(number: int) -> str:
    """The file of a segment."""
    return f"seg-{number}.m4s"


def init_name(number: int) -> str:
    """The file of an initialisation segment."""
    return f"init-{number}.mp4"


def _entries(segments: Sequence[Segment]) -> str:
    if not segments:
        return ""
    lines = [opening(segments[0], None), closing(segments[0])]
    for before, segment in _pairs(segments):
        lines += [opening(segment, before), closing(segment)]
    return "".join(lines)


def _pairs(segments: Sequence[Segment]) -> Iterator[tuple[Segment, Segment]]:
    return pairwise(segments)


def _is_cut(before: Segment, segment: Segment) -> bool:
    return segment.is_apart or before.init != segment.init


def _date(at: int) -> str:
    moment = datetime.fromtimestamp(at / 1000, UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at % 1000:03d}Z"


def _time(date: str) -> int:
    return round(datetime.fromisoformat(date).timestamp() * 1000)
