"""The one timeline: no hole, no step back, groups at key pictures."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from hemicycle.stage.program.boxes import AudioSetup, VideoSetup, readable
from hemicycle.stage.program.muxer import HOLD_MS, AudioFrame, Fragment, Muxer, Picture

AUDIO = AudioSetup(bytes.fromhex("118856e500"), 1)
SMALL = VideoSetup(320, 180, bytes.fromhex("6742c00d"), b"\x68\xce")
LARGE = VideoSetup(640, 360, bytes.fromhex("6742c01e"), b"\x68\xce")
FRAME = 1024
PIXELS = b"\0\0\0\6pixels"


class Bench:
    """A muxer fed with sound up to a time, and with pictures at will."""

    def __init__(self) -> None:
        self.muxer = Muxer(AUDIO)
        self.sounds = 0
        self.out: list[Fragment] = []

    def show(self, at_ms: int, setup: VideoSetup | None = None) -> None:
        self.muxer.picture(Picture(at_ms, PIXELS, setup))
        self.out += self.muxer.take()

    def sound_until(self, ms: int) -> None:
        while (self.sounds + 1) * FRAME <= ms * 48:
            self.muxer.sound(AudioFrame(self.sounds * FRAME, b"sound", FRAME))
            self.sounds += 1
        self.out += self.muxer.take()


def test_fragments_are_about_a_tenth_of_a_second() -> None:
    """Three pictures, at 25 a second as at 30."""
    bench = Bench()
    for n in range(31):
        bench.show(n * 40, SMALL if n == 0 else None)
    bench.sound_until(1_250)
    assert [(f.start_ms, f.end_ms) for f in bench.out] == [(n * 120, n * 120 + 120) for n in range(10)]


def test_a_group_begins_at_a_key_picture_and_only_there() -> None:
    bench = Bench()
    for n in range(50):
        bench.show(n * 40, SMALL if n % 25 == 0 else None)
    bench.sound_until(3_000)
    assert [f.start_ms for f in bench.out if f.init] == [0, 1_000]


def test_equal_parameter_sets_need_no_new_init() -> None:
    bench = Bench()
    for n, setup in enumerate((SMALL, SMALL, LARGE, SMALL)):
        bench.show(n * 40, setup)
    bench.sound_until(500)
    first, second, third = [f.init for f in bench.out][:3]
    assert first is second
    assert third is not None
    assert third.width == 640


def test_pictures_before_the_first_key_are_left_out() -> None:
    bench = Bench()
    bench.show(0)
    bench.show(40, SMALL)
    bench.show(240)
    bench.sound_until(300)
    assert [f.start_ms for f in bench.out] == [40]


def test_sound_before_the_first_picture_is_left_out() -> None:
    bench = Bench()
    bench.sound_until(400)
    bench.show(300, SMALL)
    bench.show(420)
    bench.sound_until(500)
    spans = [readable(f.sound) for f in bench.out]
    assert [(span.start_ms, span.end_ms) for span in spans if span] == [(320, 427)]


def test_a_fragment_waits_for_its_sound() -> None:
    bench = Bench()
    for n in range(12):
        bench.show(n * 40, SMALL if n == 0 else None)
    bench.sound_until(100)
    assert bench.out == []
    bench.sound_until(150)
    assert len(bench.out) == 1


def test_a_late_picture_leaves_no_hole() -> None:
    """The last picture lasts until the next one, and sound goes on meanwhile."""
    bench = Bench()
    bench.show(0, SMALL)
    bench.show(40)
    bench.sound_until(40 + HOLD_MS + 30)
    assert len(bench.out) == 1
    bench.sound_until(1_000)
    bare = bench.out[1:]
    assert bare
    assert all(f.init is None for f in bare)
    bench.show(1_000)
    bench.show(1_200)
    bench.sound_until(1_300)
    assert_contiguous(bench.out)


@given(st.lists(st.tuples(st.integers(-300, 600), st.booleans()), min_size=1, max_size=60))
def test_time_never_steps_back_whatever_the_senders_say(steps: list[tuple[int, bool]]) -> None:
    """Each fragment with a picture begins where the one before ended, for any dates of the pictures."""
    bench = Bench()
    at = 0
    for step, is_key in [(0, True), *steps]:
        at = max(0, at + step)
        bench.show(at, SMALL if is_key else None)
        bench.sound_until(max(at, 0) + 50)
    bench.out += bench.muxer.flush()
    assert_contiguous(bench.out)


def assert_contiguous(parts: list[Fragment]) -> None:
    """Pictures follow each other without a hole."""
    spans = [span for f in parts if PIXELS in f.data and (span := readable(f.data))]
    assert spans
    for before, after in pairwise(spans):
        assert abs(after.start_ms - before.end_ms) <= 1
        assert after.end_ms > after.start_ms
