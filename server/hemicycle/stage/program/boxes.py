"""ISO base media boxes of CMAF: initialisation segments and fragments, written and read back.

Values in, bytes out. A fragment holds whole samples with exact times and durations, so that it can leave
as soon as it is complete and nothing has to be patched later. What the samples are is the muxer's business.

Sources: ISO/IEC 14496-12 (boxes), 14496-14 (`mp4a`, `esds`), 14496-15 (`avc1`, `avcC`), 23000-19 (CMAF).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from typing import NamedTuple

VIDEO_HZ = 90_000
AUDIO_HZ = 48_000
VIDEO_TRACK = 1
AUDIO_TRACK = 2

_KEY_FLAGS = 0x0200_0000
_OTHER_FLAGS = 0x0101_0000
_UNITY = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x4000_0000)


class VideoSetup(NamedTuple):
    """What a decoder must know of H.264 before the first sample."""

    width: int
    height: int
    sps: bytes
    pps: bytes

    @property
    def codec(self) -> str:
        """The codec string of RFC 6381."""
        return "avc1." + self.sps[1:4].hex()


class AudioSetup(NamedTuple):
    """What a decoder must know of AAC: the AudioSpecificConfig and the channels."""

    config: bytes
    channels: int

    @property
    def codec(self) -> str:
        """The codec string of RFC 6381: AAC-LC."""
        return "mp4a.40.2"


class Sample(NamedTuple):
    """One coded picture or sound frame, its duration in ticks of its track."""

    data: bytes
    duration: int
    is_key: bool = True


class Run(NamedTuple):
    """Consecutive samples of one track from `start` ticks."""

    start: int
    samples: Sequence[Sample]


class Span(NamedTuple):
    """A readable part of a file of fragments: its length, and its media time in milliseconds."""

    length: int
    start_ms: int
    end_ms: int


def init_segment(video: VideoSetup | None, audio: AudioSetup | None) -> bytes:
    """The `ftyp` and `moov` of a stream with these tracks."""
    tracks, extends = b"", b""
    if video is not None:
        tracks += _track(VIDEO_TRACK, VIDEO_HZ, (video.width, video.height), _video_entry(video))
        extends += _full(b"trex", 0, 0, struct.pack(">5I", VIDEO_TRACK, 1, 0, 0, _OTHER_FLAGS))
    if audio is not None:
        tracks += _track(AUDIO_TRACK, AUDIO_HZ, None, _audio_entry(audio))
        extends += _full(b"trex", 0, 0, struct.pack(">5I", AUDIO_TRACK, 1, 0, 0, _KEY_FLAGS))
    header = struct.pack(">5I2H2I", 0, 0, 1000, 0, 0x10000, 0x0100, 0, 0, 0) + _UNITY + bytes(24)
    header += struct.pack(">I", AUDIO_TRACK + 1)
    moov = _box(b"moov", _full(b"mvhd", 0, 0, header), tracks, _box(b"mvex", extends))
    return _box(b"ftyp", b"iso6", struct.pack(">I", 0), b"iso6cmfcmp41") + moov


def fragment(sequence: int, video: Run | None, audio: Run | None) -> bytes:
    """One `moof` with its `mdat`; a run of no samples is left out."""
    runs = [
        (track, run)
        for track, run in ((VIDEO_TRACK, video), (AUDIO_TRACK, audio))
        if run is not None and run.samples
    ]
    sizes = [sum(len(sample.data) for sample in run.samples) for _, run in runs]
    length = len(_moof(sequence, runs, [0] * len(runs)))
    offsets = [length + 8 + sum(sizes[:n]) for n in range(len(runs))]
    payload = b"".join(sample.data for _, run in runs for sample in run.samples)
    return _moof(sequence, runs, offsets) + _box(b"mdat", payload)


def readable(data: bytes) -> Span | None:
    """The whole fragments at the start of `data`; None if there is not one.

    The tail of a file whose writer was killed is torn: what follows the span cannot be played.
    """
    length, start, end = 0, None, 0.0
    pending: tuple[float, float] | None = None
    for kind, at, after in _boxes(data):
        if kind == b"moof":
            pending = _times(data[at + 8 : after])
        elif kind == b"mdat" and pending is not None:
            length = after
            start = pending[0] if start is None else start
            end = pending[1]
    return None if start is None else Span(length, round(start), round(end))


def _moof(sequence: int, runs: Sequence[tuple[int, Run]], offsets: Sequence[int]) -> bytes:
    parts = [_full(b"mfhd", 0, 0, struct.pack(">I", sequence))]
    for (track, run), offset in zip(runs, offsets, strict=True):
        table = b"".join(
            struct.pack(
                ">3I", sample.duration, len(sample.data), _KEY_FLAGS if sample.is_key else _OTHER_FLAGS
            )
            for sample in run.samples
        )
        parts.append(
            _box(
                b"traf",
                _full(b"tfhd", 0, 0x020000, struct.pack(">I", track)),
                _full(b"tfdt", 1, 0, struct.pack(">Q", run.start)),
                _full(b"trun", 0, 0x000701, struct.pack(">Ii", len(run.samples), offset), table),
            )
        )
    return _box(b"moof", *parts)


def _times(moof: bytes) -> tuple[float, float] | None:
    """Start and end in milliseconds of the first run of a fragment of ours."""
    for kind, at, after in _boxes(moof):
        if kind != b"traf":
            continue
        track = start = ticks = 0
        for inner, a, b in _boxes(moof[at + 8 : after]):
            body = moof[at + 8 + a + 8 : at + 8 + b]
            if inner == b"tfhd":
                (track,) = struct.unpack_from(">I", body, 4)
            elif inner == b"tfdt":
                (start,) = struct.unpack_from(">Q", body, 4)
            elif inner == b"trun":
                (count,) = struct.unpack_from(">I", body, 4)
                ticks = sum(struct.unpack_from(">I", body, 12 + 12 * n)[0] for n in range(count))
        per_ms = (VIDEO_HZ if track == VIDEO_TRACK else AUDIO_HZ) / 1000
        return start / per_ms, (start + ticks) / per_ms
    return None


def _boxes(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Kind, start and end of each whole box at the top of `data`."""
    at = 0
    while at + 8 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        if size < 8 or at + size > len(data):
            return
        yield kind, at, at + size
        at += size


def _box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I4s", len(body) + 8, kind) + body


def _full(kind: bytes, version: int, flags: int, *parts: bytes) -> bytes:
    return _box(kind, struct.pack(">I", version << 24 | flags), *parts)


def _track(track: int, hz: int, size: tuple[int, int] | None, entry: bytes) -> bytes:
    width, height = size or (0, 0)
    volume = 0 if size else 0x0100
    header = struct.pack(">5I", 0, 0, track, 0, 0) + bytes(8) + struct.pack(">4H", 0, 0, volume, 0)
    header += _UNITY + struct.pack(">2I", width << 16, height << 16)
    handler = b"vide" if size else b"soun"
    kind = _full(b"vmhd", 0, 1, bytes(8)) if size else _full(b"smhd", 0, 0, bytes(4))
    where = _box(b"dinf", _full(b"dref", 0, 0, struct.pack(">I", 1), _full(b"url ", 0, 1)))
    tables = _box(
        b"stbl",
        _full(b"stsd", 0, 0, struct.pack(">I", 1), entry),
        _full(b"stts", 0, 0, bytes(4)),
        _full(b"stsc", 0, 0, bytes(4)),
        _full(b"stsz", 0, 0, bytes(8)),
        _full(b"stco", 0, 0, bytes(4)),
    )
    media = _box(
        b"mdia",
        _full(b"mdhd", 0, 0, struct.pack(">4I2H", 0, 0, hz, 0, 0x55C4, 0)),  # 0x55c4: language "und"
        _full(b"hdlr", 0, 0, bytes(4), handler, bytes(12), b"program\0"),
        _box(b"minf", kind, where, tables),
    )
    return _box(b"trak", _full(b"tkhd", 0, 3, header), media)


def _video_entry(setup: VideoSetup) -> bytes:
    config = bytes((1, *setup.sps[1:4], 0xFF, 0xE1))
    config += struct.pack(">H", len(setup.sps)) + setup.sps + b"\x01"
    config += struct.pack(">H", len(setup.pps)) + setup.pps
    head = bytes(6) + struct.pack(">H", 1) + bytes(16) + struct.pack(">2H", setup.width, setup.height)
    head += struct.pack(">3IH", 0x480000, 0x480000, 0, 1) + bytes(32) + struct.pack(">Hh", 24, -1)
    return _box(b"avc1", head, _box(b"avcC", config))


def _audio_entry(setup: AudioSetup) -> bytes:
    head = bytes(6) + struct.pack(">H", 1) + bytes(8)
    head += struct.pack(">4HI", setup.channels, 16, 0, 0, AUDIO_HZ << 16)
    specific = _descriptor(5, setup.config)
    decoder = _descriptor(4, bytes((0x40, 0x15, 0, 0, 0)) + bytes(8) + specific)
    stream = _descriptor(3, bytes(3) + decoder + _descriptor(6, b"\x02"))
    return _box(b"mp4a", head, _full(b"esds", 0, 0, stream))


def _descriptor(tag: int, body: bytes) -> bytes:
    assert len(body) < 128, "the short form of the length"
    return bytes((tag, len(body))) + body
