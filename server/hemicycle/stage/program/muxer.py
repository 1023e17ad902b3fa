"""Pictures and sound frames to fragments: the one continuous timeline of the program.

Pure: samples in, fragments out. Times are those of the program (server time less its origin), so a
moment has the same number live, in the recording and in the log.

A picture leaves when its end is known, that is when the next one is there. Source buffers drop what
follows a hole up to the next key picture, so there never is a hole: durations reach from picture to
picture, a picture that has no follower for `HOLD_MS` is prolonged, and a late follower begins where the
prolonged one ended. What begins with a key picture has no sound from before it: players of playlists place a
part by the track that begins first, and the picture of the next part would get a hole.
"""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

from .boxes import (
    AUDIO_HZ,
    VIDEO_HZ,
    AudioSetup,
    Run,
    Sample,
    VideoSetup,
    fragment,
    init_segment,
)

FRAGMENT_MS = 100
# More bytes do not wait for the time: a fragment must fit into one message of the wire (1 MiB).
FRAGMENT_BYTES = 600_000
HOLD_MS = 150
# Two pictures are at least so far apart, whatever their senders' clocks say.
STEP = VIDEO_HZ // 1000
PER_MS = VIDEO_HZ // 1000
_SOUND_PER_MS = AUDIO_HZ // 1000


class Picture(NamedTuple):
    """A coded picture (length-prefixed slices) at a time of the program; key pictures bring a setup."""

    at_ms: int
    data: bytes
    setup: VideoSetup | None

    @property
    def is_key(self) -> bool:
        """Whether decoding can begin here."""
        return self.setup is not None


class AudioFrame(NamedTuple):
    """A coded sound frame at `start` samples of the program's time."""

    start: int
    data: bytes
    duration: int


class Init(NamedTuple):
    """What a player needs before fragments: bytes, and the type of the source buffer."""

    data: bytes
    mime: str
    width: int = 0
    height: int = 0


class Fragment(NamedTuple):
    """A stretch of the program; `init` is set where a group begins, with a key picture.

    `data` holds picture and sound, `sound` the same sound alone.
    """

    start_ms: int
    end_ms: int
    data: bytes
    sound: bytes
    init: Init | None

    @property
    def has_picture(self) -> bool:
        """False while the picture is late: then `data` is the sound alone."""
        return self.data is not self.sound


class _Timed(NamedTuple):
    ticks: int
    picture: Picture


class Muxer:
    """Gathers samples and gives fragments of about `FRAGMENT_MS`, cut at key pictures."""

    def __init__(self, audio: AudioSetup) -> None:
        self._audio_setup = audio
        self._init: Init | None = None
        self._setup: VideoSetup | None = None
        self._pictures: deque[_Timed] = deque()
        self._sounds: deque[AudioFrame] = deque()
        self._sound_end = 0
        self._last: int | None = None
        self._floor: int | None = None
        self._bare_ms = 0
        self._sequence = 0

    def picture(self, picture: Picture) -> None:
        """Take the next picture, in decoding order; the first of all is a key picture."""
        ticks = max(picture.at_ms, 0) * PER_MS
        if self._last is not None:
            ticks = max(ticks, self._last + STEP)
        elif not picture.is_key:
            return
        if self._floor is not None:
            ticks, self._floor = self._floor, None
        self._last = ticks
        self._pictures.append(_Timed(ticks, picture))

    def sound(self, frame: AudioFrame) -> None:
        """Take the next sound frame."""
        self._sounds.append(frame)
        self._sound_end = (frame.start + frame.duration) // _SOUND_PER_MS

    def take(self) -> list[Fragment]:
        """What is complete."""
        done: list[Fragment] = []
        while (piece := self._next()) is not None:
            done.append(piece)
        return done

    def flush(self) -> list[Fragment]:
        """All that is left; the last picture lasts as long as the sound."""
        done = self.take()
        if self._pictures:
            end = max(self._sound_end * PER_MS, self._pictures[-1].ticks + STEP)
            done.append(self._cut(len(self._pictures), end))
        return done

    def _next(self) -> Fragment | None:
        if not self._pictures:
            return self._bare()
        first = self._pictures[0].ticks
        size = len(self._pictures[0].picture.data)
        for n in range(1, len(self._pictures)):
            ticks, picture = self._pictures[n]
            is_due = picture.is_key or ticks - first >= FRAGMENT_MS * PER_MS or size > FRAGMENT_BYTES
            size += len(picture.data)
            if is_due:
                return self._cut(n, ticks) if self._sound_end * PER_MS >= ticks else None
        return self._prolonged()

    def _prolonged(self) -> Fragment | None:
        end = self._sound_end * PER_MS
        if end - self._pictures[-1].ticks < HOLD_MS * PER_MS:
            return None
        self._floor = end
        self._last = end - STEP
        self._bare_ms = self._sound_end
        return self._cut(len(self._pictures), end)

    def _bare(self) -> Fragment | None:
        """Sound goes on while the picture is late."""
        if self._floor is None or self._sound_end - self._bare_ms < FRAGMENT_MS:
            return None
        start, self._bare_ms = self._bare_ms, self._sound_end
        sound = self._sound_until(self._sound_end * PER_MS)
        self._sequence += 1
        data = fragment(self._sequence, None, sound)
        return Fragment(start, self._bare_ms, data, data, None)

    def _cut(self, count: int, end: int) -> Fragment:
        timed = [self._pictures.popleft() for _ in range(count)]
        if self._setup is None:
            self._skip_sound_before(timed[0].ticks)
        ends = [*(t.ticks for t in timed[1:]), end]
        samples = [
            Sample(t.picture.data, after - t.ticks, t.picture.is_key)
            for t, after in zip(timed, ends, strict=True)
        ]
        sound = self._sound_until(end)
        self._sequence += 1
        return Fragment(
            round(timed[0].ticks / PER_MS),
            round(end / PER_MS),
            fragment(self._sequence, Run(timed[0].ticks, samples), sound),
            fragment(self._sequence, None, sound) if sound.samples else b"",
            self._begin(timed[0].picture.setup),
        )

    def _skip_sound_before(self, start: int) -> None:
        while self._sounds and self._sounds[0].start * PER_MS < start * _SOUND_PER_MS:
            self._sounds.popleft()

    def _sound_until(self, end: int) -> Run:
        start = at = self._sounds[0].start if self._sounds else 0
        samples: list[Sample] = []
        # A jump of the mix (see `mixer.CATCH_UP`) begins a run of its own, in the next fragment.
        while self._sounds and self._sounds[0].start == at and at * PER_MS < end * _SOUND_PER_MS:
            frame = self._sounds.popleft()
            samples.append(Sample(frame.data, frame.duration))
            at += frame.duration
        return Run(start, samples)

    def _begin(self, setup: VideoSetup | None) -> Init | None:
        """The init of a group that begins with these parameter sets; the same object while they stay."""
        if setup is None:
            return None
        if setup != self._setup or self._init is None:
            self._setup = setup
            mime = f'video/mp4; codecs="{setup.codec},{self._audio_setup.codec}"'
            data = init_segment(setup, self._audio_setup)
            self._init = Init(data, mime, setup.width, setup.height)
        return self._init
