"""The recording on disk: files of fragments, the record that lists them, the players' playlist.

Blocking by nature; the recorder calls it from a thread. Bytes go to the kernel with every fragment and
to the disk once a second, so a killed process loses nothing that was written and a lost machine a second.
What is on disk is always playable: the record only grows by whole lines, playlists are replaced whole.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

from . import hls
from .boxes import readable
from .hls import Record, Segment
from .muxer import Fragment, Init

# A segment ends at the first group that begins after so long, or anyway before `SEGMENT_MOST_MS`.
SEGMENT_MS = 1_000
SEGMENT_MOST_MS = 3_500
SYNC_S = 1.0


def restore(folder: Path) -> Record | None:
    """The record in `folder`, made whole after a crash: a segment that was being written is kept.

    Raises:
        OSError: the disk does not let us.
    """
    try:
        text = (folder / hls.RECORD).read_text()
    except FileNotFoundError:
        return None
    record = hls.read_record(text)
    if record is None:
        return None
    segments = record.segments
    if record.begun is not None and (kept := _keep(folder, record.begun)) is not None:
        segments = [*segments, kept]
    replace(folder / hls.RECORD, hls.record_of(record.origin, segments))
    return Record(record.origin, segments, None, False)


def _keep(folder: Path, begun: Segment) -> Segment | None:
    """Cut the torn end off a segment; None if nothing of it can be played."""
    path = folder / begun.name
    try:
        span = readable(path.read_bytes())
    except FileNotFoundError:
        return None
    if span is None:
        path.unlink()
        return None
    os.truncate(path, span.length)
    return begun._replace(duration_ms=span.end_ms - span.start_ms)


def replace(path: Path, text: str) -> None:
    """Put `text` in the place of the file at once: a reader sees the old or the new."""
    fresh = path.with_name(path.name + ".new")
    with fresh.open("w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


class Tape:
    """Writes fragments to segments and lists them."""

    def __init__(self, folder: Path, record: Record) -> None:
        self._folder = folder
        self._origin = record.origin
        self._segments = list(record.segments)
        self._init: Init | None = None
        self._init_name = ""
        self._inits = len({segment.init for segment in record.segments})
        self._current: Segment | None = None
        self._file: int | None = None
        self._synced = 0.0
        self._is_apart = True

    def write(self, part: Fragment) -> None:
        """Append a fragment. Segments follow the picture: sound without one goes to the segment under way.

        Raises:
            OSError: it is not on disk, nor will be what follows until a group begins after `drop()`.
        """
        if self._current is None or (part.has_picture and self._is_full(part)):
            if part.init is not None:
                self._init_name = self._init_file(part.init)
            elif self._current is None:
                return
            self._last_until(part.start_ms)
            self._close()
            self._open(part)
        assert self._file is not None
        _write_all(self._file, part.data)
        if part.has_picture:
            self._last_until(part.end_ms)
        if time.monotonic() - self._synced > SYNC_S:
            self._sync()

    def drop(self) -> None:
        """Give up the segment under way; the next begins with a group, apart from what is there."""
        self._is_apart = True
        current, self._current = self._current, None
        self._release()
        if current is not None:
            (self._folder / current.name).unlink(missing_ok=True)
        if (self._folder / hls.RECORD).exists():
            replace(self._folder / hls.RECORD, hls.record_of(self._origin, self._segments))

    def part(self) -> None:
        """What comes next does not follow: keep the segment under way and begin another with a group."""
        self._close()
        self._is_apart = True

    def finish(self) -> bool:
        """End the record and make the playlist that of a replay; False if nothing was recorded."""
        self._close()
        if not self._segments:
            return False
        self._append(hls.end_of_record())
        replace(self._folder / hls.LIVE, hls.replay(self._segments))
        return True

    def close(self) -> None:
        """Let go of the files as they are."""
        self._release()

    def _last_until(self, end_ms: int) -> None:
        if self._current is not None:
            duration_ms = self._origin + end_ms - self._current.at
            self._current = self._current._replace(duration_ms=duration_ms)

    def _is_full(self, part: Fragment) -> bool:
        assert self._current is not None
        if part.init is not None and part.init is not self._init:
            return True
        most = SEGMENT_MS if part.init is not None else SEGMENT_MOST_MS
        return self._current.duration_ms >= most

    def _init_file(self, init: Init) -> str:
        if init is self._init:
            return self._init_name
        name = hls.init_name(self._inits)
        (self._folder / name).write_bytes(init.data)
        self._inits += 1
        self._init = init
        return name

    def _open(self, part: Fragment) -> None:
        name = hls.segment_name(len(self._segments))
        before = self._segments[-1] if self._segments else None
        segment = Segment(name, self._init_name, self._origin + part.start_ms, 0, self._is_apart)
        if before is None and not (self._folder / hls.RECORD).exists():
            self._append(hls.head_of_record(self._origin))
        self._file = os.open(self._folder / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        self._current = segment
        self._append(hls.opening(segment, before))
        self._is_apart = False

    def _close(self) -> None:
        current = self._current
        if current is None:
            return
        self._sync()
        self._append(hls.closing(current))
        self._release()
        self._current = None
        self._segments.append(current)
        replace(self._folder / hls.LIVE, hls.live(self._segments))

    def _append(self, lines: str) -> None:
        record = os.open(self._folder / hls.RECORD, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            _write_all(record, lines.encode())
            os.fsync(record)
        finally:
            os.close(record)

    def _sync(self) -> None:
        assert self._file is not None
        os.fsync(self._file)
        self._synced = time.monotonic()

    def _release(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            os.close(file)


def _write_all(file: int, data: bytes) -> None:
    while data:
        data = data[os.write(file, data) :]
